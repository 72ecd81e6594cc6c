"""A statewide file counts for every county of California, also for those of which it has no row."""

from __future__ import annotations

import pytest

from county_office.models import County
from dashboard_import.difference import open_difference, touched_leas
from dashboard_import.models import Batch, BatchState
from dashboard_import.selectors import live_batches
from dashboard_import.selectors.loads import season
from dashboard_import.services import (
    NotPublishable,
    cut_down_batch,
    publish_batch,
    roll_back_batch,
    stage_batch,
)
from dashboard_import.statewide import CALIFORNIA
from tests.factories.county_office import administrator_of, system_administrator
from tests.factories.dashboard_files import (
    MONTEREY_DISTRICT,
    file_text,
    publish,
    row,
    stage,
    statewide_rows,
)

pytestmark = pytest.mark.usefixtures("demo_county")
NAME = "graddownload2018.txt"
ALPINE = "02613330000000"


def graduation(*rows: dict[str, str]) -> str:
    return file_text(2018, "GRAD", rows)


def without_alpine(*more: dict[str, str]) -> str:
    return graduation(*statewide_rows(without=["02"]), *more)


def messages(batch: Batch, severity: str) -> list[str]:
    return list(batch.faults.filter(severity=severity).values_list("message", flat=True))


def live(indicator: str = "GRAD") -> dict[str, int]:
    return live_batches(2018).get(indicator, {})


def test_it_is_live_in_the_county_of_which_it_has_no_row() -> None:
    batch = publish(without_alpine(), NAME)

    assert live() == dict.fromkeys(sorted(CALIFORNIA), batch.pk)
    assert batch.report["counties"]["02"] == {
        "name": "Alpine",
        "rows": 0,
        "refused": 0,
        "live_rows": 0,
        "levels": {},
    }
    assert "The file is statewide and has no row of Alpine." in messages(batch, "information")


def test_the_checklist_of_that_county_has_it() -> None:
    batch = publish(without_alpine(), NAME)

    lines = {line["indicator"]: line["batch"] for line in season(2018, "02")}
    assert lines["GRAD"] == batch


def test_the_demonstration_and_the_state_count_only_with_rows_of_their_own() -> None:
    publish(without_alpine(), NAME)
    assert not {"00", "99"} & live().keys()

    publish(without_alpine(row(), row("0" * 14, rtype="X")), NAME)
    assert {"00", "99"} <= live().keys()


def test_half_of_the_counties_make_no_statewide_file() -> None:
    half = sorted(CALIFORNIA)[:29]
    rest = set(CALIFORNIA).difference(half)

    batch = publish(graduation(*statewide_rows(without=rest)), NAME)

    assert sorted(live()) == half
    assert not batch.faults.filter(message__contains="statewide").exists()


def test_a_file_of_local_indicators_needs_no_row_of_the_state() -> None:
    rows = statewide_rows(without=["02"], localindicator="Basic-Priority Area 1", performance="Met")

    batch = publish(file_text(2018, "LOCAL", rows), "LocalIndPerf2018.txt")

    assert live("LOCAL")["02"] == batch.pk


def test_many_counties_without_rows_are_named_in_one_line() -> None:
    few = [f"{number:02}" for number in range(1, 9)]

    batch = stage(graduation(*statewide_rows(without=few)), NAME)

    said = [one for one in messages(batch, "information") if "statewide" in one]
    assert said == [
        "The file is statewide and has no row of 8 counties: Alameda, Alpine, Amador, Butte, "
        "Calaveras and 3 more."
    ]


# What was live there


def test_a_county_that_had_live_rows_is_warned_of_and_its_leas_are_told() -> None:
    groups = ["AA", "EL", "WH"]
    publish(graduation(*(row(ALPINE, studentgroup=each) for each in groups)), NAME)

    batch = stage(without_alpine(), NAME)

    assert "Alpine has 0 rows here and 3 live: 0%." in messages(batch, "warning")
    assert batch.report["gone"] == [[ALPINE, "District 61333"]]


def test_the_rows_of_that_county_are_gone_in_the_comparison() -> None:
    publish(graduation(row(ALPINE)), NAME)
    batch = stage(without_alpine(), NAME)

    with open_difference(batch) as difference:
        assert difference.counts("kind") == {"gone": 1, "new": 57}
    assert ALPINE in {lea.cds for lea in touched_leas([batch])[2018]}


def test_rolling_back_puts_the_countys_own_file_back() -> None:
    own = publish(graduation(row(ALPINE)), NAME)
    batch = publish(without_alpine(), NAME)
    assert live()["02"] == batch.pk

    roll_back_batch(batch=batch, by=None)

    assert live() == {"02": own.pk}
    own.refresh_from_db()
    assert own.state == BatchState.PUBLISHED


def test_a_countys_own_file_stays_that_of_the_one_county() -> None:
    state = publish(without_alpine(), NAME)

    own = publish(graduation(row(MONTEREY_DISTRICT)), NAME)

    assert own.counties == ["27"]
    assert live() == dict.fromkeys(sorted(CALIFORNIA), state.pk) | {"27": own.pk}


def test_somebody_who_published_for_that_county_meanwhile_comes_first() -> None:
    batch = stage(without_alpine(), NAME)
    publish(graduation(row(ALPINE)), NAME)

    with pytest.raises(NotPublishable, match="Check it again"):
        publish_batch(batch=batch, by=None)


# Cut down to counties


def test_cut_to_a_county_without_a_row_it_counts_there_with_none() -> None:
    batch = stage(without_alpine(), NAME, counties=["02"])

    assert (batch.state, batch.rows_in, batch.counties) == (BatchState.STAGED, 0, ["02"])
    assert messages(batch, "warning") == ["The file is statewide and has no row of Alpine."]
    assert publish_batch(batch=batch, by=None).pk == live()["02"]


def test_cut_to_a_county_with_rows_and_one_without_it_counts_for_both() -> None:
    batch = publish_batch(batch=stage(without_alpine(), NAME, counties=["02", "27"]), by=None)

    assert live() == {"02": batch.pk, "27": batch.pk}
    assert batch.rows_staged == 1


def test_a_file_that_must_be_read_row_by_row_is_cut_alike() -> None:
    quoted = without_alpine().replace("District 60001", '"District, 60001"')

    batch = stage(quoted, NAME, counties=["02"])

    assert (batch.state, batch.counties) == (BatchState.STAGED, ["02"])
    assert batch.report["rows_left_out"] == 57


@pytest.mark.parametrize(("county", "name"), [("02", "Alpine"), ("99", "Demo County")])
def test_what_is_not_statewide_has_an_error_as_before(county: str, name: str) -> None:
    batch = stage(graduation(row(MONTEREY_DISTRICT)), NAME, counties=[county])

    assert batch.state == BatchState.REFUSED
    assert messages(batch, "error") == [f"There is no row of {name}."]


def test_the_demonstration_county_is_none_of_the_states() -> None:
    batch = stage(without_alpine(), NAME, counties=["99"])

    assert batch.state == BatchState.REFUSED


def test_going_on_without_a_faulty_county_keeps_the_one_without_rows() -> None:
    rows = statewide_rows(without=["02"])
    rows[0]["color"] = "9"
    administrator = system_administrator()
    batch = stage(graduation(*rows), NAME)
    assert batch.state == BatchState.REFUSED

    rest = stage_batch(batch_id=cut_down_batch(batch=batch, by=administrator).pk)
    publish_batch(batch=rest, by=administrator)

    assert set(live()) == CALIFORNIA - {"01"}


# Who may


def test_a_countys_administrator_may_publish_it_cut_to_the_own_county_alone() -> None:
    alpine, monterey = (County.objects.get(code=code) for code in ("02", "27"))
    whole = stage(without_alpine(), NAME)
    cut = stage(without_alpine(), NAME, counties=["02"])

    for batch, county in ((whole, alpine), (whole, monterey), (cut, monterey)):
        with pytest.raises(NotPublishable, match="only what holds your own county"):
            publish_batch(batch=batch, by=administrator_of(county))
    publish_batch(batch=cut, by=administrator_of(alpine))

    assert live() == {"02": cut.pk}
