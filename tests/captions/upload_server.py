"""A web process that can be killed and is there again at once: it forks from one that has built everything.

`python -m tests.captions.upload_server FD` serves on the listening socket FD; for every line on its standard
input it starts a server and says its process id. Settings come from the environment.
"""

import gc
import os
import signal
import socket
import sys

import uvicorn
from fastapi import FastAPI

from app.captions.routes import receiving
from app.core.database import open_database
from app.core.logs import configure_logs
from app.main import create_app
from app.settings import load_settings

# So that a file of some megabytes has as many moments of noting as one of gigabytes.
_FLUSH_BYTES = 48 * 1024
_WRITE_BYTES = 16 * 1024


def main(listening: int) -> None:
    """Start a server for every line that comes."""
    settings = load_settings()
    configure_logs(settings)
    site = create_app(settings)
    site.state.database.close()
    if "SMALL_STEPS" in os.environ:
        receiving.FLUSH_BYTES = _FLUSH_BYTES  # type: ignore[misc]
        receiving._WRITE_BYTES = _WRITE_BYTES  # type: ignore[misc]
    # Killed children are nobody's: the kernel buries them.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    _say("ready")
    for _line in sys.stdin:
        process = os.fork()
        if process == 0:
            _serve(site, listening)
            os._exit(0)
        _say(str(process))


def _say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()


def _serve(site: FastAPI, listening: int) -> None:
    site.state.database = open_database(site.state.settings)
    gc.freeze()
    config = uvicorn.Config(site, log_config=None, access_log=False, lifespan="off")
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=listening)])


if __name__ == "__main__":
    main(int(sys.argv[1]))
