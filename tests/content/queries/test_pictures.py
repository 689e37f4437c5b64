"""Pictures: their addresses and sizes."""

import struct
from pathlib import Path

import pytest

from app.content.queries.pictures import media_stamps, picture_sizes
from tests.content.files import write

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 640, 360)


@pytest.mark.parametrize(
    ("name", "content", "size"),
    [
        (
            "a.svg",
            b'<?xml version="1.0"?><svg xmlns="x" width="40" height="30.4px" viewBox="0 0 4 3">',
            (40, 30),
        ),
        ("a.svg", b"<svg viewBox='-1 0,320.6 200' class='w'>", (321, 200)),
        ("a.svg", b'<svg width="100%" height="100%" viewBox="0 0 40 30">', (40, 30)),
        ("a.svg", b'<svg stroke-width="2" width="40">', None),
        ("a.svg", b'<svg width="1.2.3" height="4">', None),
        ("a.svg", b"not a picture", None),
        ("a.PNG", PNG, (640, 360)),
        ("a.png", PNG[:20], None),
        ("a.webp", b"RIFF", None),
    ],
)
def test_picture_sizes_of(tmp_path: Path, name: str, content: bytes, size: tuple[int, int] | None) -> None:
    write(tmp_path, f"figures/{name}", content)
    assert picture_sizes(tmp_path) == {f"/media/figures/{name}": size}


def test_picture_sizes_leaves_out_what_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = write(tmp_path, "secret.png", PNG)
    media = tmp_path / "media"
    write(media, "film.mp4", b"")
    (media / "folder.svg").mkdir()
    (media / "link.png").symlink_to(outside)
    write(media, "own.png", PNG)
    (media / "alias.png").symlink_to("own.png")
    assert sorted(picture_sizes(media)) == ["/media/alias.png", "/media/own.png"]

    def refuse(self: Path, mode: str) -> object:
        raise PermissionError(13, mode)

    monkeypatch.setattr(Path, "open", refuse)
    assert picture_sizes(media) == {}


def test_picture_sizes_without_folder(tmp_path: Path) -> None:
    assert picture_sizes(tmp_path / "none") == {}


def test_media_stamps_change_with_any_file(tmp_path: Path) -> None:
    stamps = {media_stamps(tmp_path)}
    voice = tmp_path / "audio" / "ar" / "block.m4a"
    voice.parent.mkdir(parents=True)
    for data in (b"one", b"three"):
        voice.write_bytes(data)
        stamps.add(media_stamps(tmp_path))
    voice.unlink()
    assert len(stamps) == 3
    assert media_stamps(tmp_path) in stamps
