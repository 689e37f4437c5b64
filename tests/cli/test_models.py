"""Speech models from the command line; fetching itself is tried against a stub beside its own code."""

from pathlib import Path

from tests.running import Command

DATA = Path(__file__).resolve().parents[1] / "data" / "asr"


def test_the_names_that_can_be_fetched_are_listed(command: Command) -> None:
    names = command("models", "fetch").out.split()
    assert {"kb-whisper-small", "small"} <= set(names)


def test_an_unknown_name_is_told(command: Command) -> None:
    done = command("models", "fetch", "no-such-model")
    assert (done.code, "No speech model of that name is known." in done.err) == (2, True)


def test_a_sound_model_is_told_from_a_damaged_one(command: Command, tmp_path: Path) -> None:
    done = command("models", "verify", str(DATA / "ctranslate2"))
    assert (done.code, "faster-whisper" in done.out, "sound" in done.out) == (0, True, True)
    damaged = tmp_path / "smoke.pt"
    damaged.write_bytes((DATA / "openai" / "smoke.pt").read_bytes()[:100_000])
    done = command("models", "verify", str(damaged))
    assert (done.code, "damaged or breaks off" in done.err) == (2, True)
    done = command("models", "verify", str(tmp_path / "nothing.pt"))
    assert (done.code, "missing" in done.err) == (2, True)
