"""How soon the first subtitle stands on the picture after a tap on play, on a phone with a slow network."""

import shutil
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from rich.console import Console
from rich.table import Table

from app.settings import Settings
from tests.bench.server import running

LESSON = "what-is-pain"
BUDGET = 2.0
# Lighthouse's "slow 4G": 150 ms there and back, 1.6 Mbit/s down, 750 kbit/s up; bytes per second.
_SLOW = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1.6 * 1024 * 1024 / 8,
    "uploadThroughput": 750 * 1024 / 8,
}
_FIRST_SUBTITLE = """video => new Promise((done) => {
    const begun = performance.now();
    const isShown = () => [...video.textTracks].some(
        (track) => track.mode === "showing" && track.activeCues && track.activeCues.length,
    );
    const look = () => {
        if (isShown()) done((performance.now() - begun) / 1000);
        else requestAnimationFrame(look);
    };
    video.play();
    look();
})"""
_FIRST_WORD = "video => [...video.textTracks].find((track) => track.mode === 'showing').cues[0].startTime"


def first_subtitle(place: Path) -> Table:
    """Play the shipped lecture in each language, nothing cached; the talk's own silence is in the time."""
    table = Table("Language", "s", "of that before the first word", "Budget", title="First subtitle, slow 4G")
    content = Settings().content_dir
    with running(content, place / "playing-data", "/sv/") as (_, address, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for lang in ("sv", "ar", "so", "ti"):
            seconds, silence = _measure(browser, f"{address}/{lang}/lessons/{LESSON}")
            table.add_row(lang, f"{seconds:.2f}", f"{silence:.2f}", f"≤ {BUDGET:.0f} s")
        browser.close()
    return table


def _measure(browser: Browser, address: str) -> tuple[float, float]:
    context = browser.new_context(viewport={"width": 360, "height": 740}, service_workers="block")
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    network.send("Network.emulateNetworkConditions", _SLOW)
    page.goto(address)
    page.wait_for_load_state("networkidle")
    video = page.locator("video")
    video.scroll_into_view_if_needed()
    seconds = float(video.evaluate(_FIRST_SUBTITLE))
    silence = float(video.evaluate(_FIRST_WORD))
    context.close()
    return seconds, silence


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        Console(width=110).print(first_subtitle(Path(folder)))
