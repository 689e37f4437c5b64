"""Stands between us and one foreign program: takes its rights away, starts it, and leaves nothing behind.

Run as a script without the rest of the house (`python -I -S launch.py LIMITS COMMAND…`), so that it starts
in some hundredths of a second. Its standard input is a lifeline: when that closes, because we are done or
because we were killed, every process below it is killed, also those that left their group.
"""

import _thread
import ctypes
import json
import os
import resource
import signal
import sys

_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_CHILD_SUBREAPER = 36
_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PIECE = 1024
_STACK = 262_144


def processes_below(root: int) -> list[int]:
    """Find the living descendants of a process; none where there is no /proc, as on a Mac."""
    children: dict[int, list[int]] = {}
    for process in _listed():
        state, parent = _state_of(process)
        if state not in {"", "Z"}:
            children.setdefault(parent, []).append(process)
    found = list(children.get(root, ()))
    for process in found:
        found += children.get(process, ())
    return found


def _listed() -> list[int]:
    try:
        return [int(name) for name in os.listdir("/proc") if name.isdigit()]  # noqa: PTH208 - pathlib takes longer to load than all of this
    except OSError:
        return []


def _state_of(process: int) -> tuple[str, int]:
    try:
        file = os.open(f"/proc/{process}/stat", os.O_RDONLY)
    except OSError:
        return "", 0
    try:
        # The name in brackets may hold anything, brackets and spaces too.
        fields = os.read(file, _PIECE).rpartition(b") ")[2].split()
    except OSError:
        return "", 0
    finally:
        os.close(file)
    return fields[0].decode(), int(fields[1])


def main(limits: str, command: list[str]) -> None:  # pragma: no cover - only in a process of its own
    """Start the command under the limits (JSON), wait for it, end the rest, and end the way it ended."""
    _restrict(json.loads(limits))
    restored = [signal.SIGPIPE, signal.SIGXFSZ]
    nothing = [(os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0)]
    child = os.posix_spawnp(command[0], command, os.environ, file_actions=nothing, setsigdef=restored)
    # The memory limit is ours, too, and an ordinary stack is 8 MB of it.
    _thread.stack_size(_STACK)
    _thread.start_new_thread(_end_when_let_go, ())
    while True:
        ended, status = os.wait()
        if ended == child:
            break
    _end_all_below()
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        if -code not in {signal.SIGKILL, signal.SIGSTOP}:
            signal.signal(-code, signal.SIG_DFL)
        os.kill(os.getpid(), -code)
    os._exit(code)


def _restrict(limits: dict[str, int | None]) -> None:  # pragma: no cover - as above
    os.nice(limits["nice"] or 0)
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, limits["file_bytes"]),
        (resource.RLIMIT_DATA, limits["data_bytes"]),
    ):
        if most is not None:
            resource.setrlimit(kind, (most, most))
    libc = ctypes.CDLL(None, use_errno=True)
    if not hasattr(libc, "prctl"):
        return
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    _leave_the_network(libc)


def _leave_the_network(libc: ctypes.CDLL) -> None:  # pragma: no cover - as above
    """Move into a network without any way out, where this machine lets us; else go on, since the callers'
    lists of allowed protocols hold, too."""
    user, group = os.geteuid(), os.getegid()
    if libc.unshare(_CLONE_NEWNET) == 0 or libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) != 0:
        return
    maps = {"setgroups": "deny", "uid_map": f"{user} {user} 1", "gid_map": f"{group} {group} 1"}
    for name, text in maps.items():
        try:
            file = os.open(f"/proc/self/{name}", os.O_WRONLY)
            os.write(file, text.encode())
            os.close(file)
        except OSError:
            # Some systems let us move but not map: then our own name shows as nobody's, and no more.
            return


def _end_when_let_go() -> None:  # pragma: no cover - as above
    while os.read(0, 1):
        pass
    _end_all_below()
    os._exit(128 + signal.SIGKILL)


def _end_all_below() -> None:  # pragma: no cover - as above
    while found := processes_below(os.getpid()):
        for process in found:
            try:
                os.kill(process, signal.SIGKILL)
            except OSError:
                continue


if __name__ == "__main__":  # pragma: no cover - as above
    main(sys.argv[1], sys.argv[2:])
