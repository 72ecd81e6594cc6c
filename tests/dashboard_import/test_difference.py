"""What a re-issued file changes, beside what is live, before anyone publishes."""

from __future__ import annotations

from county_office.models import County
from dashboard_import.difference import (
    CHANGED,
    GONE,
    LEA,
    NEW,
    SCHOOL,
    DifferentRow,
    Narrowed,
    open_difference,
    touched_leas,
)
from dashboard_import.difference import SCHOOL as A_SCHOOL
from dashboard_import.models import Batch
from dashboard_import.services import publish_batch
from tests.factories.dashboard_files import (
    CHARTER,
    DISTRICT,
    MONTEREY_DISTRICT,
    OTHER_DISTRICT,
    file_text,
    publish,
    row,
    stage,
)
from tests.factories.dashboard_files import SCHOOL as SCHOOL_CDS

NAME = "suspdownload2018.txt"


def suspension(*rows: dict[str, str]) -> str:
    return file_text(2018, "SUSP", rows)


def rows_of(batch: Batch, **narrowed: str) -> list[DifferentRow]:
    with open_difference(batch) as difference:
        return difference.rows(Narrowed(**narrowed), 0, 100)


def counts_of(batch: Batch) -> dict[str, int]:
    with open_difference(batch) as difference:
        return difference.counts("kind")


def test_a_changed_cell_is_shown_with_both_values(demo_county: County) -> None:
    publish(suspension(row(color="1", currdenom="40")), NAME)

    batch = stage(suspension(row(color="2", currdenom="41")), NAME)

    (found,) = rows_of(batch)
    assert (found.kind, found.cds, found.group, found.place) == (CHANGED, DISTRICT, "FOS", LEA)
    assert found.cells == (("color", "1", "2"), ("currdenom", "40", "41"))
    assert (found.line_before, found.line_after) == (2, 2)


def test_rows_that_come_and_go_are_told_apart(demo_county: County) -> None:
    publish(suspension(row(), row(studentgroup="EL")), NAME)

    batch = stage(suspension(row(), row(studentgroup="HOM")), NAME)

    assert {(found.kind, found.group) for found in rows_of(batch)} == {(GONE, "EL"), (NEW, "HOM")}


def test_the_same_rows_in_another_order_and_with_other_zeros_differ_in_nothing(
    demo_county: County,
) -> None:
    publish(suspension(row(currstatus="5.5"), row(OTHER_DISTRICT)), NAME)

    batch = stage(suspension(row(OTHER_DISTRICT), row(currstatus="5.50")), NAME)

    assert counts_of(batch) == {}


def test_a_value_that_comes_or_goes_is_a_change(demo_county: County) -> None:
    publish(suspension(row(currstatus="")), NAME)

    (found,) = rows_of(stage(suspension(row(currstatus="5.5")), NAME))

    assert found.cells == (("currstatus", None, "5.5"),)


def test_each_county_is_compared_with_what_is_live_there(demo_county: County) -> None:
    publish(suspension(row(color="1"), row(MONTEREY_DISTRICT, color="1")), NAME)
    publish(suspension(row(MONTEREY_DISTRICT, color="2")), NAME)

    batch = stage(suspension(row(color="1"), row(MONTEREY_DISTRICT, color="1")), NAME)

    (found,) = rows_of(batch)
    assert (found.cds, found.cells) == (MONTEREY_DISTRICT, (("color", "2", "1"),))


def test_where_nothing_is_live_all_rows_are_new(demo_county: County) -> None:
    batch = stage(suspension(row(), row(OTHER_DISTRICT)), NAME)

    with open_difference(batch) as difference:
        assert not difference.has_before
        assert difference.counts("kind") == {NEW: 2}


def test_it_can_be_narrowed_to_places_groups_and_columns(demo_county: County) -> None:
    before = [row(), row(SCHOOL_CDS), row(CHARTER, charter_flag="Y"), row(studentgroup="EL")]
    publish(suspension(*before), NAME)
    batch = stage(
        suspension(*(one | {"color": "4"} for one in before[:3]), before[3] | {"currdenom": "9"}),
        NAME,
    )

    assert [found.cds for found in rows_of(batch, place=A_SCHOOL)] == [SCHOOL_CDS]
    assert {found.cds for found in rows_of(batch, place=LEA)} == {DISTRICT, CHARTER}
    assert [found.group for found in rows_of(batch, column="currdenom")] == ["EL"]
    with open_difference(batch) as difference:
        assert difference.columns_changed() == {"color": 3, "currdenom": 1}
        assert difference.counts("place") == {LEA: 3, SCHOOL: 1}
        assert difference.count(Narrowed(group="FOS", kind=CHANGED)) == 3


def test_rows_without_a_group_are_paired_in_their_order(demo_county: County) -> None:
    publish(suspension(row(studentgroup="", color="1"), row(studentgroup="", color="2")), NAME)

    batch = stage(
        suspension(row(studentgroup="", color="1"), row(studentgroup="", color="3")), NAME
    )

    (found,) = rows_of(batch)
    assert found.cells == (("color", "2", "3"),)


def test_columns_that_only_one_file_has_are_named_and_not_compared(demo_county: County) -> None:
    text = suspension(row())
    publish(text, NAME)
    header, line = text.splitlines()

    batch = stage(f"{header}\tfootnote\n{line}\tsee below\n", NAME)

    with open_difference(batch) as difference:
        assert difference.count() == 0
        assert difference.not_compared == ["footnote"]


def test_a_published_batch_is_compared_with_what_it_replaced(demo_county: County) -> None:
    publish(suspension(row(color="1")), NAME)

    batch = publish_batch(batch=stage(suspension(row(color="2")), NAME), by=None)

    assert [found.cells for found in rows_of(batch)] == [(("color", "1", "2"),)]


def test_local_indicators_and_workbooks_are_compared_by_their_own_keys(
    demo_county: County,
) -> None:
    name = "LocalIndPerf2019.txt"
    met, not_met = (
        [row(localindicator="Local Indicator 1", priority="1", performance=words)]
        for words in ("Met", "Not Met")
    )
    publish(file_text(2019, "LOCAL", met), name)

    (found,) = rows_of(stage(file_text(2019, "LOCAL", not_met), name))

    assert (found.place, found.group) == (LEA, "1")
    assert found.cells == (("performance", "Met", "Not Met"),)


def test_leas_are_touched_by_their_own_rows_and_not_by_those_of_their_schools(
    demo_county: County,
) -> None:
    publish(suspension(row(), row(SCHOOL_CDS), row(OTHER_DISTRICT)), NAME)
    batch = stage(suspension(row(color="1"), row(SCHOOL_CDS, color="1"), row(OTHER_DISTRICT)), NAME)

    assert touched_leas([batch]) == {2018: [(DISTRICT, 1, frozenset({"color"}))]}
