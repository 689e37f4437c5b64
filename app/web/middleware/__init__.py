"""The pure ASGI layers around every route, outermost first; one list, so that their order is in one place."""

from fastapi import FastAPI

from app.settings import Settings
from app.web.middleware.body_limit import BodyLimit
from app.web.middleware.compression import Compression
from app.web.middleware.headers import SecurityHeaders
from app.web.middleware.origin import SameOrigin
from app.web.middleware.request import RequestRecord
from app.web.middleware.target import TrustedTarget


def install_middleware(app: FastAPI, settings: Settings) -> None:
    """Wrap the application in every layer; the last one added is the outermost."""
    app.add_middleware(Compression)
    app.add_middleware(BodyLimit)
    app.add_middleware(SameOrigin)
    app.add_middleware(TrustedTarget, allowed_hosts=settings.allowed_hosts)
    app.add_middleware(RequestRecord)
    app.add_middleware(SecurityHeaders)
