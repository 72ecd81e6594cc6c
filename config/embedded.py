"""Starts the local PostgreSQL and Valkey, or joins those that run already.

    with embedded.servers():
        ...  # DATABASE_URL and REDIS_URL are set

Commands that run in parallel share the servers; the last one out stops them, and so does the
kernel's release of its lock when a command is killed. Where both variables are set, those servers
are used and nothing is started.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from config.servers.places import EmbeddedServerError, Places, last_line
from config.servers.processes import (
    command_line,
    end_processes,
    holders_of,
    is_locked,
    try_lock,
)

__all__ = ["EmbeddedServerError", "Places", "own_servers_given", "places_of", "servers"]

CHECKOUT = Path(__file__).resolve().parents[1]
VARIABLES = ("DATABASE_URL", "REDIS_URL")
ROOM_NEEDED = 500  # MB; a full disk takes PostgreSQL down
PATIENCE_WITH_STARTERS = 150  # seconds
PATIENCE_WITH_LEFT_OVERS = 30  # seconds; a query of a killed server may still run

# Those that this command started; others may still use them when it ends.
keepers: dict[Path, subprocess.Popen[bytes]] = {}


def own_servers_given() -> bool:
    """Whether the environment names servers; one of the two variables alone is an error."""
    given = [name for name in VARIABLES if os.environ.get(name)]
    if len(given) == 1:
        missing = next(name for name in VARIABLES if name not in given)
        raise EmbeddedServerError(
            f"{given[0]} is set but {missing} is not. Set both, or neither for the local servers."
        )
    return bool(given)


def places_of(var: Path | None = None, *, durable: bool = True) -> Places:
    """The data directory: `var`, else DESK_VAR, else var/ in the checkout."""
    chosen = var or Path(os.environ.get("DESK_VAR") or CHECKOUT / "var")
    return Places(chosen.expanduser().resolve(), durable)


@contextlib.contextmanager
def servers(var: Path | None = None, *, durable: bool = True) -> Iterator[None]:
    """Both servers for as long as the block runs, with their addresses in the environment.

    Raises EmbeddedServerError, whose message is one line for a person.
    """
    if own_servers_given():
        yield
        return
    places = places_of(var, durable=durable)
    prepare(places)
    users = wait_for_users_lock(places)
    try:
        addresses = join_or_start(places)
        os.environ.update(addresses)
        try:
            yield
        finally:
            for name in addresses:
                os.environ.pop(name, None)
    finally:
        leave(places, users)


def prepare(places: Places) -> None:
    """Makes the directories; refuses a place that is full or somebody else's."""
    try:
        places.var.mkdir(parents=True, exist_ok=True)
        owner = places.var.stat().st_uid
        if owner != os.getuid():
            raise EmbeddedServerError(
                f"{places.var} belongs to another user ({owner}). Run as that user, or set DESK_VAR"
                " to a directory of your own."
            )
        for folder in (places.run, places.log):
            folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise EmbeddedServerError(
            f"{places.var} cannot be used ({error.strerror}). Set DESK_VAR to a directory that you"
            " may write."
        ) from error
    free = shutil.disk_usage(places.var).free // 1_000_000
    if free < ROOM_NEEDED:
        raise EmbeddedServerError(
            f"Only {free} MB are free at {places.var}, and the local servers need {ROOM_NEEDED} MB."
            " Make room there, or set DESK_VAR to a directory on another disk."
        )


def wait_for_users_lock(places: Places) -> int:
    """The shared lock; while a keeper stops its servers it is not to be had."""
    deadline = time.monotonic() + PATIENCE_WITH_STARTERS
    while time.monotonic() < deadline:
        descriptor = try_lock(places.users_lock, fcntl.LOCK_SH)
        if descriptor is not None:
            return descriptor
        time.sleep(0.05)
    raise EmbeddedServerError(still_held(places))


def join_or_start(places: Places) -> dict[str, str]:
    """The addresses of the servers that run, or of new ones when nothing holds `servers.lock`."""
    began = time.monotonic()
    while time.monotonic() - began < PATIENCE_WITH_STARTERS:
        lock = try_lock(places.servers_lock, fcntl.LOCK_EX)
        if lock is not None:
            return start_keeper(places, lock)
        if is_locked(places.state):
            with contextlib.suppress(FileNotFoundError):
                return addresses_in(json.loads(places.state.read_text()))
        elif time.monotonic() - began > PATIENCE_WITH_LEFT_OVERS:
            end_left_overs(places)
        time.sleep(0.05)
    raise EmbeddedServerError(still_held(places))


def end_left_overs(places: Places) -> None:
    """Ends what a killed keeper left behind; a keeper that is still starting is left alone."""
    holders = holders_of(places.servers_lock)
    if not any("config.servers.keeper" in command_line(process) for process in holders):
        end_processes(holders)


def still_held(places: Places) -> str:
    processes = ", ".join(map(str, holders_of(places.servers_lock))) or "unknown"
    return (
        f"The servers of an earlier run at {places.var} neither answer nor end (processes:"
        f" {processes}). End them, then start again."
    )


def start_keeper(places: Places, lock: int) -> dict[str, str]:
    """Starts the keeper, which inherits the lock, and returns the addresses once both answer."""
    reap_keeper(places)
    with (places.log / "keeper.log").open("ab") as log:
        keeper = subprocess.Popen(
            [
                *(sys.executable, "-m", "config.servers.keeper", str(places.var), str(lock)),
                "durable" if places.durable else "quick",
            ],
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=log,
            start_new_session=True,  # Ctrl-C is for the command, not for the servers it shares
            pass_fds=[lock],
        )
    os.close(lock)
    keepers[places.var] = keeper
    with keeper.stdout or contextlib.nullcontext() as answer:
        line = answer.readline() if answer else b""
    if not line:
        reason = last_line(places.log / "keeper.log")
        raise EmbeddedServerError(f"The local servers did not start: {reason}")
    report = json.loads(line)
    if "error" in report:
        keeper.wait()
        raise EmbeddedServerError(report["error"])
    for note in report["notes"]:
        sys.stderr.write(f"{note}\n")
    return addresses_in(report)


def addresses_in(report: dict[str, str]) -> dict[str, str]:
    return {name: report[name] for name in VARIABLES}


def leave(places: Places, users: int) -> None:
    """Gives the lock back; the last one out stops the servers and waits until they are gone."""
    with contextlib.suppress(BlockingIOError):
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)  # from here on nobody can join
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            os.kill(json.loads(places.state.read_text())["keeper"], signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE_WITH_LEFT_OVERS
        while is_locked(places.servers_lock) and time.monotonic() < deadline:
            time.sleep(0.02)
        places.users_lock.unlink(missing_ok=True)
        reap_keeper(places)
    os.close(users)


def reap_keeper(places: Places) -> None:
    """Takes note of the end of the keeper that this command started, where it did."""
    if keeper := keepers.pop(places.var, None):
        with contextlib.suppress(subprocess.TimeoutExpired):
            keeper.wait(PATIENCE_WITH_LEFT_OVERS)
