"""A Dashboard year file by file: what is live for a county, and what is still missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from county_office.indicators import INDICATORS
from county_office.models import County
from dashboard_import.forms import indicator_name
from dashboard_import.models import Batch
from dashboard_import.pages import LoadPage
from dashboard_import.selectors import loads as selectors

# Files that no rule reads in any year: their absence from a season is no gap.
INFORMATIONAL = {"SCIENCE", "ELA_GRADE_11", "MATH_GRADE_11"}
READ_BY_A_RULE = {"statuslevel", "color"}
UNDETERMINED = "What hangs on it stays undetermined."
# From this year on the list alone tells who did not certify End-of-Year CALPADS on time.
FIRST_METHOD_4 = 2024
METHOD_4 = (
    "Method 4 (End-of-Year CALPADS) stands in it alone: without it, an LEA that meets no other"
    " method cannot be determined."
)
WITHOUT = {
    "LOCAL": "Methods 2 and 3 cannot be judged without it.",
    "LOCAL_P": "Methods 2 and 3 cannot be judged without them.",
    "ENROLLMENT": "The number of students of each group is not shown without it.",
    "PUBLISHED": METHOD_4,
}
# Files that no indicator's rule reads, and what each is good for.
GOOD_FOR = {
    "PUBLISHED": "The state’s own answers, to compare ours with. It can stand in for files that are"
    " not loaded.",
    "CHARTER_LIST": "The state’s own answers for charter schools, to compare ours with.",
    "DIRECTORY": "Current names, grades and counties of LEAs and schools. One serves all years.",
}


@dataclass(frozen=True)
class SeasonLine:
    """One file of a Dashboard year: live since when, or missing. `is_optional`: no rule waits for
    it; `good_for` says so of files that are no indicator's."""

    name: str
    batch: Batch | None
    known: str
    is_optional: bool
    good_for: str


def season_lines(year: int, county: County) -> list[SeasonLine]:
    """The checklist of a year for a county."""
    return [
        SeasonLine(
            name=indicator_name(entry["indicator"]),
            batch=entry["batch"],
            known=entry["layout"].known if entry["layout"] else "",
            is_optional=_is_optional(entry, year),
            good_for=_good_for(entry["indicator"], year),
        )
        for entry in selectors.season(year, county.code)
    ]


def still_needed(page: LoadPage, county: County | None) -> list[dict[str, str]]:
    """The files of the year that are neither live for the county nor in this load."""
    if page.year is None or county is None:
        return []
    here = {line.batch.indicator for line in page.lines}
    codes = [
        entry["indicator"]
        for entry in selectors.season(page.year, county.code)
        if entry["batch"] is None
        and entry["indicator"] not in here
        and not _is_optional(entry, page.year)
    ]
    local = [code.removeprefix("LOCAL_P") for code in codes if code.startswith("LOCAL_P")]
    missing = [
        {"name": indicator_name(code), "reason": WITHOUT.get(code, UNDETERMINED)}
        for code in codes
        if not code.startswith("LOCAL_P")
    ]
    if local:
        name = f"Local indicators, priorit{'y' if len(local) == 1 else 'ies'} {', '.join(local)}"
        missing.append({"name": name, "reason": WITHOUT["LOCAL_P"]})
    return missing


def _good_for(code: str, year: int) -> str:
    method_4 = f" {METHOD_4}" if _tells_method_4(code, year) else ""
    return GOOD_FOR.get(code, "") + method_4


def _tells_method_4(code: str, year: int) -> bool:
    return code == "PUBLISHED" and year >= FIRST_METHOD_4


def _is_optional(entry: dict[str, Any], year: int) -> bool:
    """Whether no rule waits for the file: in some years an indicator has measures and no levels."""
    code, layout = entry["indicator"], entry["layout"]
    if code in INFORMATIONAL:
        return True
    if code in GOOD_FOR:
        return not _tells_method_4(code, year)
    return code in INDICATORS and layout is not None and READ_BY_A_RULE.isdisjoint(layout.needed)
