"""Our own files: addressed by what they hold, compressed once, found by name and by address."""

import gzip
import hashlib
from pathlib import Path

import brotli
import pytest

from app.web.assets import Assets
from tests.content.files import write

ROOT = Path(__file__).parent.parent.parent
VENDOR = ROOT / "app/web/static/vendor"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A static folder below one whose name could be mistaken for the folder of other people's scripts."""
    root = tmp_path / "vendor"
    write(root, "site.css", "body { background: url(asset:pictures/sun.svg) }\n")
    write(root, "pictures/sun.svg", "<svg/>\n")
    write(root, "vendor/library.js", 'const text = "asset:pictures/sun.svg";\n')
    write(root, "app.worker.js", "const file = 'asset:site.css';\n")
    write(root, "icon.png", b"\x89PNG")
    write(root, "unknown.thing", b"?")
    return root


def test_url_changes_with_the_content_only(folder: Path) -> None:
    before = Assets(folder)
    write(folder, "icon.png", b"\x89PNG other")
    after = Assets(folder)
    assert after.url("icon.png") != before.url("icon.png")
    assert after.url("site.css") == before.url("site.css")


def test_url_of_a_reference_changes_with_what_it_refers_to(folder: Path) -> None:
    before = Assets(folder)
    write(folder, "pictures/sun.svg", "<svg> </svg>\n")
    after = Assets(folder)
    assert after.url("site.css") != before.url("site.css")
    assert after.url("app.worker.js") != before.url("app.worker.js")


def test_url_of_an_unknown_name(folder: Path) -> None:
    with pytest.raises(KeyError):
        Assets(folder).url("missing.css")


def test_url_keeps_folder_and_suffix(folder: Path) -> None:
    address = Assets(folder).url("pictures/sun.svg")
    assert address.startswith("/static/pictures/sun.")
    assert address.endswith(".svg")


def test_assets_with_a_reference_to_nothing(folder: Path) -> None:
    write(folder, "broken.css", "body { background: url(asset:missing.svg) }")
    with pytest.raises(FileNotFoundError):
        Assets(folder)


def test_named_replaces_references_by_addresses(folder: Path) -> None:
    assets = Assets(folder)
    address = assets.url("pictures/sun.svg")
    assert assets.named("site.css").body == f"body {{ background: url({address}) }}\n".encode()
    assert assets.named("app.worker.js").body == f"const file = '{assets.url('site.css')}';\n".encode()


def test_named_leaves_other_peoples_files_as_they_are(folder: Path) -> None:
    assert Assets(folder).named("vendor/library.js").body == b'const text = "asset:pictures/sun.svg";\n'


def test_find_by_address_and_nothing_else(folder: Path) -> None:
    assets = Assets(folder)
    assert assets.find(assets.url("icon.png")) is assets.named("icon.png")
    assert assets.find("/static/icon.png") is None
    assert assets.find("/static/../assets.py") is None


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("site.css", "text/css; charset=utf-8"),
        ("app.worker.js", "text/javascript; charset=utf-8"),
        ("pictures/sun.svg", "image/svg+xml"),
        ("icon.png", "image/png"),
        ("unknown.thing", "application/octet-stream"),
    ],
)
def test_named_knows_the_media_type(folder: Path, name: str, media_type: str) -> None:
    assert Assets(folder).named(name).media_type == media_type


def test_named_compresses_text_and_leaves_pictures(folder: Path) -> None:
    assets = Assets(folder)
    sheet = assets.named("site.css")
    assert brotli.decompress(sheet.encodings["br"]) == sheet.body
    assert gzip.decompress(sheet.encodings["gzip"]) == sheet.body
    assert assets.named("icon.png").encodings == {}


def test_assets_of_the_house_are_the_same_each_time() -> None:
    first, second = Assets(), Assets()
    names = ("site.css", "site.js", "lesson.js", "saved.js", "icons.svg", "service-worker.js")
    assert [first.named(name) for name in names] == [second.named(name) for name in names]


def _true_sums(vendor: Path) -> dict[str, str]:
    files = [path for path in vendor.rglob("*") if path.is_file() and path.name != "SHA256SUMS"]
    return {
        path.relative_to(vendor).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files
    }


def test_other_peoples_files_are_the_ones_that_were_taken_in() -> None:
    lines = (VENDOR / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    listed = {name: digest for digest, name in (line.split("  ", 1) for line in lines)}
    assert listed == _true_sums(VENDOR)
    assert "htmx.min.js" in listed


def test_other_peoples_scripts_come_with_their_licence() -> None:
    for script in VENDOR.glob("*.js"):
        name = script.name.partition(".")[0]
        assert (VENDOR / f"{name}.LICENSE").stat().st_size > 100, script.name


def test_other_peoples_scripts_are_sent_byte_for_byte() -> None:
    assets = Assets()
    for script in VENDOR.glob("*.js"):
        assert assets.named(f"vendor/{script.name}").body == script.read_bytes()
