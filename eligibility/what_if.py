"""What would be decided from what is live, without storing it, beside what was determined."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from county_office.models import County
from county_office.student_groups import GROUP_LABELS
from eligibility import findings
from eligibility.criteria import Criteria, criteria_years, load_criteria
from eligibility.engine import decide_years
from eligibility.live_facts import read_leas, years_behind
from eligibility.models import NO, NO_SUCH_RULE, YES, Determination
from eligibility.rules import UNDETERMINED_LETTER, Truth, status_words

NOTHING, UNDETERMINED = "none", "undetermined"


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


@dataclass(frozen=True)
class AnswerChange:
    """One answer that would be another: what it is about, before and then, in words."""

    what: str
    before: str
    after: str


def changed_answers(
    stored: Determination | None, decided: findings.Determination | None
) -> list[AnswerChange]:
    """Where a stored determination and a decided one differ. None: the LEA is not on the
    Dashboard, or is not judged."""
    before = _answers(*_of_stored(stored)) if stored else {}
    after = _answers(*_of_decided(decided)) if decided else {}
    return [
        AnswerChange(what, before.get(what, NOTHING), after.get(what, NOTHING))
        for what in {**before, **after}
        if before.get(what, NOTHING) != after.get(what, NOTHING)
    ]


_Answers = tuple[Criteria, str, int | None, Mapping[int, Truth], Truth | str, Mapping[str, str]]
_TRUTHS: dict[str | None, Truth] = {YES: True, NO: False, None: None}


def _of_stored(stored: Determination) -> _Answers:
    methods = {number: getattr(stored, f"method{number}") for number in (1, 2, 3, 4)}
    return (
        load_criteria(stored.year),
        stored.status,
        stored.da_year,
        {number: _TRUTHS[answer] for number, answer in methods.items() if answer != NO_SUCH_RULE},
        NO_SUCH_RULE if stored.level3 == NO_SUCH_RULE else _TRUTHS[stored.level3],
        stored.letters,
    )


def _of_decided(decided: findings.Determination) -> _Answers:
    return (
        load_criteria(decided.year),
        decided.status,
        decided.da_year,
        decided.methods,
        decided.level_3.meets if decided.level_3 else NO_SUCH_RULE,
        decided.letters,
    )


def _answers(
    criteria: Criteria,
    status: str,
    da_year: int | None,
    methods: Mapping[int, Truth],
    level_3: Truth | str,
    letters: Mapping[str, str],
) -> dict[str, str]:
    """Every answer of a determination in words; what the year has no rule for is left out."""
    answers = {"Status": status_words(criteria.status, status, da_year)}
    if level_3 != NO_SUCH_RULE:
        answers["Level 3 criteria"] = _words(level_3)
    answers |= {f"Method {number}": _words(truth) for number, truth in methods.items()}
    return answers | {
        f"Letter, {GROUP_LABELS[group]}": UNDETERMINED if letter == UNDETERMINED_LETTER else letter
        for group, letter in letters.items()
    }


def _words(truth: object) -> str:
    return UNDETERMINED if truth is None else "met" if truth else "not met"
