"""The answer in sentences, from a determination and its criteria. Pure.

Staff read the terms of the law; citations stand beside each claim. Cells, near misses and the
way a single result counts are in `explain_cells.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from county_office.indicators import INDICATORS, PRIORITY_NAMES
from county_office.student_groups import GROUP_LABELS, group_names
from county_office.words import listed, number_word
from eligibility.criteria.model import Criteria
from eligibility.engine import decide, judge_year
from eligibility.explanation import facts_from, history_from
from eligibility.findings import FROM_PUBLISHED_LIST, Determination
from eligibility.rules import (
    CANNOT_BE_DETERMINED,
    GENERAL_ASSISTANCE,
    PRIORITIES_OF_LETTER,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence or two and what they rest on."""

    words: str
    citation: str

    @property
    def first(self) -> str:
        """The first sentence, which says it."""
        return self.words.partition(". ")[0].removesuffix(".") + "."

    @property
    def rest(self) -> str:
        """The sentences after the first, with figures and the rule."""
        return self.words.partition(". ")[2]


def decide_from_explanation(
    explanation: Mapping[str, Any], catalogue: Mapping[int, Criteria]
) -> Determination:
    """The determination again, from its stored explanation and the criteria alone.

    Raises KeyError when the explanation names a test that the criteria of its year do not have.
    """
    criteria = catalogue[explanation["year"]]
    finding = judge_year(criteria, facts_from(explanation, criteria))
    return decide(criteria, finding, history_from(explanation), catalogue)


def answer(criteria: Criteria, determination: Determination) -> Statement:
    """The one-sentence answer: level, reason, citation, criteria year and method."""
    if determination.status == CANNOT_BE_DETERMINED:
        return Statement(_undetermined(criteria, determination), _citation(criteria, determination))
    if determination.status == GENERAL_ASSISTANCE:
        return Statement(_not_eligible(criteria, determination), _citation(criteria, determination))
    level = f"Level 2, {criteria.status.eligible.lower()}"
    if determination.da_year == 2:
        words = (
            f"In Year 2 of {criteria.status.eligible.lower()}: eligible on the "
            f"{criteria.status.year_2_after} Dashboard, and no method is met on this one. "
            "Assistance lasts at least two years."
        )
    elif determination.eligible is not True:
        words = (
            f"Receives {level}, because it was eligible on the {criteria.status.year_2_after} "
            "Dashboard and assistance lasts at least two years. Whether it meets the criteria "
            f"again cannot be determined: {missing_words(criteria, determination)}."
        )
    else:
        words = f"Eligible for {level}, because {_reasons(criteria, determination)}."
    return Statement(words, _citation(criteria, determination))


def level_3_statement(criteria: Criteria, determination: Determination) -> Statement | None:
    """Whether Level 3 criteria are met, and who decides what follows; None without such a rule."""
    rule, level_3 = criteria.level_3, determination.level_3
    if rule is None or level_3 is None:
        return None
    citation = f"{rule.law[determination.kind]}; criteria {criteria.year}"
    window = listed([str(year) for year in rule.window])
    enough = [group for group, (sure, _) in level_3.years_met.items() if sure >= rule.years_needed]
    if level_3.meets and level_3.by_clause:
        words = (
            f"Meets Level 3 criteria by the fewer-than-three rule: each of the LEA's student "
            f"groups ({group_names(enough)}) met two or more priorities in at least "
            f"{number_word(rule.years_needed)} of the Dashboard years {window}. {rule.what_follows}"
        )
    elif level_3.meets:
        words = (
            f"Meets Level 3 criteria: {group_names(enough)} each met two or more priorities in at "
            f"least {number_word(rule.years_needed)} of the Dashboard years {window}. "
            f"{rule.what_follows}"
        )
    elif level_3.meets is None:
        words = (
            f"Whether Level 3 criteria are met cannot be determined: not all results of the "
            f"Dashboard years {window} are loaded."
        )
    else:
        words = (
            f"Does not meet Level 3 criteria: {number_word(len(enough)) if enough else 'none'} of "
            f"the {number_word(rule.groups_needed)} student groups needed met two or more "
            f"priorities in at least {number_word(rule.years_needed)} of the Dashboard years "
            f"{window}."
        )
    if level_3.meets is not True and not level_3.clause_checked:
        words += (
            " The clause on LEAs with fewer than three student groups was not checked, because it "
            f"needs the indicator files of {criteria.year}."
        )
    return Statement(words, citation)


def required_goal_statement(criteria: Criteria, determination: Determination) -> Statement | None:
    """The LCAP goal that the law requires for groups met three Dashboard years in a row."""
    goal = criteria.required_goal
    sure = [group for group, truth in determination.goal_groups.items() if truth]
    unsure = [group for group, truth in determination.goal_groups.items() if truth is None]
    if goal is None or not (sure or unsure):
        return None
    sentences = []
    if sure:
        years = f"{number_word(len(goal.years))} Dashboard years in a row"
        sentences.append(f"The LCAP must have a goal for {group_names(sure)}: {years}.")
    if unsure:
        sentences.append(
            f"Whether {'it must have one' if sure else 'the LCAP must have a goal'} for "
            f"{group_names(unsure)} cannot be determined: not all results of the Dashboard years "
            f"{listed([str(year) for year in goal.years])} are loaded."
        )
    return Statement(" ".join(sentences), goal.law)


def _reasons(criteria: Criteria, determination: Determination) -> str:
    if determination.kind == "charter" and criteria.charter is not None:
        return criteria.charter.words
    reasons = []
    methods = determination.methods
    if methods.get(1):
        reasons.append(_groups_reason(determination))
    if methods.get(2):
        reasons.append(_local_reason(determination))
    if methods.get(3):
        reasons.append(_combined_reason(criteria, determination))
    if methods.get(4):
        reasons.append(criteria.methods[4].words)
    if not reasons:
        return (
            "one of its methods is certainly met, though a missing file leaves open which: "
            f"{missing_words(criteria, determination)}"
        )
    return "; and because ".join(reasons)


def _groups_reason(determination: Determination) -> str:
    groups = {group: priorities_met(determination, group) for group in determination.letters}
    sure = {group: met for group, met in groups.items() if len(met) >= 2}
    count = len(sure)
    each = "meets" if count == 1 else "each meet"
    noun = "student group" if count == 1 else "student groups"
    named = listed(
        [
            f"{GROUP_LABELS[group]} ({', '.join(str(number) for number in met)})"
            for group, met in sure.items()
        ]
    )
    return f"{number_word(count)} {noun} {each} the criteria on two or more priorities: {named}"


def priorities_met(determination: Determination, group: str) -> tuple[int, ...]:
    """State priorities that the group certainly meets. From a published list only pairs and more
    are known, because a single priority is not disclosed."""
    letter = determination.letters.get(group, "")
    if letter in PRIORITIES_OF_LETTER:
        return tuple(sorted(PRIORITIES_OF_LETTER[letter]))
    found = determination.explanation["groups"].get(group)
    return tuple(sorted(int(priority) for priority in found["met"])) if found else ()


def local_priorities_not_met(determination: Determination) -> tuple[int, ...]:
    """Priorities whose local indicator is not met for two or more years."""
    local = determination.explanation["local"]
    return tuple(sorted(int(priority) for priority, truth in local.items() if truth))


def _local_reason(determination: Determination) -> str:
    named = [
        f"Priority {number} ({PRIORITY_NAMES[number]})"
        for number in local_priorities_not_met(determination)
    ]
    if len(named) < 2:
        return "two or more local indicators are not met for two or more years (published list)"
    return (
        f"{number_word(len(named))} local indicators are not met for two or more years: "
        f"{listed(named)}"
    )


def _combined_reason(criteria: Criteria, determination: Determination) -> str:
    local = local_priorities_not_met(determination)
    if not local:
        return criteria.methods[3].words + " (published list)"
    groups = groups_of_method_3(determination)
    named = listed(
        [f"{GROUP_LABELS[group]} ({priorities_met(determination, group)[0]})" for group in groups]
    )
    verb = "meets" if len(groups) == 1 else "each meet"
    return (
        f"{named} {verb} one priority and the local indicator of Priority {local[0]} "
        f"({PRIORITY_NAMES[local[0]]}) is not met for two or more years"
    )


def groups_of_method_3(determination: Determination) -> list[str]:
    """Groups that make the LEA eligible with a local indicator besides, by cells that are known."""
    if not determination.methods.get(3):
        return []
    local = set(local_priorities_not_met(determination))
    return [
        group
        for group in determination.explanation["groups"]
        if set(priorities_met(determination, group)) - local
    ]


def _not_eligible(criteria: Criteria, determination: Determination) -> str:
    if determination.kind == "charter" and criteria.charter is not None:
        return (
            "Not eligible for Level 2: the rule for charter schools is not met, which is that "
            f"{criteria.charter.words}."
        )
    words = (
        "Not eligible for Level 2: no student group meets the criteria on two or more priorities."
    )
    others = [str(number) for number in determination.methods if number != 1]
    if others:
        words += f" Methods {listed(others)} are not met either."
    return words


def _undetermined(criteria: Criteria, determination: Determination) -> str:
    sure = [number for number, truth in determination.methods.items() if truth is False]
    words = (
        f"Eligibility for Level 2 cannot be determined: {missing_words(criteria, determination)}."
    )
    if sure and determination.kind != "charter":
        noun = "Method" if len(sure) == 1 else "Methods"
        verb = "is" if len(sure) == 1 else "are"
        words += f" {noun} {listed([str(number) for number in sure])} {verb} not met."
    return words


def missing_words(criteria: Criteria, determination: Determination) -> str:
    """What is missing, by name: indicator files, local indicators, the list that has method 4,
    and earlier years."""
    parts = []
    explanation = determination.explanation
    if explanation["missing"] and determination.origin != FROM_PUBLISHED_LIST:
        parts += [
            f"the file {criteria.files[indicator]} ({INDICATORS[indicator].name_in_sentence})"
            for indicator in explanation["missing"]
        ]
    open_local = sorted(
        int(priority) for priority, truth in explanation["local"].items() if truth is None
    )
    if open_local and None in (determination.methods.get(2), determination.methods.get(3)):
        years = listed([str(year) for year in criteria.local_indicators.years])
        numbers = listed([str(number) for number in open_local])
        noun = "priority" if len(open_local) == 1 else "priorities"
        parts.append(f"the local indicators of {noun} {numbers} ({years})")
    parts += [
        f"the results of {year}"
        for year, entry in explanation["history"].items()
        if _needed_before(criteria, determination, int(year), entry)
    ]
    sentences = [f"{listed(parts)} {'is' if len(parts) == 1 else 'are'} not loaded"] * bool(parts)
    if 4 in determination.methods and determination.methods[4] is None:
        sentences.append("no loaded list tells method 4 (CALPADS), which is in no other file")
    return listed(sentences) or "a file is missing"


def _needed_before(
    criteria: Criteria, determination: Determination, year: int, entry: Mapping[str, Any]
) -> bool:
    """Whether an earlier year is open and its answer is part of this year's status."""
    if determination.kind == "charter" and criteria.charter and year in criteria.charter.years:
        return entry["meets"] is None
    return year == criteria.status.year_2_after and entry["eligible"] is None


def _citation(criteria: Criteria, determination: Determination) -> str:
    met = [number for number, truth in determination.methods.items() if truth]
    citation = f"{criteria.law[determination.kind]}; criteria {criteria.year}"
    if met and determination.eligible and determination.kind != "charter":
        noun = "Method" if len(met) == 1 else "Methods"
        citation += f", {noun} {listed([str(number) for number in met])}"
    if determination.origin == FROM_PUBLISHED_LIST:
        citation += "; letters and methods from the published list"
    return citation + "."
