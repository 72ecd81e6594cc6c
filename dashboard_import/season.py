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
WITHOUT = {
    "LOCAL": "Methods 2 and 3 cannot be judged without it.",
    "LOCAL_P": "Methods 2 and 3 cannot be judged without them.",
    "ENROLLMENT": "The number of students of each group is not shown without it.",
    "PUBLISHED": "Our answers cannot be compared with the state's without it.",
}


@dataclass(frozen=True)
class SeasonLine:
    """One file of a Dashboard year: live since when, or missing."""

    name: str
    batch: Batch | None
    known: str
    is_informational: bool


def season_lines(year: int, county: County) -> list[SeasonLine]:
    """The checklist of a year for a county."""
    return [
        SeasonLine(
            name=indicator_name(entry["indicator"]),
            batch=entry["batch"],
            known=entry["layout"].known if entry["layout"] else "",
            is_informational=_is_optional(entry),
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
        if entry["batch"] is None and entry["indicator"] not in here and not _is_optional(entry)
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


def _is_optional(entry: dict[str, Any]) -> bool:
    """Whether no rule reads the file: in some years an indicator has measures and no levels."""
    code, layout = entry["indicator"], entry["layout"]
    return code in INFORMATIONAL or (
        code in INDICATORS and layout is not None and READ_BY_A_RULE.isdisjoint(layout.needed)
    )
