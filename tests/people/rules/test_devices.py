"""The browser and the system by name."""

import pytest

from app.people.rules.devices import device_name

_MOZILLA = "Mozilla/5.0"
_WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (f"{_MOZILLA} (Android 14; Mobile; rv:130.0) Gecko/130.0 Firefox/130.0", "Firefox, Android"),
        (f"{_MOZILLA} (Linux; Android 10; K) {_WEBKIT} Chrome/128.0 Mobile Safari/537.36", "Chrome, Android"),
        (
            f"{_MOZILLA} (Linux; Android 13) {_WEBKIT} SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36",
            "Samsung Internet, Android",
        ),
        (f"{_MOZILLA} (Windows NT 10.0) {_WEBKIT} Chrome/128.0 Safari/537.36 Edg/128.0", "Edge, Windows"),
        (f"{_MOZILLA} (Macintosh) AppleWebKit/605 Version/17.5 Safari/605.1.15", "Safari, Mac"),
        (f"{_MOZILLA} (iPhone; CPU iPhone OS 17_5 like Mac OS X) CriOS/126.0 Safari/604.1", "Chrome, iPhone"),
        (f"{_MOZILLA} (iPad; CPU OS 17_5 like Mac OS X) FxiOS/127.0 Safari/605.1.15", "Firefox, iPad"),
        (f"{_MOZILLA} (X11; Linux x86_64; rv:130.0) Gecko Firefox/130.0", "Firefox, Linux"),
        (f"{_MOZILLA} (X11; CrOS x86_64) Chrome/128.0 Safari/537.36", "Chrome, ChromeOS"),
        (f"{_MOZILLA} (Windows NT 10.0) Chrome/128.0 Safari/537.36 OPR/113.0", "Opera, Windows"),
        ("Firefox/1", "Firefox"),
        ("Android", "Android"),
        ("curl/8.0", "Unknown browser"),
        ("", "Unknown browser"),
        (None, "Unknown browser"),
        ("x" * 10**5 + "Firefox/130.0", "Unknown browser"),
        ("<b>Firefox/130 \u202e</b>", "Firefox"),
    ],
)
def test_device_name(header: str | None, name: str) -> None:
    assert device_name(header) == name
