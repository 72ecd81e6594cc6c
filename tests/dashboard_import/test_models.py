"""The database itself refuses what must not be, whoever writes to it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from dashboard_import.models import Batch, Fault, LiveBatch
from dashboard_import.tables import child_table
from tests.factories.dashboard_files import file_text, publish, row, stage

pytestmark = pytest.mark.usefixtures("demo_county")


@pytest.fixture
def batch() -> Batch:
    return publish(file_text(2018, "SUSP", [row()]), "suspdownload2018.txt")


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"rows_in": 5}, "batch_counts_every_row"),
        ({"rows_in": 2, "rows_refused": 1}, "batch_that_may_be_published_refused_nothing"),
        ({"state": "live"}, "batch_state_is_known"),
        ({"year": None}, "batch_with_rows_has_year_and_indicator"),
        ({"year": 1999}, "batch_year_is_a_dashboard_year"),
    ],
)
def test_a_batch_adds_up(batch: Batch, changes: dict[str, Any], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(**changes)


def test_one_batch_is_live_for_a_year_indicator_and_county(batch: Batch) -> None:
    with pytest.raises(IntegrityError, match="live_batch_one_a_county"), transaction.atomic():
        LiveBatch.objects.create(year=2018, indicator="SUSP", county_code="99", batch=batch)


def test_a_fault_says_what_to_do(batch: Batch) -> None:
    with pytest.raises(IntegrityError, match="fault_says_what"), transaction.atomic():
        Fault.objects.create(batch=batch, severity="error", message="Wrong.", remedy="")


@pytest.mark.parametrize(
    "change",
    ["color = 6", "statuslevel = -1", "cds = '27'", "rtype = 'L'", "batch_id = 0", "year = NULL"],
)
def test_a_row_of_a_batch_keeps_its_bounds(batch: Batch, change: str) -> None:
    table = child_table(batch.pk, "SUSP")
    with (
        pytest.raises(IntegrityError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"UPDATE {table} SET {change}")  # noqa: S608


def test_no_row_goes_into_a_parent(batch: Batch) -> None:
    with (
        pytest.raises(IntegrityError, match="rows_go_into_a_batch"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO dashboard_result (batch_id, line, year, cds, indicator, rtype)"
            " VALUES (1, 1, 2018, '99600010000000', 'SUSP', 'D')"
        )


def test_the_view_shows_only_what_is_live(batch: Batch) -> None:
    stage(file_text(2018, "SUSP", [row(color="5")]), "suspdownload2018.txt")

    with connection.cursor() as cursor:
        cursor.execute("SELECT batch_id, county_code FROM live_dashboard_result")
        assert cursor.fetchall() == [(batch.pk, "99")]
