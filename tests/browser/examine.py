"""What can be wrong with a page as it stands: axe's rules, targets too small, parts too wide, wrong HTML."""

import json
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Literal

import playwright
from playwright.sync_api import Page

from tests.browser.pages import DESK, PHONE

Scheme = Literal["light", "dark"]

_HERE: Final = Path(__file__).parent
_AXE: Final = (_HERE / "node_modules/axe-core/axe.min.js").read_text()
# Beyond axe's own choice: contrast of 7:1 (DESIGN section 7), and other rules that it leaves off. Its size of
# targets (24 px) is left to TOO_SMALL, which asks for 48.
_RUN: Final = """(rules) => axe.run(document, {
    preload: false,
    resultTypes: ["violations"],
    ...(rules ? { runOnly: rules } : { rules: {
        "color-contrast-enhanced": { enabled: true },
        "identical-links-same-purpose": { enabled: true },
        "meta-refresh-no-exceptions": { enabled: true },
    } }),
}).then((result) => result.violations.flatMap((found) => found.nodes.map((node) =>
    `${found.id}: ${node.target.join(" ")}: ${node.html.slice(0, 120)}: ${node.failureSummary}`)))"""
# In the dark only colours change (site.css holds nothing else there): only the rules on colours can differ.
_RULES: Final[dict[Scheme, list[str] | None]] = {
    "light": None,
    "dark": ["color-contrast", "color-contrast-enhanced", "link-in-text-block"],
}
USUAL_TEXT: Final = 16
SIZES: Final = (PHONE, DESK)

# A link inside a running text is as high as its line (WCAG 2.5.8 exempts it); one that stands alone is not.
# What is checked by tapping its label is as large as the label.
_TOO_SMALL: Final = """() => [...document.querySelectorAll(
        "a[href], button, summary, audio, select, textarea, label.choice, input:not([type=hidden])")]
    .filter((element) => element.checkVisibility() && !element.closest(".skip"))
    .filter((element) => !(element.matches("input") && element.closest("label.choice")))
    .filter((element) => {
        const around = element.closest("p, li, dd, dt, td, figcaption");
        const inText = around && around.textContent.trim() !== element.textContent.trim()
            && getComputedStyle(element).display === "inline";
        return !inText;
    })
    .map((element) => [element, element.getBoundingClientRect()])
    .filter(([, box]) => box.height < 47.9 || box.width < 47.9)
    .map(([element, box]) => `${element.outerHTML.slice(0, 90)}: ${box.width} x ${box.height}`)"""

# What reaches beyond the screen, what is cut by its own box, and by how much the page scrolls sideways.
# Fields scroll what was written in them, and what only screen readers say has no place to be cut at.
_TOO_WIDE: Final = """() => {
    const width = document.documentElement.clientWidth;
    const name = (element) => `${element.tagName}.${element.className.baseVal ?? element.className}`
        + ` "${element.textContent.trim().slice(0, 30)}"`;
    const found = [];
    for (const element of document.body.querySelectorAll("*")) {
        if (!element.checkVisibility() || element.closest(".skip") || element.ownerSVGElement) continue;
        const isUnseen = getComputedStyle(element.closest("thead") ?? element).clipPath !== "none";
        if (isUnseen) continue;
        const box = element.getBoundingClientRect();
        if (box.width && (box.left < -0.5 || box.right > width + 0.5)) {
            found.push(`${name(element)} from ${box.left} to ${box.right} of ${width}`);
        }
        const cuts = getComputedStyle(element).overflowX !== "visible" && !element.matches("input, select");
        if (cuts && element.scrollWidth > element.clientWidth) found.push(`${name(element)} is cut`);
    }
    const scrolls = document.documentElement.scrollWidth - width;
    if (scrolls > 0) found.push(`the page scrolls sideways by ${scrolls}`);
    return found;
}"""


def violations(
    page: Page, schemes: Iterable[Scheme] = ("light", "dark"), sizes: Iterable[tuple[int, int]] = SIZES
) -> Iterator[str]:
    """Let axe examine the page as it stands, in each size and scheme."""
    page.evaluate(_AXE)
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        for scheme in schemes:
            page.emulate_media(color_scheme=scheme)
            for found in page.evaluate(_RUN, _RULES[scheme]):
                yield f"{page.url} {width} {scheme}: {found}"


def too_small(page: Page) -> list[str]:
    """Name what is tapped and has not 48 px either way."""
    return [f"{page.url}: {found}" for found in page.evaluate(_TOO_SMALL)]


def too_wide(page: Page, kind: str) -> list[str]:
    """Name what does not fit into the width of the screen; `kind` says of which."""
    return [f"{page.url} ({kind}): {found}" for found in page.evaluate(_TOO_WIDE)]


def choose_text_size(page: Page, pixels: int) -> None:
    """Choose the size of letters in the browser's own settings, as a reader does."""
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": pixels}})


def double_text(page: Page) -> None:
    """Choose letters of twice the size."""
    choose_text_size(page, 2 * USUAL_TEXT)


def invalid_html(folder: Path) -> list[str]:
    """Name what html-validate finds in the files of a folder."""
    # Playwright brings a newer node than Debian; the validator needs one.
    node = Path(playwright.__file__).parent / "driver/node"
    command: list[str | Path] = [
        node,
        _HERE / "node_modules/html-validate/bin/html-validate.mjs",
        "--config",
        _HERE / "htmlvalidate.json",
        "--formatter",
        "json",
        *sorted(folder.glob("*.html")),
    ]
    # Into a file: the validator ends before a pipe has taken all it says.
    report = folder / "report.json"
    with report.open("wb") as written:
        answer = subprocess.run(command, stdout=written, stderr=subprocess.PIPE, text=True, check=False)
    assert answer.returncode in {0, 1}, answer.stderr
    return [
        f"{Path(result['filePath']).name}:{message['line']}: {message['ruleId']}: {message['message']}"
        for result in json.loads(report.read_text())
        for message in result["messages"]
    ]
