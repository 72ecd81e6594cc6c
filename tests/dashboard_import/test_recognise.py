"""Which year and indicator a file is of: told by its rows and header, or by a person."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard_import.faults import FileRefused, Severity
from dashboard_import.readers import open_file
from dashboard_import.recognise import Choice, ChoiceNeeded, Recognised, recognise
from tests.factories.dashboard_files import file_text, row

Tell = Callable[..., Recognised]


@pytest.fixture
def tell(tmp_path: Path) -> Tell:
    def recognise_text(
        text: str, name: str = "file.txt", choice: Choice | None = None
    ) -> Recognised:
        path = tmp_path / name
        path.write_text(text)
        return recognise(open_file(path), choice)

    return recognise_text


def test_2017f_is_the_year_2017(tell: Tell) -> None:
    found = tell(file_text(2017, "GRAD", [row()]))

    assert (found.layout.year, found.layout.indicator) == (2017, "GRAD")


@pytest.mark.parametrize("indicator", ["CCI", "CHRO", "ELPI", "GRAD", "SUSP", "ENROLLMENT"])
def test_the_header_tells_the_indicator_where_only_one_has_it(tell: Tell, indicator: str) -> None:
    assert tell(file_text(2018, indicator, [row()])).layout.indicator == indicator


@pytest.mark.parametrize("year", [2018, 2019, 2022])
def test_ela_and_math_have_one_header_so_the_name_decides(tell: Tell, year: int) -> None:
    text = file_text(year, "ELA", [row()])

    assert tell(text, f"eladownload{year}.txt").layout.indicator == "ELA"
    assert tell(text, f"MATHdownload{year} (1).txt").layout.indicator == "MATH"


def test_ela_or_math_under_another_name_asks_a_person(tell: Tell) -> None:
    with pytest.raises(ChoiceNeeded) as asked:
        tell(file_text(2018, "ELA", [row()]), "download.txt")

    assert set(asked.value.candidates) == {"ELA", "MATH"}
    assert "--indicator" in asked.value.findings[0].remedy


def test_a_person_can_say_which_it_is(tell: Tell) -> None:
    text = file_text(2018, "ELA", [row()])

    assert tell(text, "download.txt", Choice(indicator="MATH")).layout.indicator == "MATH"


def test_from_2023_the_column_tells_the_indicator_whatever_the_name(tell: Tell) -> None:
    text = file_text(2023, "MATH", [row()])

    assert tell(text, "eladownload2023.txt").layout.indicator == "MATH"


def test_a_choice_that_contradicts_the_rows_is_refused(tell: Tell) -> None:
    with pytest.raises(FileRefused, match="rows say MATH, but ELA was chosen"):
        tell(file_text(2023, "MATH", [row()]), choice=Choice(indicator="ELA"))
    with pytest.raises(FileRefused, match="rows say 2023, but 2024 was chosen"):
        tell(file_text(2023, "MATH", [row()]), choice=Choice(year=2024))


def test_the_grade_11_supplement_is_never_ela(tell: Tell) -> None:
    text = file_text(2017, "ELA_GRADE_11", [row()])

    assert tell(text, "ela11download2017f.txt").layout.indicator == "ELA_GRADE_11"
    with pytest.raises(FileRefused):
        tell(text, "ela11download2017f.txt", Choice(indicator="ELA"))


@pytest.mark.parametrize("chosen", ["", "SUSP"])
def test_a_name_that_contradicts_the_header_is_refused_whatever_was_chosen(
    tell: Tell, chosen: str
) -> None:
    """A suspension file that lost its columns `type` and `certifyflag` has graduation's header."""
    said = "name says one indicator and its columns another: CHRO and SUSP"
    with pytest.raises(FileRefused, match=said) as refused:
        tell(file_text(2018, "SUSP", [row()]), "chronicdownload2018.txt", Choice(indicator=chosen))

    assert not isinstance(refused.value, ChoiceNeeded)
    assert "Rename the file if its name is wrong" in refused.value.findings[0].remedy


def test_a_choice_that_contradicts_the_name_is_refused(tell: Tell) -> None:
    text = file_text(2018, "ELA", [row()])

    with pytest.raises(FileRefused, match="name says MATH, but ELA was chosen") as refused:
        tell(text, "mathdownload2018.txt", Choice(indicator="ELA"))

    assert refused.value.findings[0].value == "mathdownload2018.txt"
    assert "rename the file if its name is wrong" in refused.value.findings[0].remedy
    assert tell(text, "mathdownload2018.txt", Choice(indicator="MATH")).layout.indicator == "MATH"


@pytest.mark.parametrize("chosen", ["CHRO", "GRAD", "ELA"])
@pytest.mark.parametrize("name", ["suspdownload2018.txt", "file.txt"])
def test_a_choice_that_contradicts_the_columns_is_refused(
    tell: Tell, name: str, chosen: str
) -> None:
    text = file_text(2018, "SUSP", [row()])

    with pytest.raises(FileRefused, match=f"columns are those of SUSP, but {chosen} was chosen"):
        tell(text, name, Choice(indicator=chosen))


def test_a_choice_of_an_indicator_that_the_year_has_not_is_refused(tell: Tell) -> None:
    with pytest.raises(FileRefused, match="no layout of SCIENCE for 2018"):
        tell(file_text(2018, "ELA", [row()]), choice=Choice(indicator="SCIENCE"))


def test_case_and_order_of_the_header_do_not_matter(tell: Tell) -> None:
    lines = [line.split("\t") for line in file_text(2018, "SUSP", [row()]).splitlines()]
    turned = ["\t".join(reversed(cells)) for cells in lines]
    turned[0] = turned[0].upper()

    assert tell("\n".join(turned) + "\n").layout.indicator == "SUSP"


def test_a_new_column_warns_and_the_file_is_still_told(tell: Tell) -> None:
    lines = file_text(2018, "SUSP", [row()]).splitlines()
    text = lines[0] + "\tbrandnew\n" + lines[1] + "\t7\n"

    found = tell(text, "suspdownload2018.txt")

    assert [(one.severity, one.column) for one in found.findings] == [
        (Severity.WARNING, "brandnew")
    ]


def test_a_missing_column_that_no_rule_reads_warns(tell: Tell) -> None:
    lines = [line.split("\t") for line in file_text(2018, "SUSP", [row()]).splitlines()]
    at = lines[0].index("box")
    text = "".join("\t".join(cells[:at] + cells[at + 1 :]) + "\n" for cells in lines)

    found = tell(text, "suspdownload2018.txt")

    assert [(one.severity, one.column) for one in found.findings] == [(Severity.WARNING, "box")]


def test_a_wrong_header_is_shown_column_by_column_against_the_nearest_layout(tell: Tell) -> None:
    text = file_text(2018, "SUSP", [row()]).replace("statuslevel", "status_lvl", 1)

    with pytest.raises(FileRefused, match="nearest to") as refused:
        tell(text, "suspdownload2018.txt")

    by_column = {finding.column: finding for finding in refused.value.findings}
    assert by_column["statuslevel"].severity == Severity.ERROR
    assert "status_lvl" in by_column["statuslevel"].remedy
    assert by_column["status_lvl"].severity == Severity.WARNING
    assert all(finding.line == 1 for finding in refused.value.findings)


def test_a_year_without_layouts_is_refused_and_the_known_years_are_named(tell: Tell) -> None:
    text = file_text(2018, "SUSP", [row(reportingyear="2030")])

    with pytest.raises(FileRefused, match="No layout of 2030") as refused:
        tell(text)

    assert "2018" in refused.value.findings[0].message


@pytest.mark.parametrize("year", ["2020", "2021"])
def test_a_file_of_a_year_without_a_dashboard_is_told_that_there_was_none(
    tell: Tell, year: str
) -> None:
    text = file_text(2018, "SUSP", [row(reportingyear=year)])

    with pytest.raises(FileRefused, match=f"There was no Dashboard .* in {year}") as refused:
        tell(text)

    assert refused.value.findings[0].remedy == "Load a file of another year."


def test_local_indicators_without_a_year_take_it_from_the_name(tell: Tell) -> None:
    text = file_text(2018, "LOCAL", [row(localindicator="Basic-Priority Area 1")])

    assert tell(text, "LocalIndPerf2018.txt").layout.year == 2018
    assert tell(text, "LocalIndPerf2017.txt").layout.year == 2017


def test_local_indicators_without_any_year_ask_a_person(tell: Tell) -> None:
    text = file_text(2018, "LOCAL", [row(localindicator="Basic-Priority Area 1")])

    with pytest.raises(ChoiceNeeded) as asked:
        tell(text, "local.txt")

    assert 2018 in asked.value.years
    assert tell(text, "local.txt", Choice(year=2018)).layout.year == 2018


def test_a_name_of_two_years_asks_a_person(tell: Tell) -> None:
    text = file_text(2018, "LOCAL", [row(localindicator="Basic-Priority Area 1")])

    with pytest.raises(ChoiceNeeded, match="the file's name names two"):
        tell(text, "LocalIndPerf 2017-2018.txt")


def test_a_choice_of_another_year_than_the_name_tells_is_refused(tell: Tell) -> None:
    text = file_text(2018, "LOCAL", [row(localindicator="Basic-Priority Area 1")])

    with pytest.raises(FileRefused, match="name says 2017, but 2018 was chosen") as refused:
        tell(text, "LocalIndPerf2017.txt", Choice(year=2018))

    assert "rename the file if its name is wrong" in refused.value.findings[0].remedy
    assert tell(text, "LocalIndPerf2017.txt", Choice(year=2017)).layout.year == 2017
    assert tell(text, "local-2017-and-2018.txt", Choice(year=2018)).layout.year == 2018
    with pytest.raises(FileRefused, match="name says 2021, but 2018 was chosen"):
        tell(text, "LocalIndPerf2021.txt", Choice(year=2018))


def test_a_name_of_a_year_whose_files_have_other_columns_is_refused(tell: Tell) -> None:
    text = file_text(2018, "LOCAL", [row(localindicator="Basic-Priority Area 1")])

    with pytest.raises(FileRefused, match="name says 2022, of which no file has these columns"):
        tell(text, "LocalIndPerf2022.txt")


@pytest.mark.parametrize("year", ["", "soon", "1999"])
def test_rows_without_a_year_that_can_be_read_are_refused(tell: Tell, year: str) -> None:
    with pytest.raises(FileRefused, match="name no year") as refused:
        tell(file_text(2018, "SUSP", [row(reportingyear=year)]))

    assert refused.value.findings[0].column == "reportingyear"


def test_a_year_that_became_a_decimal_is_the_year(tell: Tell) -> None:
    assert tell(file_text(2018, "SUSP", [row(reportingyear="2018.0")])).layout.year == 2018


def test_a_blank_cell_more_in_each_row_hides_no_year(tell: Tell) -> None:
    header, *lines = file_text(2018, "SUSP", [row(), row()]).splitlines()

    found = tell("\n".join([header, *(line + "\t" for line in lines)]) + "\n")

    assert found.layout.year == 2018


@pytest.mark.parametrize(("before", "told"), [("1\t", 25), ("", 23)])
def test_rows_that_are_wider_or_narrower_than_the_header_are_told_as_that(
    tell: Tell, before: str, told: int
) -> None:
    header, line = file_text(2018, "SUSP", [row()]).splitlines()
    line = before + line if before else line.rpartition("\t")[0]

    with pytest.raises(FileRefused, match=f"names 24 columns, and the rows have {told}"):
        tell("\n".join([header, line]) + "\n")


def test_a_header_alone_is_no_file(tell: Tell) -> None:
    with pytest.raises(FileRefused, match="no row below it"):
        tell(file_text(2018, "SUSP", []))
