"""The invented list of the state for the fictitious county: who is eligible, with letters.

It says what the stories plan, in the shape of the real list of that year, so that the computation
can be compared with it as with a real one.
"""

from __future__ import annotations

from pathlib import Path

from county_office.student_groups import PUBLISHED_CODES, groups_of_year
from dashboard_import.generate.files import write_workbook
from dashboard_import.generate.places import FictitiousLea, fictitious_county
from dashboard_import.generate.results import DASHBOARD_YEARS
from dashboard_import.generate.stories import planned_priorities, told_level_3, told_method
from dashboard_import.published_lists import FIRST_CHARTER_LIST, LETTER_PRIORITIES

_LETTER_OF = {frozenset(priorities): letter for letter, priorities in LETTER_PRIORITIES.items()}
# From these years on an LEA that met the criteria the year before stays for a second year.
_FIRST_YEAR_WORD, _SECOND_YEAR_WORD = 2023, 2024


def planned_letters(lea: FictitiousLea, year: int) -> dict[str, str]:
    """The state's letter by student group; groups with fewer than two priorities are left out."""
    met = planned_priorities(year).get(lea.cds, {})
    return {group: _LETTER_OF[frozenset(found)] for group, found in met.items() if len(found) > 1}


def planned_methods(lea: FictitiousLea, year: int) -> dict[int, str]:
    """Y or N for each method that the list of the year has."""
    own = told_method(lea.name, year)
    methods = {1: "Y" if planned_letters(lea, year) else "N"}
    if year in {2018, 2019} or year >= 2023:
        methods |= {number: "Y" if own == number else "N" for number in (2, 3)}
    if year >= 2024:
        methods[4] = "N"
    return methods


def _is_eligible(lea: FictitiousLea, year: int) -> bool:
    return "Y" in planned_methods(lea, year).values()


def planned_status(lea: FictitiousLea, year: int) -> str:
    """The status as the state words it."""
    if _is_eligible(lea, year):
        return "Differentiated Assistance" + (", Year 1" if year >= _FIRST_YEAR_WORD else "")
    if year >= _SECOND_YEAR_WORD and _is_eligible(lea, year - 1):
        return "Differentiated Assistance, Year 2"
    return "General Assistance"


def _group_columns(year: int) -> dict[str, str]:
    """Published column by student group, in the order of the list."""
    if year == 2017:
        return {f"{group}_PRIORITIES": group for group in groups_of_year(year)}
    codes = {PUBLISHED_CODES.get(group, group): group for group in groups_of_year(year)}
    return {f"{code}priorities": codes[code] for code in sorted(codes)}


def _row(lea: FictitiousLea, year: int) -> dict[str, str]:
    letters = planned_letters(lea, year)
    grades = {"elementary": "K-8", "high": "9-12"}.get(lea.grades, "K-12")
    row = {
        "CDcode": lea.cds[:7],
        "CDS": lea.cds,
        "LEAname": lea.name,
        "Cityname": "",
        "Countyname": fictitious_county().name,
        "Gsoffered": grades,
        "ReportYear": "2017f" if year == 2017 else str(year),
    }
    row |= {name: letters.get(group, "") for name, group in _group_columns(year).items()}
    row["TotalStudentGroups"] = str(len(letters))
    for earlier in [one for one in DASHBOARD_YEARS if one <= year]:
        is_listed = earlier > 2017 or lea.kind == "district"
        row[f"AssistanceStatus{earlier}"] = planned_status(lea, earlier) if is_listed else ""
    if year > 2017:
        row |= {f"MetMethod{number}": met for number, met in planned_methods(lea, year).items()}
    if year >= 2022:
        row[f"EC52072_{year}"] = "Y" if told_level_3(lea.name, year) else "N"
    return row


def write_published_list(year: int, directory: Path) -> Path:
    """Writes the list of districts and county offices; returns its path.

    Charter schools have a list of their own, and that of 2017 holds districts only.
    """
    kinds = {"district"} if year == 2017 else {"district", "coe"}
    leas = sorted(fictitious_county().leas, key=lambda lea: lea.cds)
    rows = [_row(lea, year) for lea in leas if lea.kind in kinds]
    blank = "*" if year >= 2019 else ""
    header = list(rows[0])
    if year == 2017:
        # The first list spoke of support, in columns of other names.
        for row in rows:
            row["AssistanceStatus2017"] = row["AssistanceStatus2017"].replace(
                "Assistance", "Support"
            )
        renamed = {"LEAname": "districtname", "TotalStudentGroups": "TOTAL_STUDENT_GROUPS",
                   "AssistanceStatus2017": "Assistance_Status"}  # fmt: skip
        header = [renamed.get(name, name) for name in header]
    lines = [
        [f"{year} LCFF LEA Eligibility File, fictitious"],
        ["Made for the demonstration county; no list of the state"],
        ["Header description is provided in the state's record layout"],
        ["Gsoffered: grades offered"],
        ["*=blank cell"],
    ][: 2 if year == 2018 else 4 if year == 2017 else 5]
    table = [[cell or blank for cell in row.values()] for row in rows]
    path = directory / f"assistancestatus{year if year == 2017 else year % 100}.xlsx"
    write_workbook({f"District and COE {year}": [*lines, header, *table]}, path)
    return path


def _charter_is_eligible(lea: FictitiousLea, year: int) -> bool:
    return year >= FIRST_CHARTER_LIST and all(
        planned_letters(lea, each) for each in (year - 1, year)
    )


def _charter_status(lea: FictitiousLea, year: int) -> str:
    if _charter_is_eligible(lea, year):
        return "Differentiated Assistance, Year 1"
    if year >= _SECOND_YEAR_WORD and _charter_is_eligible(lea, year - 1):
        return "Differentiated Assistance, Year 2"
    return "General Assistance"


def _charter_row(lea: FictitiousLea, year: int) -> dict[str, str]:
    now, before = planned_letters(lea, year), planned_letters(lea, year - 1)
    row = {
        "CDcode": lea.cds[:7],
        "CDS": lea.cds,
        "LEAname": lea.name,
        "Countyname": fictitious_county().name,
        "Gsoffered": {"elementary": "K-8", "high": "9-12"}.get(lea.grades, "K-12"),
        "ReportingYear": str(year),
    }
    for name, group in _group_columns(year).items():
        code = name.removesuffix("priorities")
        row |= {f"{code}prior": before.get(group, ""), f"{code}current": now.get(group, "")}
    row["TotalStudentGroups"] = str(len(now))
    for each in range(FIRST_CHARTER_LIST, year + 1):
        row[f"AssistanceStatus{each}"] = _charter_status(lea, each)
    return row


def write_charter_list(year: int, directory: Path) -> Path:
    """Writes the list of charter schools, of 2023 and later; returns its path."""
    if year < FIRST_CHARTER_LIST:
        raise ValueError(f"There is no list of charter schools of {year} in this shape.")
    charters = [lea for lea in fictitious_county().leas if lea.kind == "charter"]
    rows = [_charter_row(lea, year) for lea in sorted(charters, key=lambda lea: lea.cds)]
    titles = [[f"{year} LCFF Charter School Eligibility File, fictitious"], *[[""]] * 4]
    table = [[cell or "*" for cell in row.values()] for row in rows]
    path = directory / f"charterassistance{year % 100}.xlsx"
    write_workbook({f"Charter {year}": [*titles, list(rows[0]), *table]}, path)
    return path
