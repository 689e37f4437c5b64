"""QR codes as pictures within a page."""

from io import BytesIO
from typing import Final

# ISO/IEC 18004 asks for four modules of quiet around the code.
_QUIET_MODULES: Final = 4


def draw_qr(text: str) -> str:
    """Draw a text as an SVG without size or style attribute, which the content policy would refuse.

    Dark on white also on a dark page, since not every camera reads the reverse; 15 % of it may be soiled.
    """
    import segno  # noqa: PLC0415 - only a few pages need it

    drawn = BytesIO()
    segno.make(text, error="m").save(
        drawn,
        kind="svg",
        xmldecl=False,
        svgclass=None,
        lineclass=None,
        omitsize=True,
        border=_QUIET_MODULES,
        light="#fff",
    )
    return drawn.getvalue().decode()
