import json

import pytest

from app.captions.formats.faults import FormatError
from app.captions.formats.files import (
    READABLE,
    SubtitleFormat,
    format_of,
    read_subtitles,
    write_subtitles,
)
from app.captions.models.cues import Cue

CUES = (Cue("c1", 1000, 3000, "Smärta är\nkroppens larm."), Cue("c2", 4000, 6000, "Andas lugnt.", ("c1",)))


@pytest.mark.parametrize("kind", READABLE)
def test_what_is_written_reads_back(kind: SubtitleFormat) -> None:
    written = write_subtitles(CUES, kind, language="sv", record={"revision": 3})
    read = read_subtitles(written.encode(), kind, language="sv")
    assert [(cue.start, cue.end, cue.text) for cue in read.cues] == [
        (cue.start, cue.end, cue.text) for cue in CUES
    ]
    assert (read.language, read.record.get("revision")) == (
        ("sv", 3) if kind is SubtitleFormat.VTT else (None, None)
    )


def test_text_and_json_are_for_others() -> None:
    assert "Smärta är kroppens larm." in write_subtitles(CUES, SubtitleFormat.TXT, language="sv")
    told = json.loads(write_subtitles(CUES, SubtitleFormat.JSON, language="sv"))
    assert told[1] == {"id": "c2", "start": 4000, "end": 6000, "text": "Andas lugnt.", "sources": ["c1"]}


def test_the_name_of_a_file_decides() -> None:
    assert format_of("Sv.VTT") is SubtitleFormat.VTT
    for name in ("notes.txt", "words.json", "vtt", ""):
        with pytest.raises(FormatError):
            format_of(name)
