"""The desk under test: its worker, files to load, and what is asked after something broke."""

from __future__ import annotations

import contextlib
import hashlib
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, InterfaceError, connection
from django.test import Client
from django.utils import timezone

from config.servers.processes import Server, start_server, stop_together
from county_office.models import Membership, Role, User
from county_office.selectors import today
from dashboard_import import services, tasks
from dashboard_import.generate import write_statewide_file
from dashboard_import.layouts import layout_of
from dashboard_import.models import Batch, BatchState, Fault, LiveBatch, RefusedRow
from dashboard_import.tables import PARENTS, child_table
from soak.servers import OwnServers

CELERY = (sys.executable, "-m", "celery", "-A", "config", "worker", "--pool=threads")
STOP_SIGNALS = ((signal.SIGTERM, 10.0), (signal.SIGKILL, 5.0))
YEAR, INDICATOR = 2024, "SUSP"
PASSWORD = "soak soak soak"  # noqa: S105  (an account of a directory that is thrown away)
PATIENCE = 120  # seconds that a load may take on a busy machine


class Desk:
    """The migrated desk with one statewide file live, and a worker that is started when needed."""

    def __init__(self, servers: OwnServers) -> None:
        self.servers = servers
        self.worker: Server | None = None
        call_command("migrate", interactive=False, verbosity=0)
        call_command("collectstatic", interactive=False, verbosity=0)
        self.person = User.objects.create_user("soak@desk.example", PASSWORD, full_name="Soak")
        Membership.objects.create(
            user=self.person, role=Role.SYSTEM_ADMINISTRATOR, first_day=today()
        )
        self.browser = Client(HTTP_HOST="localhost", raise_request_exception=False)
        self.browser.force_login(self.person)
        layout = layout_of(YEAR, INDICATOR)
        self.path = settings.VAR / layout.file_name
        self.rows = write_statewide_file(layout, self.path)
        first = self.receive()
        services.publish_batch(batch=services.stage_batch(batch_id=first.pk), by=None)
        self.published = live_checksum()

    def receive(self, path: Path | None = None) -> Batch:
        """A load of one file, which no worker knows of yet."""
        path = path or self.path
        load = services.start_load(by=self.person)
        with path.open("rb") as content:
            return services.receive_file(load=load, content=content, name=path.name, by=self.person)

    def send(self, batch: Batch) -> None:
        """Hands the check to the broker."""
        tasks.stage_batch.delay(batch.pk)

    def sweep(self) -> None:
        """What beat does every five minutes, as if a batch had waited its minute."""
        Batch.objects.filter(state=BatchState.RECEIVED).update(
            received_at=timezone.now() - 2 * services.checking.WAITING
        )
        tasks.restart_forgotten_loads.delay()

    def start_worker(self) -> None:
        """A worker in threads, as `make run` has it; returns when it takes tasks."""
        self.worker = start_server(
            "worker",
            [*CELERY, "--concurrency=2", "-l", "INFO"],
            log=self.servers.places.log / "worker.log",
            stop_signals=STOP_SIGNALS,
            environment=dict(os.environ),
        )
        log, start = self.worker.log, self.worker.log_start
        wait_until(lambda: b" ready." in log.read_bytes()[start:], "the worker is ready")

    def kill_worker(self) -> None:
        """SIGKILL to the worker and all that it started."""
        assert self.worker is not None  # noqa: S101  (a scenario starts it first)
        os.killpg(self.worker.process.pid, signal.SIGKILL)
        self.worker.process.wait()

    def stop(self) -> None:
        """Ends the worker, where one runs."""
        if self.worker is not None:
            stop_together(self.worker)

    def page_of(self, batch: Batch) -> str:
        """The page of a load as a person sees it."""
        return self.browser.get(f"/data/loads/{batch.load_id}/").content.decode()

    def is_checked(self, batch: Batch) -> bool:
        """Whether every row of the file was staged."""
        found = Batch.objects.get(pk=batch.pk)
        return found.state == BatchState.STAGED and found.rows_staged == self.rows

    def remove(self, batch: Batch) -> None:
        """Makes room for the next try."""
        services.remove_batches(batches=[Batch.objects.get(pk=batch.pk)])


def state_of(batch: Batch) -> str:
    return Batch.objects.values_list("state", flat=True).get(pk=batch.pk)


def wait_until(condition: Callable[[], bool], what: str, patience: float = PATIENCE) -> bool:
    """Whether it came to be so in time; a database that is away is not so yet."""
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with contextlib.suppress(DatabaseError, InterfaceError):
            if condition():
                return True
        time.sleep(0.05)
    print(f"    not after {patience:.0f} s: {what}", flush=True)
    return False


def live_checksum() -> str:
    """SHA-256 over the live pointers and every cell of every row of the live batches."""
    digest = hashlib.sha256()
    pointers = LiveBatch.objects.order_by("year", "indicator", "county_code")
    for pointer in pointers.values_list("year", "indicator", "county_code", "batch_id"):
        digest.update(repr(pointer).encode())
    batches = Batch.objects.filter(pk__in=pointers.values("batch_id")).order_by("pk")
    for batch in batches:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*), md5(string_agg(md5(cells::text), '' ORDER BY line))"
                f" FROM {child_table(batch.pk, batch.indicator)} AS cells"
            )
            digest.update(repr((batch.pk, batch.state, *cursor.fetchone())).encode())
    return digest.hexdigest()


def half_loaded(batch: Batch) -> list[str]:
    """What is there of a batch that was not checked to its end: nothing should be."""
    if Batch.objects.get(pk=batch.pk).has_rows:
        return []
    tables = connection.introspection.table_names()
    names = {f"{parent}_batch_{batch.pk}" for parent in PARENTS}
    found = [f"table {name}" for name in names.intersection(tables)]
    found += ["faults of lines"] * Fault.objects.filter(batch=batch, line__isnull=False).exists()
    return found + ["refused rows"] * RefusedRow.objects.filter(batch=batch).exists()
