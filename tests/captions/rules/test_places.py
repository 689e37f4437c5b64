from pathlib import Path

import pytest

from app.captions.rules.places import lecture_folder, published_folder, source_file, upload_part

DATA = Path("/data")
HASH = "ab" * 32


def test_everything_lies_where_the_page_says() -> None:
    assert upload_part(DATA, "0123abc") == DATA / "lectures/uploads/0123abc.part"
    assert lecture_folder(DATA, HASH) == DATA / "lectures" / "ab" / HASH
    assert source_file(DATA, HASH) == DATA / "lectures" / "ab" / HASH / "source"
    assert published_folder(DATA, "what-is-pain") == DATA / "published/lectures/what-is-pain"


@pytest.mark.parametrize("name", ["", "..", "../x", "a/b", "a.b", "A", "å", "a\0", "a" * 65])
def test_no_path_is_made_of_what_somebody_typed(name: str) -> None:
    for place in (upload_part, published_folder, lecture_folder):
        with pytest.raises(ValueError, match="not a"):
            place(DATA, name)


@pytest.mark.parametrize("digest", [HASH[:-1], HASH.upper(), HASH + "a", "../" + HASH[3:]])
def test_a_hash_has_64_signs(digest: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        source_file(DATA, digest)
