"""Where the servers of one data directory keep what they need, and the fault they raise."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

LONGEST_SOCKET_PATH = 90  # bytes; PostgreSQL refuses above 107, Valkey above 108
NOBODY = 65534


class EmbeddedServerError(Exception):
    """The local servers cannot be used; the message is one line that says what to do."""


@dataclass(frozen=True)
class Places:
    """One data directory; `durable` is off for tests, which give it up for speed."""

    var: Path
    durable: bool = True

    @property
    def run(self) -> Path:
        return self.var / "run"

    @property
    def log(self) -> Path:
        return self.var / "log"

    @property
    def users_lock(self) -> Path:
        return self.run / "users.lock"

    @property
    def servers_lock(self) -> Path:
        return self.run / "servers.lock"

    @property
    def state(self) -> Path:
        """Written by the keeper when both servers answer, and locked by it while it lives."""
        return self.run / "keeper.json"

    def short_name(self) -> str:
        return f"desk-{os.getuid()}-{hashlib.sha256(os.fsencode(self.var)).hexdigest()[:12]}"

    def sockets(self) -> Path:
        """`run/` where its path is short enough for a socket, else a short private directory."""
        if short_enough(self.run):
            return self.run
        above = Path(tempfile.gettempdir())
        if not short_enough(above / self.short_name()):
            above = Path("/tmp")  # noqa: S108
        return private_directory(above / self.short_name())


def short_enough(folder: Path) -> bool:
    return len(os.fsencode(folder / ".s.PGSQL.5432")) <= LONGEST_SOCKET_PATH


def private_directory(path: Path) -> Path:
    """The directory, made with 0700 where it is missing; refused when it is somebody else's."""
    with contextlib.suppress(FileExistsError):
        path.mkdir(mode=0o700)
    found = path.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid():
        raise EmbeddedServerError(f"{path} belongs to somebody else. Remove it and start again.")
    return path


def last_line(log: Path, start: int = 0) -> str:
    """The line of a log that tells most, from the byte `start` on: a fatal one, else the last."""
    with contextlib.suppress(OSError), log.open("rb") as lines:
        lines.seek(max(start, log.stat().st_size - 16384))
        texts = [line.strip() for line in lines.read().decode(errors="replace").splitlines()]
        fatal = [
            text for text in texts if any(word in text for word in ("FATAL", "PANIC", "Fatal"))
        ]
        return (fatal or [text for text in texts if text] or ["its log is empty"])[-1]
    return "it has no log"


def size_of(log: Path) -> int:
    with contextlib.suppress(OSError):
        return log.stat().st_size
    return 0
