"""Security headers on every answer there is: pages, errors, redirects, 304, files."""

from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

_OWN_ONLY: Final = ("script", "style", "img", "media", "font", "connect", "manifest", "worker")
# Constant, without nonce and without any inline exception: pages stay cacheable and old phones keep working.
PAGE_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in _OWN_ONLY),
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
        "report-to csp",
    )
)
# A media file opened by itself is inert, whatever somebody managed to put into it.
MEDIA_POLICY: Final = "default-src 'none'; sandbox"
_SWITCHED_OFF = (
    "accelerometer",
    "autoplay",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "usb",
)
_CONSTANT: Final[tuple[tuple[bytes, bytes], ...]] = (
    (b"strict-transport-security", b"max-age=63072000; includeSubDomains"),
    (b"reporting-endpoints", b'csp="/csp-reports"'),
    (b"x-content-type-options", b"nosniff"),
    # Other sites learn nothing. Not "no-referrer": with it browsers name no origin on our own forms either,
    # and those too old for Sec-Fetch-Site would be refused (Fetch standard, 3.2.1).
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", ", ".join(f"{feature}=()" for feature in _SWITCHED_OFF).encode()),
)
# A route may choose another value for these by setting the header itself.
_DEFAULTS: Final[tuple[tuple[bytes, bytes], ...]] = (
    (b"x-robots-tag", b"noindex"),
    (b"cache-control", b"no-store"),
)
_PAGE_HEADERS: Final = [(b"content-security-policy", PAGE_POLICY.encode()), *_CONSTANT]
_MEDIA_HEADERS: Final = [(b"content-security-policy", MEDIA_POLICY.encode()), *_CONSTANT]


class SecurityHeaders:
    """The outermost layer: what it adds, nothing inside can forget."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request; anything but HTTP passes."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        constant = _MEDIA_HEADERS if scope["path"].startswith("/media/") else _PAGE_HEADERS

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = list(message["headers"])
                present = {name for name, _ in headers}
                headers.extend(constant)
                headers.extend(default for default in _DEFAULTS if default[0] not in present)
                message["headers"] = headers
            await send(message)

        await self.app(scope, receive, send_with_headers)
