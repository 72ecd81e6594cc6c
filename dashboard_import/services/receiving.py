"""A file arrives: its bytes are kept once, and a batch says what shall become of them."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Collection, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from django.db import transaction

from county_office.models import User
from county_office.rights import Right, require
from dashboard_import.archives import is_archive, unpack
from dashboard_import.faults import FileRefused
from dashboard_import.models import Batch, BatchState, Fault, LiveBatch, Load, ReceivedFile
from dashboard_import.recognise import Choice
from dashboard_import.services.keeping import keep_file
from dashboard_import.services.locks import batches_worked_on
from dashboard_import.staging import discard_rows
from dashboard_import.workbooks import is_workbook

# The states from which a file may be checked once more.
AGAIN = [
    BatchState.STAGED,
    BatchState.REFUSED,
    BatchState.ROLLED_BACK,
    BatchState.FAILED,
    BatchState.CANCELED,
]


def actor_name(by: User | None, command: str) -> str:
    """How history names who acted: the person, or the command on whose behalf nobody signed in."""
    return by.full_name or by.email if by else command


def start_load(*, by: User | None, command: str = "") -> Load:
    """Begins a load. `by` None is the command line, whose user already holds the database."""
    if by is not None:
        require(by, Right.LOAD_DATA)
    return Load.objects.create(started_by=by, actor_name=actor_name(by, command))


@transaction.atomic
def receive_files(
    *,
    load: Load,
    content: IO[bytes],
    name: str,
    by: User | None,
    counties: Collection[str] = (),
    choice: Choice | None = None,
    confidential_until: dt.date | None = None,
) -> list[Batch]:
    """Receives a file, or each file of a zip archive as a file of its own.

    An archive that is not unpacked is received as it is, and its check says why: nothing of it is
    loaded. Arguments as of `receive_file`.
    """
    with ExitStack() as stack:
        files = [(content, name)]
        if is_archive(name) and not is_workbook(content):
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="desk-zip-")))
            try:
                files = [
                    (stack.enter_context(path.open("rb")), member.name)
                    for member, path in unpack(content, folder)
                ]
            except FileRefused:
                content.seek(0)
        return [
            receive_file(
                load=load,
                content=unpacked,
                name=each,
                by=by,
                counties=counties,
                choice=choice,
                confidential_until=confidential_until,
            )
            for unpacked, each in files
        ]


@transaction.atomic
def receive_file(
    *,
    load: Load,
    content: IO[bytes],
    name: str,
    by: User | None,
    counties: Collection[str] = (),
    choice: Choice | None = None,
    confidential_until: dt.date | None = None,
) -> Batch:
    """Keeps a file's bytes and makes a batch of them, to be staged.

    The same bytes are kept once; `earlier_batches` of the selectors tell what became of them
    before. `counties` cuts the file down to the rows of these counties.
    """
    if by is not None:
        require(by, Right.LOAD_DATA)
    choice = choice or Choice()
    return Batch.objects.create(
        load=load,
        file=keep_file(content, Path(name).name),
        file_name=Path(name).name[:255],
        chosen_year=choice.year,
        chosen_indicator=choice.indicator,
        counties_wanted=sorted(set(counties)),
        actor_name=actor_name(by, load.actor_name),
        received_by=by,
        confidential_until=confidential_until,
    )


def keep_load(*, load: Load) -> bool:
    """Whether a load has a file; one of which nothing could be kept is taken away again."""
    if load.batches.exists():
        return True
    load.delete()
    return False


@transaction.atomic
def choose_meaning(*, batch: Batch, choice: Choice, by: User) -> Batch:
    """Says which year and indicator a file is of, where it cannot tell itself, and checks anew."""
    require(by, Right.LOAD_DATA)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state not in {BatchState.REFUSED, BatchState.RECEIVED}:
        raise ValueError("Only a file that was not recognized takes a choice.")
    batch.chosen_year, batch.chosen_indicator = choice.year, choice.indicator
    return _begin_again(batch)


@transaction.atomic
def check_batch_again(*, batch: Batch, by: User) -> Batch:
    """Compares a batch that is not live with what is live now, from the beginning."""
    require(by, Right.LOAD_DATA)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if batch.state not in AGAIN and not is_broken_off(batch):
        raise ValueError(
            f"A file that is {batch.get_state_display().lower()} is not checked again."
        )
    return _begin_again(batch)


def is_broken_off(batch: Batch) -> bool:
    """Whether its check began and no worker is at it any more."""
    return batch.state == BatchState.STAGING and batch.pk not in batches_worked_on()


def _begin_again(batch: Batch) -> Batch:
    if batch.has_rows:
        discard_rows(batch_id=batch.pk, indicator=batch.indicator)
    batch.faults.all().delete()
    batch.refused.all().delete()
    batch.state = BatchState.RECEIVED
    batch.rows_in = batch.rows_staged = batch.rows_refused = 0
    batch.report, batch.cancel_asked = {}, False
    batch.save()
    return batch


@transaction.atomic
def cut_down_batch(*, batch: Batch, by: User) -> Batch:
    """A new batch of the same file without the counties that have refused rows.

    Raises ValueError where no county is left, or where a refused row's county cannot be read: it
    might belong to any.
    """
    require(by, Right.LOAD_DATA)
    wanted = counties_without_refused_rows(batch)
    if not wanted:
        raise ValueError("No county is left: a refused row may belong to any of them.")
    return Batch.objects.create(
        load=batch.load,
        file=batch.file,
        file_name=batch.file_name,
        chosen_year=batch.chosen_year,
        chosen_indicator=batch.chosen_indicator,
        counties_wanted=wanted,
        actor_name=actor_name(by, ""),
        received_by=by,
        confidential_until=batch.confidential_until,
    )


def counties_without_refused_rows(batch: Batch) -> list[str]:
    """The counties of a refused batch that could go on without the others."""
    faulty = set(
        Fault.objects.filter(batch=batch, severity="error").values_list("county_code", flat=True)
    )
    if "" in faulty:
        return []
    return sorted(set(batch.report.get("counties", {})) - faulty)


@transaction.atomic
def cancel_batch(*, batch: Batch, by: User) -> Batch:
    """Cancels a batch that is not published: a running check stops at its next step, one that broke
    off is over at once."""
    require(by, Right.LOAD_DATA)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    broken_off = is_broken_off(batch)
    if batch.state == BatchState.STAGING and not broken_off:
        batch.cancel_asked = True
        batch.save(update_fields=["cancel_asked"])
        return batch
    if broken_off or batch.state in {
        BatchState.RECEIVED,
        BatchState.STAGED,
        BatchState.REFUSED,
    }:
        if batch.has_rows:
            discard_rows(batch_id=batch.pk, indicator=batch.indicator)
        batch.state = BatchState.CANCELED
        batch.save(update_fields=["state"])
    return batch


@transaction.atomic
def remove_batches(*, batches: Sequence[Batch]) -> None:
    """Removes batches with their rows, pointers and files that nothing else keeps.

    For the demonstration, which can be taken away whole, and for dry runs; what a county has
    published is never removed, only replaced.
    """
    keys = [batch.pk for batch in batches]
    files = list(ReceivedFile.objects.filter(batches__in=keys).distinct())
    loads = {batch.load_id for batch in batches}
    LiveBatch.objects.filter(batch__in=keys).delete()
    for batch in batches:
        if batch.has_rows:
            discard_rows(batch_id=batch.pk, indicator=batch.indicator)
    Batch.objects.filter(pk__in=keys).delete()
    Load.objects.filter(pk__in=loads, batches__isnull=True).delete()
    for received in files:
        if not received.batches.exists():
            received.content.delete(save=False)
            received.delete()


def already_live(batch: Batch) -> Batch | None:
    """The batch of the same file, cut and choice that is live for all of its counties, if any."""
    earlier = (
        Batch.objects.filter(
            file=batch.file,
            file_name=batch.file_name,
            counties_wanted=batch.counties_wanted,
            chosen_year=batch.chosen_year,
            chosen_indicator=batch.chosen_indicator,
            state=BatchState.PUBLISHED,
        )
        .exclude(pk=batch.pk)
        .order_by("-published_at")
    )
    for candidate in earlier:
        if candidate.live_in.count() == len(candidate.counties):
            return candidate
    return None
