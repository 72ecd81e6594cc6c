"""Publishes the files of a year through the importer, from cells written as words.

    publish_year(2018, {DISTRICT: {"HOM": "CHRO red 15, SUSP red 15"}}, without=["CCI"])

Each LEA has a row of all students in every file, so that it is on the Dashboard.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from county_office.student_groups import PUBLISHED_CODES
from dashboard_import.models import Batch
from eligibility.criteria import load_criteria
from tests.eligibility.notation import read_cells
from tests.factories.dashboard_files import CHARTER, file_text, publish, row, workbook

PRIORITY_NAMES = {1: "Basic", 2: "Academic", 3: "Parents", 6: "Climate", 7: "Access"}


def publish_year(
    year: int, leas: Mapping[str, Mapping[str, str]], *, without: Collection[str] = ()
) -> dict[str, Batch]:
    """All indicator files of the year but those `without`; the batches by indicator."""
    criteria = load_criteria(year)
    rows: dict[str, list[dict[str, str]]] = {code: [] for code in criteria.files}
    for cds, groups in leas.items():
        rtype = "D" if cds.endswith("0000000") else "S"
        flag = {"charter_flag": "Y"} if cds == CHARTER else {}
        for indicator in rows:
            group = "EL" if indicator == "ELPI" else "ALL"
            if group not in groups:
                rows[indicator].append(row(cds, studentgroup=group, **flag, **NOTHING))
        for group, words in groups.items():
            for cell in read_cells(group, words, rtype)[0]:
                rows[cell.indicator].append(
                    row(
                        cds,
                        studentgroup=group,
                        color=_level(cell.color),
                        statuslevel=_level(cell.statuslevel),
                        currdenom=str(cell.currdenom),
                        **flag,
                    )
                )
    return {
        indicator: publish(
            file_text(year, indicator, found or [row(next(iter(leas)), **NOTHING)]),
            f"{criteria.files[indicator]}.txt",
        )
        for indicator, found in rows.items()
        if indicator not in without
    }


NOTHING = {"color": "0", "statuslevel": "0", "currdenom": "5", "currstatus": ""}


def _level(level: int | None) -> str:
    return "" if level is None else str(level)


def publish_local(year: int, leas: Mapping[str, Mapping[int, str]]) -> Batch:
    """The local indicator file of 2017 or 2018: ratings by LEA and priority."""
    lines = ["CDS\tLEAname\tCountyname\tLocalIndicator\tPerformance"]
    lines += [
        f"{cds}\tA district\tDemo County"
        f"\t{PRIORITY_NAMES[priority]}-Priority Area {priority}\t{words}"
        for cds, ratings in leas.items()
        for priority, words in ratings.items()
    ]
    return publish("\n".join(lines) + "\n", f"LocalIndPerf{year}.txt")


def list_content(
    year: int,
    leas: Mapping[str, Mapping[str, str]],
    *,
    methods: Mapping[int, str] | None = None,
    statuses: Mapping[str, str] | None = None,
    level_3: str | None = None,
) -> bytes:
    """The state's list of a year as a workbook: letters by LEA and group; the other answers are
    the same for every LEA."""
    criteria = load_criteria(year)
    groups = [PUBLISHED_CODES.get(group, group) for group in criteria.groups]
    methods = methods or {}
    header = ["CDcode", "CDS", "LEAname", "Cityname", "Countyname", "Gsoffered", "ReportYear"]
    header += [f"{group}priorities" for group in groups]
    header += ["TotalStudentGroups", f"AssistanceStatus{year}"]
    header += [f"MetMethod{number}" for number in methods]
    header += [f"EC52072_{year}"] if level_3 else []
    lines: list[list[str]] = [["LCFF assistance status"], [], header]
    for cds, letters in leas.items():
        published = {PUBLISHED_CODES.get(group, group): letter for group, letter in letters.items()}
        line = [cds[:7], cds, "A district", "A town", "Demo County", "K-12", str(year)]
        line += [published.get(group, "*") for group in groups]
        line += [str(len(letters)), (statuses or {}).get(cds, "*"), *methods.values()]
        lines.append(line + ([level_3] if level_3 else []))
    return workbook({"List": lines})


def publish_list(year: int, leas: Mapping[str, Mapping[str, str]], **answers: object) -> Batch:
    """The state's list of a year, made live."""
    content = list_content(year, leas, **answers)  # type: ignore[arg-type]
    return publish(content, f"assistancestatus{year % 100}.xlsx")
