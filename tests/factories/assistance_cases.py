"""Cases as their service opens them, and determinations to open them by.

case_of(lea)            an open case of Dashboard 2024 with its milestones
milestone_of(case, key) one of them
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from assistance_cases import services
from assistance_cases.models import AssistanceCase, Milestone
from county_office.models import Lea, User
from eligibility.criteria import Criteria, load_all_criteria, load_criteria
from eligibility.explanation import years_read
from eligibility.findings import FROM_FILES
from eligibility.models import Determination, DeterminationRun
from eligibility.rules import DIFFERENTIATED_ASSISTANCE, GENERAL_ASSISTANCE
from tests.factories.county_office import staff_of

YEAR = 2024
# Homeless and students with disabilities, ELA and Math red and chronic absenteeism red: letter B.
TWO_GROUPS = {"HOM": "B", "SWD": "B"}


def determination_of(
    lea: Lea,
    year: int = YEAR,
    *,
    eligible: bool = True,
    letters: dict[str, str] | None = None,
    **fields: Any,
) -> Determination:
    """The current determination of an LEA: two groups in priorities 4 and 5 unless told."""
    if letters is None:
        letters = TWO_GROUPS if eligible else {}
    criteria = load_criteria(year)
    defaults = {
        "run": _run_for(lea, year),
        "cds": lea.cds,
        "status": DIFFERENTIATED_ASSISTANCE if eligible else GENERAL_ASSISTANCE,
        "da_year": 1 if eligible else None,
        "eligible": "Y" if eligible else "N",
        "level3": "N",
        "letters": letters,
        "origin": FROM_FILES,
        "criteria_hash": criteria.criteria_hash,
        "explanation": _explanation(criteria, lea.kind, letters),
    }
    return Determination.objects.create(lea=lea, year=year, **(defaults | fields))


def _explanation(criteria: Criteria, kind: str, letters: dict[str, str]) -> dict[str, Any]:
    """Reasons as the engine stores them, with no eligibility in the years before."""
    met = {"4": ["P4.both_red"], "5": ["P5.absenteeism_red"]}
    tests = {"ela_red": [1, 88], "math_red": [1, 88], "absenteeism_red": [1, 121]}
    catalogue = load_all_criteria()
    earlier = years_read(criteria, kind)
    return {
        "year": criteria.year,
        "kind": kind,
        "origin": FROM_FILES,
        "criteria": {
            str(year): catalogue[year].criteria_hash for year in (*earlier, criteria.year)
        },
        "missing": [],
        "groups": {group: {"tests": tests, "met": met} for group in letters},
        "counted_groups": sorted({*letters, "HI", "SED", "WH"}),
        "local": {},
        "published": None,
        "history": {
            str(year): {
                "origin": FROM_FILES,
                "letters": {},
                "open": [],
                "meets": False,
                "eligible": False,
            }
            for year in earlier
        },
    }


def _run_for(lea: Lea, year: int) -> DeterminationRun:
    """One run over the county for all its LEAs; a second determination of an LEA has its own."""
    run = DeterminationRun.objects.filter(county=lea.county, years=[year]).first()
    if run is None or run.determinations.filter(lea=lea).exists():
        run = DeterminationRun.objects.create(
            years=[year], county=lea.county, actor_name="the test"
        )
    return run


def case_of(
    lea: Lea,
    year: int = YEAR,
    *,
    case_lead: User | None = None,
    opened_on: dt.date | None = None,
    **determination: Any,
) -> AssistanceCase:
    """An open case, led and opened by county staff; the LEA gets a determination where it lacks
    one."""
    lead = case_lead or staff_of(lea.county)
    if not Determination.objects.filter(lea=lea, year=year).exists():
        determination_of(lea, year, **determination)
    return services.open_case(
        lea=lea, year=year, case_lead=lead, by=lead, opened_on=opened_on, reason="On request."
    )


def milestone_of(case: AssistanceCase, key: str) -> Milestone:
    """The milestone of that key, read anew."""
    return Milestone.objects.select_related("case__lea__county", "case__case_lead").get(
        case=case, key=key
    )
