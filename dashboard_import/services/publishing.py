"""Publishing and rolling back: one short transaction that moves pointers and nothing else.

Of two who publish at once one wins and the other is told: the pointers that a batch was compared
with are compared again under a lock.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction
from django.utils import timezone

from county_office.models import User
from county_office.registration import place_leas, register_places, rename_places
from county_office.rights import Right, may
from dashboard_import.difference import what_comes_back
from dashboard_import.directory import INDICATOR as DIRECTORY
from dashboard_import.directory import layout_of_directory
from dashboard_import.layouts import Layout, layout_of
from dashboard_import.models import Batch, BatchState, LiveBatch, Load, Publication
from dashboard_import.models.loads import Act
from dashboard_import.places import grades_in, is_directory, names_in, new_places
from dashboard_import.published_lists import CHARTERS, INDICATOR, layout_of_list
from dashboard_import.report import live_of
from dashboard_import.services.locks import YEAR
from dashboard_import.services.receiving import actor_name
from dashboard_import.tables import child_table


class NotPublishable(ValueError):  # noqa: N818  (told to a person)
    """Why a batch was not published or rolled back, in words for the person who tried."""


def layout_of_batch(batch: Batch) -> Layout:
    """The layout under which a batch was staged."""
    assert batch.year is not None  # noqa: S101  (a batch with rows has a year, by constraint)
    if batch.indicator in {INDICATOR, CHARTERS}:
        return layout_of_list(batch.year, batch.indicator)
    if batch.indicator == DIRECTORY:
        return layout_of_directory(batch.year)
    return layout_of(batch.year, batch.indicator)


def may_publish(user: User | None, batch: Batch) -> bool:
    """A county's administrator publishes what counts for that county alone; others need the right
    for any. No user: the command line, whose user already holds the database."""
    if user is None or may(user, Right.PUBLISH_ANY):
        return True
    return len(batch.counties) == 1 and may(user, Right.PUBLISH_COUNTY, county=batch.counties[0])


def publish_batch(*, batch: Batch, by: User | None) -> Batch:
    """Makes a checked batch live for its counties, and creates the LEAs it brings.

    Raises NotPublishable with the reason: no right, errors, already published, or somebody
    published something else for its counties since the check.
    """
    return publish_batches(batches=[batch], by=by)[0]


@transaction.atomic
def publish_batches(*, batches: Sequence[Batch], by: User | None) -> list[Batch]:
    """Publishes checked batches, all or none; raises NotPublishable as `publish_batch` does."""
    return [_publish(batch, by) for batch in batches]


def publish_load(*, load: Load, by: User) -> list[Batch]:
    """Publishes every checked batch of a load, all or none."""
    staged = load.batches.filter(state=BatchState.STAGED)
    batches = list(staged.order_by("year", "indicator", "pk"))
    if not batches:
        raise NotPublishable("No file of this load is checked and waits for being published.")
    return publish_batches(batches=batches, by=by)


@contextmanager
def as_if_published(*, batches: Sequence[Batch]) -> Iterator[None]:
    """What is read inside the block is as it would be with the batches live; nothing stays of it.

    The batches are published as always and the transaction is taken back, so nobody else sees
    anything; who publishes meanwhile waits. Raises NotPublishable as publishing would.
    """
    with transaction.atomic():
        publish_batches(batches=batches, by=None)
        yield
        transaction.set_rollback(True)


@contextmanager
def as_if_rolled_back(*, batch: Batch) -> Iterator[None]:
    """What is read inside the block is as it would be with a live batch rolled back; nothing stays
    of it, as with `as_if_published`. Raises NotPublishable where it is live nowhere."""
    with transaction.atomic():
        roll_back_batch(batch=batch, by=None)
        yield
        transaction.set_rollback(True)


def _publish(batch: Batch, by: User | None) -> Batch:
    _lock(batch)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    _require_publishable(batch, by)
    assert batch.year is not None  # noqa: S101  (as above)
    before = live_of(batch.year, batch.indicator, tuple(batch.counties))
    if before != batch.live_when_checked:
        raise NotPublishable(_who_was_first(batch, before))
    layout = layout_of_batch(batch)
    _take_places(child_table(batch.pk, batch.indicator), layout)
    LiveBatch.objects.bulk_create(
        (
            LiveBatch(year=batch.year, indicator=batch.indicator, county_code=code, batch=batch)
            for code in batch.counties
        ),
        update_conflicts=True,
        unique_fields=["year", "indicator", "county_code"],
        update_fields=["batch"],
    )
    batch.state, batch.published_at = BatchState.PUBLISHED, timezone.now()
    batch.save(update_fields=["state", "published_at"])
    _record(batch, Act.PUBLISHED, before, by)
    _mark_replaced(before)
    return batch


def _take_places(table: str, layout: Layout) -> None:
    """Creates the LEAs and schools that the batch brings, and gives known ones newer names."""
    year = layout.year
    register_places(places=new_places(table, layout), year=year)
    if names := names_in(table, layout):
        rename_places(names=names, year=year, is_directory=is_directory(layout))
    if is_directory(layout):
        place_leas(grades_offered=grades_in(table), year=year)


@transaction.atomic
def roll_back_batch(*, batch: Batch, by: User | None) -> Batch:
    """Takes a live batch out and puts back what was live before it, county by county.

    Counties in which another batch is live by now stay as they are. Raises NotPublishable where it
    is live nowhere, or `by` may not.
    """
    _lock(batch)
    batch = Batch.objects.select_for_update().get(pk=batch.pk)
    if not may_publish(by, batch):
        raise NotPublishable("Your account may not roll back a load of these counties.")
    pointers = {pointer.county_code: pointer for pointer in LiveBatch.objects.filter(batch=batch)}
    if not pointers:
        raise NotPublishable("It is live for no county any more, so there is nothing to take back.")
    back = what_comes_back(batch)
    for code, pointer in pointers.items():
        earlier = back[code]
        if earlier is None:
            pointer.delete()
        else:
            pointer.batch_id = earlier
            pointer.save(update_fields=["batch"])
    Batch.objects.filter(pk__in=filter(None, back.values())).update(state=BatchState.PUBLISHED)
    batch.state = BatchState.ROLLED_BACK
    batch.save(update_fields=["state"])
    _record(batch, Act.ROLLED_BACK, dict.fromkeys(pointers, batch.pk), by)
    return batch


def _lock(batch: Batch) -> None:
    """One publication of a Dashboard year at a time; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [YEAR, batch.year or 0])


def _require_publishable(batch: Batch, by: User | None) -> None:
    if not may_publish(by, batch):
        raise NotPublishable(
            "Your account may publish only what holds your own county alone. Load the file cut "
            "down to your county, or ask a system administrator."
        )
    if batch.state == BatchState.PUBLISHED:
        last = batch.publications.first()
        who = f" by {last.actor_name}" if last else ""
        raise NotPublishable(f"{batch} was published already{who}.")
    if batch.rows_refused:
        raise NotPublishable(
            f"{batch.rows_refused:,} rows were refused. Correct the file, or go on with the "
            "counties that have none."
        )
    if batch.state != BatchState.STAGED:
        raise NotPublishable(f"{batch} is {batch.get_state_display().lower()}, not checked.")


def _who_was_first(batch: Batch, now: dict[str, int | None]) -> str:
    moved = {now[code] for code in now if now[code] != batch.live_when_checked.get(code)}
    newest = (
        Publication.objects.filter(batch__in=[key for key in moved if key]).first()
        or Publication.objects.filter(batch__year=batch.year).first()
    )
    who = f"{newest.actor_name} changed" if newest else "Somebody changed"
    return (
        f"{who} what is live of {batch} since it was checked. Check it again, and look at the "
        "comparison before you publish."
    )


def _record(batch: Batch, act: Act, before: dict[str, int | None], by: User | None) -> None:
    Publication.objects.create(
        batch=batch, act=act, before=before, by=by, actor_name=actor_name(by, batch.actor_name)
    )


def _mark_replaced(before: dict[str, int | None]) -> None:
    Batch.objects.filter(
        pk__in=[key for key in before.values() if key], live_in__isnull=True
    ).update(state=BatchState.REPLACED)
