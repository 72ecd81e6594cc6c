"""Locks that end with their process, children that end with their parent, and who is left over.

Two locks tell the state of a data directory. `users.lock` is shared, one hold a command that uses
the servers; the keeper takes it alone to stop them. `servers.lock` is the keeper's and is inherited
by the servers: free means that nothing of an earlier run is alive.
"""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from config.servers.places import last_line, size_of

PR_SET_PDEATHSIG = 1
LONGEST_LOG = 10_000_000  # bytes; a longer one is set aside when its process starts


def try_lock(path: Path, kind: int) -> int | None:
    """An open descriptor that holds the lock on `path`, None while others hold it.

    `kind` is `fcntl.LOCK_SH` or `fcntl.LOCK_EX`. The last one out removes the file, so a lock
    counts only when the path still leads to the file that was locked.
    """
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return None
        with contextlib.suppress(FileNotFoundError):
            if os.fstat(descriptor).st_ino == path.stat().st_ino:
                return descriptor
        os.close(descriptor)


def is_locked(path: Path) -> bool:
    """Whether a living process holds the file; a missing file is not held. Makes no file."""
    with contextlib.suppress(FileNotFoundError), path.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def die_with_parent(number: signal.Signals) -> Callable[[], None]:
    """A `preexec_fn` after which the child gets this signal when its parent dies (Linux only).

    The child must be started from the main thread: the kernel watches the thread, not the process.
    """
    if sys.platform != "linux":
        return lambda: None
    library, parent = ctypes.CDLL(None, use_errno=True), os.getpid()

    def ask_the_kernel() -> None:
        library.prctl(PR_SET_PDEATHSIG, int(number))
        if os.getppid() != parent:  # the parent died before the request
            os._exit(1)

    return ask_the_kernel


@dataclass
class Server:
    """A running process: its log, from where on it is its own, and the signals that stop it.

    Each signal has the seconds of patience before the next one.
    """

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    log_start: int
    stop_signals: tuple[tuple[signal.Signals, float], ...]

    def runs(self) -> bool:
        return self.process.poll() is None

    def last_words(self) -> str:
        """How it ended, where it has, and the line of its log that tells most."""
        code = self.process.poll()
        ended = "" if code is None else f"exit {code}, " if code >= 0 else f"signal {-code}, "
        return f"{ended}last line of {self.log}: {last_line(self.log, self.log_start)}"


def start_server(
    name: str,
    command: list[str],
    *,
    log: Path,
    stop_signals: tuple[tuple[signal.Signals, float], ...],
    descriptors: tuple[int, ...] = (),
    environment: dict[str, str] | None = None,
    user: int | None = None,
) -> Server:
    """Starts a process in a session of its own that gets its first stop signal when we die.

    Its output goes to `log`; it inherits `descriptors`; `user` is given by root alone.
    """
    if size_of(log) > LONGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    start = size_of(log)
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            env=environment,
            user=user,
            group=user,
            extra_groups=None if user is None else [],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            pass_fds=descriptors,
            preexec_fn=die_with_parent(stop_signals[0][0]),
        )
    return Server(name, process, log, start, stop_signals)


def stop_together(*servers: Server) -> None:
    """Stops them at the same time; who does not heed a signal in its patience gets the next."""
    for stage in range(max((len(server.stop_signals) for server in servers), default=0)):
        asked = [each for each in servers if each.runs() and stage < len(each.stop_signals)]
        for server in asked:
            server.process.send_signal(server.stop_signals[stage][0])
        patience = max((server.stop_signals[stage][1] for server in asked), default=0)
        deadline = time.monotonic() + patience
        while any(server.runs() for server in asked) and time.monotonic() < deadline:
            time.sleep(0.02)


def holders_of(lock: Path) -> list[int]:
    """The living processes that have the file open: what a killed run left (Linux; else empty)."""
    target, found = lock.resolve(), []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if any(entry.readlink() == target for entry in (process / "fd").iterdir()):
                found.append(int(process.name))
    return [number for number in found if number != os.getpid()]


def command_line(process: int) -> str:
    """The command line of a living process, empty when it is gone or not ours to see."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    if Path("/proc/self").exists():
        return ""
    found = subprocess.run(  # systems without /proc
        ["ps", "-o", "command=", "-p", str(process)], capture_output=True, text=True, check=False
    )
    return found.stdout.strip()


def end_processes(processes: list[int], patience: float = 5) -> None:
    """TERM, and KILL for those that are still there after `patience` seconds."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, number)
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and any(map(command_line, processes)):
            time.sleep(0.05)
