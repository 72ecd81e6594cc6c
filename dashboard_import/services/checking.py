"""Staging a batch: read, recognize, check, count, report; all in one transaction, or nothing.

Progress goes through a second connection, so that pages see it while the transaction is open. That
connection also holds a lock for as long as the work lasts: a worker that dies lets it go, and the
sweep finds the batch at once.
"""

from __future__ import annotations

import datetime as dt
import errno
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import psycopg2
from django.conf import settings
from django.db import InterfaceError, OperationalError, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from psycopg2 import errorcodes

from county_office.models import County
from dashboard_import.faults import FileRefused, Finding, Severity
from dashboard_import.header_comparison import HeaderUnknown
from dashboard_import.models import Batch, BatchState, Fault
from dashboard_import.models.loads import STATE_CODE
from dashboard_import.published_lists import layout_of_list
from dashboard_import.readers import OpenedFile, open_file
from dashboard_import.recognise import Choice, ChoiceNeeded, Recognised
from dashboard_import.report import build_report
from dashboard_import.services.locks import BATCH, batches_worked_on
from dashboard_import.services.mapping import recognise_as_mapped
from dashboard_import.staging import Canceled, Progress, Staged, discard_rows, stage_rows
from dashboard_import.statewide import counties_without_rows

logger = logging.getLogger(__name__)
WAITING = dt.timedelta(minutes=1)
# COPY raises the driver's own errors, all else Django's.
DATABASE_ERRORS = (
    OperationalError,
    InterfaceError,
    psycopg2.OperationalError,
    psycopg2.InterfaceError,
)
DISK_FULL = Finding(
    "The disk is full, so the rows could not be stored. Nothing that was live has changed.",
    "Tell who runs the desk to make room, then check the file again.",
    severity=Severity.ERROR,
)
EVERY = 0.4  # seconds between two notes of progress
DEMONSTRATION_COUNTY = "99"


def known_counties() -> frozenset[str]:
    """The county codes that rows may have: California's, the state's own, and 99 where the
    demonstration is on."""
    codes = set(County.objects.values_list("code", flat=True)) | {STATE_CODE}
    if not settings.DEMONSTRATION:
        codes.discard(DEMONSTRATION_COUNTY)
    return frozenset(codes)


def stage_batch(*, batch_id: int, progress: Progress | None = None) -> Batch:
    """Stages a received batch and returns it: staged, refused, canceled or failed.

    Two workers on one batch: the second leaves at once. What was staged before is made anew, so a
    repeat is harmless. `progress` is told as well, for a bar on a terminal.
    """
    with _worker(batch_id) as worker:
        if worker is None:
            return Batch.objects.get(pk=batch_id)
        claimed = Batch.objects.filter(
            pk=batch_id, state__in=[BatchState.RECEIVED, BatchState.STAGING]
        ).update(state=BatchState.STAGING, progress_phase="Reading", progress_rows=0)
        batch = Batch.objects.select_related("file").get(pk=batch_id)
        if not claimed:
            return batch
        try:
            with transaction.atomic():
                _stage(batch, worker, progress)
        except FileRefused as refused:
            _refuse(batch, refused)
        except Canceled:
            _end(batch, BatchState.CANCELED)
        except DATABASE_ERRORS as error:
            if worker.heard_cancel:  # COPY makes an error of its own of ours
                _end(batch, BatchState.CANCELED)
            elif _is_full(error):
                logger.error("Batch %s could not be checked: the disk is full", batch_id)
                _fail(batch, DISK_FULL)
            else:
                raise  # the database went away: the message comes back, or the sweep finds it
        except Exception as error:
            logger.exception("Batch %s could not be checked", batch_id)
            _fail(batch, DISK_FULL if _is_full(error) else _not_checked(batch))
    return batch


def _stage(batch: Batch, worker: _Worker, told: Progress | None) -> None:
    batch.faults.all().delete()
    batch.refused.all().delete()
    if batch.indicator:
        discard_rows(batch_id=batch.pk, indicator=batch.indicator)
    opened = open_file(Path(batch.file.content.path), batch.file_name)

    def progress(phase: str, rows: int) -> None:
        worker.note(phase, rows, opened.lines)
        if told is not None:
            told(phase, rows)

    header = opened.header
    opened, recognised = _recognise(batch, opened)
    staged = stage_rows(
        batch_id=batch.pk,
        opened=opened,
        layout=recognised.layout,
        known_counties=known_counties(),
        wanted=frozenset(batch.counties_wanted),
        progress=progress,
    )
    progress("Writing the report", staged.rows_in)
    without_rows = counties_without_rows(
        {tally.county_code for tally in staged.summary.tallies},
        batch.counties_wanted,
        opened,
        recognised.layout,
    )
    _finish(batch, replace(opened, header=header), recognised, staged, without_rows)


def _recognise(batch: Batch, opened: OpenedFile) -> tuple[OpenedFile, Recognised]:
    """The file, with the published names of its columns where a person mapped them, and what it
    is."""
    if published := opened.published_list:
        layout = layout_of_list(published.year, published.indicator)
        return opened, Recognised(layout, opened.findings)
    choice = Choice(batch.chosen_year, batch.chosen_indicator)
    return recognise_as_mapped(opened, choice)


def _finish(
    batch: Batch,
    opened: OpenedFile,
    recognised: Recognised,
    staged: Staged,
    without_rows: frozenset[str],
) -> None:
    layout = recognised.layout
    report = build_report(
        batch, layout, staged.summary, left_out=staged.left_out, without_rows=without_rows
    )
    findings = [*recognised.findings, *report.findings, *_loaded_before(batch)]
    has_nothing = not staged.rows_in and not without_rows
    if has_nothing:
        findings.append(_no_row_of(batch))
    _keep_findings(batch, findings)
    errors = staged.rows_refused or has_nothing
    batch.year, batch.indicator, batch.layout_known = layout.year, layout.indicator, layout.known
    batch.rows_in, batch.rows_staged = staged.rows_in, staged.rows_staged
    batch.rows_refused = staged.rows_refused
    batch.counties = list(report.counties)
    batch.live_when_checked = report.live
    batch.report = report.content | {
        "columns": [list(pair) for pair in staged.columns],
        "header": list(opened.header),
        "encoding": opened.encoding,
    }
    batch.checked_at = timezone.now()
    batch.state = BatchState.REFUSED if errors else BatchState.STAGED
    if errors:
        discard_rows(batch_id=batch.pk, indicator=layout.indicator)
    batch.save()


def _no_row_of(batch: Batch) -> Finding:
    names = County.objects.filter(code__in=batch.counties_wanted).values_list("name", flat=True)
    return Finding(
        f"There is no row of {', '.join(names.order_by('code'))}."
        if batch.counties_wanted
        else "There is no row that could be read.",
        "Choose another county, or another file.",
    )


def _loaded_before(batch: Batch) -> list[Finding]:
    """That the very same bytes are live already, so that nobody loads them twice unawares."""
    earlier = (
        Batch.objects.filter(file=batch.file, state=BatchState.PUBLISHED)
        .exclude(pk=batch.pk)
        .order_by("-published_at")
        .first()
    )
    if earlier is None:
        return []
    return [
        Finding(
            f"The very same file was loaded already, as {earlier}, by {earlier.actor_name}.",
            "Nothing would change; you can leave it out.",
            severity=Severity.INFORMATION,
        )
    ]


def _keep_findings(batch: Batch, findings: list[Finding]) -> None:
    Fault.objects.bulk_create(
        Fault(
            batch=batch,
            severity=finding.severity,
            line=finding.line,
            column=finding.column[:200],
            value=finding.value[:200],
            message=finding.message,
            remedy=finding.remedy,
            county_code=finding.county,
        )
        for finding in findings
    )


def _refuse(batch: Batch, refused: FileRefused) -> None:
    """Keeps why a file was refused as a whole; its rows were not counted, so all counts are 0."""
    batch.refresh_from_db()
    with transaction.atomic():
        _keep_findings(batch, list(refused.findings))
        if isinstance(refused, ChoiceNeeded):
            batch.report = {
                "choice": {"indicators": list(refused.candidates), "years": list(refused.years)}
            }
        if isinstance(refused, HeaderUnknown):
            layout = refused.layout
            batch.report = {
                "unknown_header": list(refused.header),
                "closest": [layout.year, layout.indicator],
            }
        _end(batch, BatchState.REFUSED)


def _is_full(error: BaseException) -> bool:
    """Whether there was no room: for the database, or for a file of this process."""
    at_database = getattr(error.__cause__ or error, "pgcode", None) == errorcodes.DISK_FULL
    return at_database or (isinstance(error, OSError) and error.errno == errno.ENOSPC)


def _not_checked(batch: Batch) -> Finding:
    return Finding(
        "The desk could not check the file. Nothing that was live has changed.",
        f"Try again; if it fails again, tell who runs the desk: batch {batch.pk}.",
        severity=Severity.ERROR,
    )


def _fail(batch: Batch, finding: Finding) -> None:
    batch.refresh_from_db()
    with transaction.atomic():
        _keep_findings(batch, [finding])
        _end(batch, BatchState.FAILED)


def _end(batch: Batch, state: BatchState) -> None:
    batch.state, batch.checked_at, batch.cancel_asked = state, timezone.now(), False
    batch.save()


# The second connection


@dataclass
class _Worker:
    """Notes progress on a batch, and hears when somebody cancels it."""

    connection: BaseDatabaseWrapper
    batch_id: int
    noted: float = 0.0
    phase: str = ""
    heard_cancel: bool = False

    def note(self, phase: str, rows: int, of: int) -> None:
        """Writes how far it is, at most every few tenths of a second; raises Canceled."""
        now = time.monotonic()
        if now - self.noted < EVERY and phase == self.phase:
            return
        self.noted, self.phase = now, phase
        with self.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE dashboard_import_batch"
                " SET progress_phase = %s, progress_rows = %s, progress_of = %s"
                " WHERE id = %s RETURNING cancel_asked",
                [phase, rows, of, self.batch_id],
            )
            row = cursor.fetchone()
        if row and row[0]:
            self.heard_cancel = True
            raise Canceled


@contextmanager
def _worker(batch_id: int) -> Iterator[_Worker | None]:
    """The lock on a batch, as a connection that holds it; None where another worker has it."""
    connection = connections.create_connection("default")
    try:
        with connection.cursor() as cursor:
            # A note of progress may get lost with the machine: nobody waits for the disk.
            cursor.execute("SET synchronous_commit = off")
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [BATCH, batch_id])
            yield _Worker(connection, batch_id) if cursor.fetchone()[0] else None
    finally:
        connection.close()


def forgotten_batches() -> list[int]:
    """Batches that should be worked on and are not: received a while ago, or left by a worker."""
    waiting = Batch.objects.filter(
        state=BatchState.RECEIVED, received_at__lt=timezone.now() - WAITING
    ).values_list("pk", flat=True)
    left = Batch.objects.filter(state=BatchState.STAGING).values_list("pk", flat=True)
    return sorted({*waiting, *left} - batches_worked_on())
