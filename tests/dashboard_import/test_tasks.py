"""Checks run in a worker; a repeat, a second worker and a dead one do no harm."""

from __future__ import annotations

import datetime as dt
import errno

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from county_office.models import County
from dashboard_import import tasks
from dashboard_import.models import Batch, BatchState
from dashboard_import.selectors import live_batches
from dashboard_import.services import (
    cancel_batch,
    check_batch_again,
    checking,
    forgotten_batches,
    publish_batch,
    stage_batch,
)
from dashboard_import.tables import child_table
from tests.dashboard_import.workers import worker_at
from tests.factories.county_office import system_administrator
from tests.factories.dashboard_files import file_text, publish, receive, row

NAME = "suspdownload2018.txt"


@pytest.fixture
def received(demo_county: County) -> Batch:
    return receive(file_text(2018, "SUSP", [row()]), NAME)


def test_a_task_checks_the_file(received: Batch) -> None:
    assert tasks.stage_batch(received.pk) == "staged"


def test_the_same_task_again_changes_nothing(received: Batch) -> None:
    tasks.stage_batch(received.pk)
    publish_batch(batch=received, by=None)

    assert tasks.stage_batch(received.pk) == "published"
    assert live_batches(2018) == {"SUSP": {"99": received.pk}}


def test_a_batch_that_a_dead_worker_left_is_checked_anew(received: Batch) -> None:
    Batch.objects.filter(pk=received.pk).update(state=BatchState.STAGING)

    assert forgotten_batches() == [received.pk]
    assert stage_batch(batch_id=received.pk).state == BatchState.STAGED
    assert forgotten_batches() == []


def test_a_check_that_broke_off_is_said_so_and_can_be_canceled_or_begun_again(
    received: Batch, client: Client
) -> None:
    by = system_administrator()
    client.force_login(by)
    Batch.objects.filter(pk=received.pk).update(state=BatchState.STAGING)

    assert "Broken off" in client.get(f"/data/loads/{received.load_id}/").content.decode()
    page = client.get(f"/data/files/{received.pk}/").content.decode()
    assert "The check broke off" in page
    assert "Check again" in page

    assert check_batch_again(batch=received, by=by).state == BatchState.RECEIVED
    Batch.objects.filter(pk=received.pk).update(state=BatchState.STAGING)
    assert cancel_batch(batch=received, by=by).state == BatchState.CANCELED


def test_a_full_disk_is_said_so_and_the_file_can_be_checked_again(
    received: Batch, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*args: object, **options: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(checking, "stage_rows", no_room)
        batch = stage_batch(batch_id=received.pk)

    assert batch.state == BatchState.FAILED
    assert "The disk is full" in batch.faults.get().message
    check_batch_again(batch=batch, by=system_administrator())
    assert stage_batch(batch_id=batch.pk).state == BatchState.STAGED


def test_a_file_that_waited_too_long_is_found(received: Batch) -> None:
    assert forgotten_batches() == []
    Batch.objects.update(received_at=timezone.now() - dt.timedelta(minutes=2))

    assert forgotten_batches() == [received.pk]


def test_while_a_worker_is_at_it_another_leaves_it_alone(received: Batch) -> None:
    Batch.objects.filter(pk=received.pk).update(state=BatchState.STAGING)
    with worker_at(received):
        assert forgotten_batches() == []
        assert stage_batch(batch_id=received.pk).state == BatchState.STAGING

    assert forgotten_batches() == [received.pk]


def test_a_fault_of_the_desk_ends_in_a_state_that_says_so(
    received: Batch, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*args: object, **options: object) -> None:
        raise RuntimeError("broken on purpose")

    monkeypatch.setattr(checking, "stage_rows", broken)

    batch = stage_batch(batch_id=received.pk)

    assert batch.state == BatchState.FAILED
    assert f"batch {received.pk}" in batch.faults.get().remedy
    assert "broken on purpose" in caplog.text


@pytest.mark.django_db(transaction=True)
def test_progress_is_seen_from_outside_and_canceling_leaves_nothing() -> None:
    County.objects.get_or_create(
        code="99", defaults={"name": "Demo County", "is_demonstration": True}
    )
    before = publish(file_text(2018, "SUSP", [row(color="1")]), NAME)
    batch = receive(file_text(2018, "SUSP", [row(color="2")]), NAME)
    seen: list[str] = []

    def look_and_cancel(phase: str, rows: int) -> None:
        outside = connections.create_connection("default")
        with outside.cursor() as cursor:
            cursor.execute(
                "SELECT state, progress_phase FROM dashboard_import_batch WHERE id = %s",
                [batch.pk],
            )
            state, told = cursor.fetchone()
            seen.append(f"{state}: {told}")
            cursor.execute(
                "UPDATE dashboard_import_batch SET cancel_asked = true WHERE id = %s", [batch.pk]
            )
        outside.close()

    canceled = stage_batch(batch_id=batch.pk, progress=look_and_cancel)

    assert seen[0] == "staging: Reading"
    assert canceled.state == BatchState.CANCELED
    assert child_table(batch.pk, "SUSP") not in connection.introspection.table_names()
    assert live_batches(2018) == {"SUSP": {"99": before.pk}}


@pytest.mark.django_db(transaction=True)
def test_canceling_while_the_rows_are_read_ends_in_canceled(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    County.objects.get_or_create(
        code="99", defaults={"name": "Demo County", "is_demonstration": True}
    )
    monkeypatch.setattr(checking, "EVERY", 0)
    batch = receive(file_text(2018, "SUSP", [row()]), NAME)
    Batch.objects.filter(pk=batch.pk).update(cancel_asked=True)

    canceled = stage_batch(batch_id=batch.pk)

    assert (canceled.state, canceled.cancel_asked) == (BatchState.CANCELED, False)


def test_a_file_that_waits_can_be_canceled(received: Batch) -> None:
    cancel_batch(batch=received, by=system_administrator())

    assert stage_batch(batch_id=received.pk).state == BatchState.CANCELED
