"""What would be decided from what is live, without storing it, beside what was determined."""

from __future__ import annotations

from collections.abc import Collection

from county_office.models import County
from eligibility import findings
from eligibility.answers import AnswerChange, answers_in_words, differing
from eligibility.criteria import criteria_years, load_criteria
from eligibility.engine import decide_years
from eligibility.live_facts import read_leas, years_behind
from eligibility.models import NO, NO_SUCH_RULE, YES, Determination
from eligibility.rules import Truth, status_words


def decide_from_live(
    years: Collection[int], county: County | None
) -> dict[tuple[int, int], findings.Determination]:
    """By key of the LEA and year: what determining these years now would come to."""
    catalogue = {year: load_criteria(year) for year in criteria_years()}
    catalogue = {year: catalogue[year] for year in years_behind(catalogue, years)}
    return {
        (lea.pk, year): found
        for lea in read_leas(catalogue, years, county)
        for year, found in decide_years(
            catalogue, lea.kind, lea.facts, [year for year in years if year in lea.present]
        ).items()
    }


def changed_answers(
    before: findings.Determination | None, after: findings.Determination | None
) -> list[AnswerChange]:
    """Where two decisions on an LEA and year differ. None: the LEA is not on the Dashboard, or is
    not judged."""
    return differing(_of_decided(before) if before else {}, _of_decided(after) if after else {})


def is_decided_as(stored: Determination, decided: findings.Determination | None) -> bool:
    """Whether a stored determination has the answers that are decided now."""
    return _of_stored(stored) == (_of_decided(decided) if decided else {})


_TRUTHS: dict[str | None, Truth] = {YES: True, NO: False, None: None}


def _of_stored(stored: Determination) -> dict[str, str]:
    criteria = load_criteria(stored.year)
    methods = {number: getattr(stored, f"method{number}") for number in (1, 2, 3, 4)}
    status = status_words(criteria.status, stored.status, stored.da_year)
    return {"Status": status} | answers_in_words(
        criteria,
        {number: _TRUTHS[answer] for number, answer in methods.items() if answer != NO_SUCH_RULE},
        stored.letters,
        NO_SUCH_RULE if stored.level3 == NO_SUCH_RULE else _TRUTHS[stored.level3],
    )


def _of_decided(decided: findings.Determination) -> dict[str, str]:
    criteria = load_criteria(decided.year)
    status = status_words(criteria.status, decided.status, decided.da_year)
    level_3 = decided.level_3.meets if decided.level_3 else NO_SUCH_RULE
    return {"Status": status} | answers_in_words(
        criteria, decided.methods, decided.letters, level_3
    )
