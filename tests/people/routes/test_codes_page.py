"""The page that sets up an authenticator app."""

from app.people.routes.codes_page import codes_context
from app.people.rules.codes import new_secret


def test_page_shows_the_secret_as_a_picture_and_in_groups() -> None:
    secret = new_secret()
    context = codes_context(secret, email="sara@skola.example", action="/to", back="/back")
    other = codes_context(new_secret(), email="sara@skola.example", action="/to", back="/back")
    assert context["qr"].startswith("<svg")
    assert "style" not in context["qr"]
    assert context["qr"] != other["qr"]
    assert f"secret={secret}" in context["setup_address"]
    assert context["secret"].split() == [secret[start : start + 4] for start in range(0, 32, 4)]
    assert (context["action"], context["back"]) == ("/to", "/back")
