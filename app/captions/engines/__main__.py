"""The process of one job: no library that it loads, and no memory that it takes, outlives it.

`python -m app.captions.engines transcribe REQUEST.json` leaves the chunks' files beside the request;
`python -m app.captions.engines speech SOUND.wav` says `span START END` for each stretch of speech. Both say
`percent 12.5`, and `fault {…}` when they cannot go on; they end with 0, or with 3 after a fault.
"""

import json
import os
import sys
from pathlib import Path

from app.captions.engines.faults import EngineError, ModelTooLargeError, NoRoomError, WrongLanguageError
from app.core.durable import NO_ROOM

FAULT_CODE = 3
"""The exit code after a fault that was told."""


def main(arguments: list[str]) -> int:
    """Do the task that the first argument names with the file that the second one names."""
    # No library may fetch anything behind our back, whatever the operator's environment says.
    os.environ |= {"HF_HUB_OFFLINE": "1", "TRANSFORMERS_OFFLINE": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
    task, path = arguments[0], Path(arguments[1])
    try:
        (_transcribe if task == "transcribe" else _find_speech)(path)
    except EngineError as fault:
        return _tell(fault)
    except MemoryError as fault:
        return _tell(ModelTooLargeError(str(fault)))
    except OSError as fault:
        if fault.errno not in NO_ROOM:
            raise
        return _tell(NoRoomError(str(fault)))
    return 0


def _transcribe(path: Path) -> None:
    from app.captions.engines.job import run_job  # noqa: PLC0415 - after the environment is set
    from app.captions.engines.store import read_request  # noqa: PLC0415 - as above

    run_job(read_request(path.read_text(encoding="utf-8")), path.parent, report=_report)


def _find_speech(path: Path) -> None:
    from app.captions.engines.speech import find_speech  # noqa: PLC0415 - after the environment is set

    for span in find_speech(path, progress=_report):
        _say(f"span {span.start} {span.end}")


def _tell(fault: EngineError) -> int:
    told = {"name": type(fault).__name__, "detail": fault.detail}
    if isinstance(fault, WrongLanguageError):
        told |= {"chosen": fault.chosen, "heard": fault.heard}
    _say(f"fault {json.dumps(told)}")
    return FAULT_CODE


def _report(share: float) -> None:
    _say(f"percent {share * 100:.1f}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
