"""The keeper: a process that starts both servers and stops them when nobody uses them any more.

Called by `config.embedded` as `python -m config.servers.keeper VAR LOCK durable|quick`: LOCK is
the descriptor of `servers.lock`, held already. Its first line of output is a JSON object: both
addresses and notes for a person, or the error. The servers die with it, whatever ends it.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import sys
import time
from pathlib import Path

from config.servers.places import EmbeddedServerError, Places
from config.servers.postgres import start_postgres
from config.servers.processes import Server, stop_together, try_lock
from config.servers.valkey import start_valkey

LOOK_EVERY = 0.1  # seconds


def main(arguments: list[str]) -> int:
    var, lock, durability = arguments
    places = Places(Path(var), durable=durability == "durable")
    asked_to_stop: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: asked_to_stop.append(number))
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    servers: list[Server] = []
    try:
        report = start_servers(places, int(lock), servers)
    except (EmbeddedServerError, OSError) as error:
        stop_servers(servers)
        tell({"error": str(error)})
        return 1
    state = announce(places, report)
    tell(report)
    users = None
    while not asked_to_stop and all(server.runs() for server in servers):
        users = try_lock(places.users_lock, fcntl.LOCK_EX)
        if users is not None:
            break
        time.sleep(LOOK_EVERY)
    note_deaths(servers)
    stop_servers(servers)
    places.state.unlink(missing_ok=True)
    os.close(state)
    if places.sockets() != places.run:
        with contextlib.suppress(OSError):
            places.sockets().rmdir()
    places.servers_lock.unlink(missing_ok=True)
    if users is not None:  # held alone: nobody waits for this very file
        places.users_lock.unlink(missing_ok=True)
    return 0


def start_servers(places: Places, lock: int, servers: list[Server]) -> dict[str, object]:
    """Starts both, adding each to `servers` as it answers; returns what the caller is told."""
    postgres, database_url = start_postgres(places, lock)
    servers.append(postgres)
    valkey, redis_url, notes = start_valkey(places, lock)
    servers.append(valkey)
    return {
        "keeper": os.getpid(),
        "DATABASE_URL": database_url,
        "REDIS_URL": redis_url,
        "notes": notes,
    }


def announce(places: Places, report: dict[str, object]) -> int:
    """Writes the state for those who join; it is locked before its name can be seen."""
    new = places.state.with_suffix(".new")
    descriptor = os.open(new, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    os.write(descriptor, json.dumps(report).encode())
    new.rename(places.state)
    return descriptor


def tell(report: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(report) + "\n")
    sys.stdout.flush()
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def note_deaths(servers: list[Server]) -> None:
    for server in servers:
        if not server.runs():
            sys.stderr.write(f"{server.name} ended by itself: {server.last_words()}\n")


def stop_servers(servers: list[Server]) -> None:
    for server in reversed(servers):  # Valkey first, then PostgreSQL
        stop_together(server)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
