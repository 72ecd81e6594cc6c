"""The answers of a determination one by one, in words, and where two determinations differ."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from county_office.student_groups import GROUP_LABELS
from eligibility.criteria import Criteria
from eligibility.models import NO_SUCH_RULE
from eligibility.rules import PRIORITIES_OF_LETTER, UNDETERMINED_LETTER, Truth

NO_ANSWER, UNDETERMINED = "none", "cannot be determined"


@dataclass(frozen=True)
class AnswerChange:
    """One answer that would be another: what it is about, before and then, in words."""

    what: str
    before: str
    after: str


def answers_in_words(
    criteria: Criteria,
    methods: Mapping[int, Truth],
    letters: Mapping[str, str],
    level_3: Truth | str,
) -> dict[str, str]:
    """Methods, then the priorities of each student group, then Level 3: what it is about → the
    answer. What the year has no rule for is left out."""
    answers = {f"Method {number}": _met(truth) for number, truth in sorted(methods.items())}
    answers |= {
        GROUP_LABELS[group]: _priorities(letters[group])
        for group in criteria.groups
        if letters.get(group)
    }
    if level_3 != NO_SUCH_RULE:
        answers["Level 3 criteria"] = _met(level_3)
    return answers


def differing(before: Mapping[str, str], after: Mapping[str, str]) -> list[AnswerChange]:
    """The answers that differ, in the order of those before, new ones at the end."""
    sides = [
        AnswerChange(what, before.get(what, NO_ANSWER), after.get(what, NO_ANSWER))
        for what in {**before, **after}
    ]
    return [one for one in sides if one.before != one.after]


def _met(truth: object) -> str:
    return UNDETERMINED if truth is None else "met" if truth else "not met"


def _priorities(letter: str) -> str:
    """ "Priorities 5, 6 (letter C)"."""
    if letter == UNDETERMINED_LETTER:
        return UNDETERMINED
    numbers = ", ".join(str(number) for number in sorted(PRIORITIES_OF_LETTER[letter]))
    return f"Priorities {numbers} (letter {letter})"
