"""The quality report: counts by county, levels, LEAs met and gone, and what a person must read."""

from __future__ import annotations

import pytest

from county_office.student_groups import groups_of_year
from dashboard_import.models import Batch
from tests.factories.dashboard_files import (
    DISTRICT,
    MONTEREY_DISTRICT,
    OTHER_DISTRICT,
    file_text,
    publish,
    row,
    stage,
    statewide_rows,
)

pytestmark = pytest.mark.usefixtures("demo_county")
NAME = "suspdownload2018.txt"


def many(count: int, **cells: str) -> list[dict[str, str]]:
    return [row(f"996{n:04}0000000", **cells) for n in range(count)]


def test_rows_and_levels_are_counted_by_county() -> None:
    batch = stage(
        file_text(
            2018, "SUSP", [row(color="1"), row(OTHER_DISTRICT, color=""), row(MONTEREY_DISTRICT)]
        ),
        NAME,
    )

    demo = batch.report["counties"]["99"]
    assert demo["rows"] == 2
    assert demo["levels"]["color"] == [1, 1, 0, 0, 0, 0]
    assert batch.report["levels"]["color"] == [1, 1, 0, 1, 0, 0]
    assert batch.report["groups"] == {"FOS": 3}


def test_fewer_than_nine_in_ten_of_the_live_rows_warns() -> None:
    publish(file_text(2018, "SUSP", many(20)), NAME)

    enough = stage(file_text(2018, "SUSP", many(18)), NAME)
    too_few = stage(file_text(2018, "SUSP", many(17)), NAME)

    assert not enough.faults.filter(message__contains="rows here").exists()
    warning = too_few.faults.get(message__contains="rows here")
    assert warning.severity == "warning"
    assert "17 rows here and 20 live: 85%" in warning.message
    assert too_few.state == "staged"


def test_a_file_without_any_level_warns_since_nobody_would_be_eligible_by_it() -> None:
    blank = stage(file_text(2018, "SUSP", many(100, color="", statuslevel="0")), NAME)
    one_left = [*many(99, color="", statuslevel="0"), row(color="3", statuslevel="2")]
    red = stage(file_text(2018, "SUSP", one_left), NAME)
    few = stage(file_text(2018, "SUSP", many(99, color="", statuslevel="0")), NAME)

    told = blank.faults.filter(message__contains="None of 100 rows has a level")
    assert sorted(told.values_list("column", "severity")) == [
        ("color", "warning"),
        ("statuslevel", "warning"),
    ]
    assert not red.faults.filter(message__contains="has a level").exists()
    assert not few.faults.filter(message__contains="has a level").exists()


def test_a_file_that_never_has_colors_does_not_warn_of_them() -> None:
    batch = stage(file_text(2022, "SUSP", many(100)), "suspdownload2022.txt")

    assert not batch.faults.filter(message__contains="has a level").exists()


def test_leas_that_are_gone_are_named() -> None:
    publish(file_text(2018, "SUSP", [row(districtname="Old Mill"), row(OTHER_DISTRICT)]), NAME)

    batch = stage(file_text(2018, "SUSP", [row(OTHER_DISTRICT)]), NAME)

    assert batch.report["gone"] == [[DISTRICT, "Old Mill"]]
    assert batch.faults.filter(severity="warning", message__contains="Old Mill").exists()


def test_the_levels_of_the_year_before_stand_beside() -> None:
    publish(file_text(2018, "SUSP", [row(color="1")]), NAME)

    batch = stage(file_text(2019, "SUSP", [row(color="4")]), "suspdownload2019.txt")

    assert batch.report["before"]["what"] == "2018"
    assert batch.report["before"]["levels"]["color"] == [0, 1, 0, 0, 0, 0]


def test_the_live_rows_stand_beside_where_the_year_is_loaded_again() -> None:
    publish(file_text(2018, "SUSP", [row(color="1")]), NAME)

    batch = stage(file_text(2018, "SUSP", [row(color="4")]), NAME)

    assert batch.report["before"]["what"] == "live"
    assert batch.live_when_checked.keys() == {"99"}


def warnings_on_groups(batch: Batch) -> list[tuple[str, str]]:
    return list(batch.faults.filter(column="studentgroup").values_list("message", "remedy"))


def rows_of_groups(*groups: str) -> list[dict[str, str]]:
    """Rows of each county and group."""
    return [one for group in groups for one in statewide_rows(studentgroup=group)]


@pytest.mark.parametrize("code", ["MR", "ALL", "SBA", "CAA", "CAST", "EO", "ELO", "RFP", "LTEL"])
def test_the_codes_that_the_files_have_are_known(code: str) -> None:
    assert warnings_on_groups(stage(file_text(2018, "SUSP", [row(studentgroup=code)]), NAME)) == []


def test_the_code_of_the_lists_is_told_and_what_indicator_files_write() -> None:
    batch = stage(file_text(2018, "SUSP", many(2, studentgroup="TOM")), NAME)

    [(message, remedy)] = warnings_on_groups(batch)
    assert message == (
        "1 student group is not known: TOM (2 rows). Such rows are kept and count for no group."
    )
    assert remedy.startswith("TOM is the code of the published lists: indicator files write MR.")
    assert batch.state == "staged"


def test_unknown_groups_are_told_with_their_rows() -> None:
    rows = [*many(3, studentgroup="QQQ"), row(studentgroup="ZZ"), row()]

    [(message, remedy)] = warnings_on_groups(stage(file_text(2018, "SUSP", rows), NAME))

    assert message.startswith("2 student groups are not known: QQQ (3 rows), ZZ (1 row).")
    assert remedy.startswith("Load the file as the state published it.")


def test_a_statewide_file_without_a_group_of_its_year_warns() -> None:
    groups = [group for group in groups_of_year(2018) if group not in {"PI", "FOS"}]

    [(message, _)] = warnings_on_groups(
        stage(file_text(2018, "SUSP", rows_of_groups(*groups)), NAME)
    )

    assert message == (
        "There is no row of 2 student groups that the Dashboard of 2018 reports: "
        "Foster Youth (FOS), Pacific Islander (PI)."
    )


def test_long_term_english_learners_are_a_group_from_2024_on() -> None:
    rows = rows_of_groups(*groups_of_year(2023))

    of_2023 = stage(file_text(2023, "SUSP", rows), "suspdownload2023.txt")
    of_2024 = stage(file_text(2024, "SUSP", rows), "suspdownload2024.txt")

    assert warnings_on_groups(of_2023) == []
    [(message, _)] = warnings_on_groups(of_2024)
    assert "Long-Term English Learner (LTEL)" in message


def test_english_learner_progress_has_groups_of_its_own_only() -> None:
    of_2023 = stage(file_text(2023, "ELPI", statewide_rows()), "elpidownload2023.txt")
    both = stage(file_text(2024, "ELPI", rows_of_groups("EL", "LTEL")), "elpidownload2024.txt")
    one = stage(file_text(2024, "ELPI", rows_of_groups("EL")), "elpidownload2024.txt")

    assert warnings_on_groups(of_2023) == warnings_on_groups(both) == []
    assert "Long-Term English Learner (LTEL)" in warnings_on_groups(one)[0][0]


def test_of_a_single_county_a_group_may_be_missing() -> None:
    assert warnings_on_groups(stage(file_text(2018, "SUSP", [row()]), NAME)) == []


def test_a_share_of_red_that_doubles_wants_a_look() -> None:
    few, many_red = many(600), many(600)
    for cells in few[:12]:
        cells["color"] = "1"
    for cells in many_red[:24]:
        cells["color"] = "1"
    publish(file_text(2018, "SUSP", few), NAME)

    batch = stage(file_text(2018, "SUSP", many_red), NAME)

    assert batch.faults.get(column="color").message == "Red went from 2% to 4% of the rows."


def test_an_assumed_layout_is_said() -> None:
    batch = stage(file_text(2025, "GRAD", [row()]), "graddownload2025.txt")

    assert batch.layout_known == "assumed"
    assert batch.faults.filter(severity="warning", message__contains="assumed").exists()


def test_the_very_same_bytes_are_said_to_have_come_before() -> None:
    text = file_text(2018, "SUSP", [row()])
    publish(text, NAME)

    batch = stage(text, "suspdownload (1).txt")

    assert batch.file.batches.count() == 2
    assert batch.faults.filter(message__contains="loaded already").exists()
