"""Starts or joins the test suite's own PostgreSQL and Valkey before the settings are read.

Every run has a room of its own, a number that no other run holds: so two runs at once, and the
workers of `-n`, each have their own database, broker database and directory. Where DATABASE_URL and
REDIS_URL are set, those servers are used, and runs at once share the broker's database.
"""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import os
import re
import shutil
from collections.abc import Generator
from pathlib import Path

import pytest

from config import embedded
from config.servers.processes import try_lock

WORKERS_A_ROOM = 16  # broker databases set aside for one run


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    chosen = early_config.known_args_namespace
    if not (chosen.help or chosen.version):
        resources = contextlib.ExitStack()
        early_config.add_cleanup(resources.close)
        try:
            if worker := os.environ.get("PYTEST_XDIST_WORKER"):
                take_place_of_worker(int(worker.removeprefix("gw")))
            else:
                take_room(resources, needs_servers=not chosen.collectonly)
        except embedded.EmbeddedServerError as error:
            raise pytest.UsageError(str(error)) from error
    return (yield)


def take_room(resources: contextlib.ExitStack, *, needs_servers: bool) -> None:
    """Holds the first free room for the whole run, and points the environment at it."""
    tests = embedded.places_of().var / "test"
    own_servers = embedded.own_servers_given()
    rooms = tests / "rooms"
    rooms.mkdir(parents=True, exist_ok=True)
    room = next(filter(None, (lock_room(rooms, number, resources) for number in itertools.count())))
    if needs_servers:
        resources.enter_context(embedded.servers(tests, durable=False))
    if needs_servers and not own_servers:
        use_broker_database(int(room.name) * WORKERS_A_ROOM)
    os.environ["DESK_TEST_ROOM"] = os.environ["DESK_VAR"] = str(room)
    os.environ["DESK_TEST_DATABASE"] = f"test_{room.name}"


def lock_room(rooms: Path, number: int, resources: contextlib.ExitStack) -> Path | None:
    descriptor = try_lock(rooms / f"{number}.lock", fcntl.LOCK_EX)
    if descriptor is None:
        return None
    resources.callback(os.close, descriptor)
    resources.callback((rooms / f"{number}.lock").unlink)
    room = rooms / str(number)
    shutil.rmtree(room, ignore_errors=True)
    room.mkdir()
    return room


def take_place_of_worker(number: int) -> None:
    """A worker of `-n` inherits its run's environment and moves beside its siblings."""
    room = Path(os.environ["DESK_VAR"]) / f"worker{number}"
    room.mkdir(exist_ok=True)
    os.environ["DESK_VAR"] = str(room)
    os.environ["DESK_TEST_DATABASE"] += f"_{number}"
    if "virtual_host=" in os.environ["REDIS_URL"]:
        first = int(os.environ["REDIS_URL"].rpartition("=")[2])
        use_broker_database(first + 1 + number)


def use_broker_database(number: int) -> None:
    address = os.environ["REDIS_URL"]
    os.environ["REDIS_URL"] = re.sub(r"virtual_host=\d+", f"virtual_host={number}", address)
