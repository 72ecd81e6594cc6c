"""From the facts of an LEA to its determination. Pure: no Django, no database, no clock.

The law is in `rules.py`; here it is applied to a group once for every pattern of true tests and
remembered, so that the whole state is decided in about a second.
"""

from collections.abc import Collection, Iterable, Mapping
from functools import cache

from eligibility import rules
from eligibility.criteria.model import GROUPS_IN_THREE_OF_FOUR_YEARS, Criteria
from eligibility.explanation import explanation_of
from eligibility.findings import (
    FROM_FILES,
    FROM_PUBLISHED_LIST,
    Determination,
    Evidence,
    GroupTests,
    Level3,
    PastYear,
    PublishedAnswer,
    YearFacts,
    YearFinding,
)
from eligibility.rules import Cell, GroupFinding, RepeatedGroups, Truth


def decide_years(
    catalogue: Mapping[int, Criteria],
    kind: str,
    facts: Mapping[int, YearFacts],
    years: Collection[int],
) -> dict[int, Determination]:
    """The determinations of one LEA for the years asked, by year.

    `catalogue` is the criteria of every year, `facts` what is known of the LEA in each of them; a
    year without facts is one of which nothing is known. A year in which the state did not judge
    this kind of LEA has no determination.
    """
    history: dict[int, PastYear] = {}
    determinations: dict[int, Determination] = {}
    for year in sorted(catalogue):
        criteria = catalogue[year]
        finding = judge_year(criteria, facts.get(year) or nothing_known(criteria, kind))
        eligible = eligible_in(criteria, finding, history)
        if year in years and criteria.judges(kind):
            determinations[year] = _decide(criteria, finding, eligible, history, catalogue)
        history[year] = past_year(criteria, finding, eligible)
    return determinations


def nothing_known(criteria: Criteria, kind: str) -> YearFacts:
    """The facts of an LEA for a year of which no file is loaded."""
    return YearFacts(
        kind=kind,
        groups={},
        missing=frozenset(criteria.files),
        counted_groups=frozenset(),
        local=dict.fromkeys(criteria.local_indicators.counted_for(kind)),
    )


def pack_cells(
    criteria: Criteria, cells: Iterable[Cell]
) -> tuple[dict[str, GroupTests], frozenset[str]]:
    """The true tests of an LEA's cells by group, and the groups with a result that counts.

    Rows of all students and of codes that are no student group are passed over.
    """
    evidence: dict[str, dict[str, Evidence]] = {}
    counted = set()
    for cell in cells:
        if cell.group not in criteria.groups:
            continue
        if rules.cell_counts(criteria, cell):
            counted.add(cell.group)
        for test in criteria.tests_by_indicator.get(cell.indicator, ()):
            if rules.cell_passes(test, cell, criteria.n_size):
                level = rules.level_of(test, cell)
                evidence.setdefault(cell.group, {})[test.name] = (level, cell.currdenom)
    return {group: group_tests(criteria, found) for group, found in evidence.items()}, frozenset(
        counted
    )


def group_tests(criteria: Criteria, evidence: Mapping[str, Evidence]) -> GroupTests:
    """True tests of a group, packed. Raises KeyError for a test that the year does not have."""
    return GroupTests(
        bits=sum(1 << criteria.tests_by_name[name].bit for name in evidence), evidence=evidence
    )


@cache
def group_finding(criteria: Criteria, group: str, bits: int, open_bits: int) -> GroupFinding:
    """The finding for a group from its packed true tests and the tests a missing file leaves open.

    A year reads 6 to 10 tests, so there are few patterns: each is decided once.
    """
    return rules.find_group(criteria, group, criteria.tests_of(bits), criteria.tests_of(open_bits))


def judge_year(criteria: Criteria, facts: YearFacts) -> YearFinding:
    """What one Dashboard's facts come to.

    Where an indicator file is missing and the published list is loaded, the list's letters stand
    in for the whole year; where local indicators are missing, its methods 2 and 3 do. Method 4 has
    no Dashboard file: it is known from the list only.
    """
    stand_in = facts.published if facts.missing else None
    groups = _groups_of_letters(stand_in) if stand_in else _groups_of_tests(criteria, facts)
    methods, published = _methods(criteria, facts, groups, letters_only=stand_in is not None)
    meets = rules.any_of(methods.values())
    if meets is None and rules.meets_the_criteria(groups.values(), facts.local):
        meets = True
    with_letter = [(group, finding) for group, finding in groups.items() if finding.letter]
    return YearFinding(
        facts=facts,
        origin=FROM_PUBLISHED_LIST if stand_in else FROM_FILES,
        groups=groups,
        letters={group: finding.letter for group, finding in with_letter},
        two_or_more={group: finding.meets_two for group, finding in with_letter},
        methods=methods,
        published_methods=published,
        meets=meets,
    )


def _groups_of_letters(answer: PublishedAnswer) -> dict[str, GroupFinding]:
    return {
        group: GroupFinding(dict.fromkeys(sorted(rules.PRIORITIES_OF_LETTER[letter]), ()))
        for group, letter in sorted(answer.letters.items())
    }


def _groups_of_tests(criteria: Criteria, facts: YearFacts) -> dict[str, GroupFinding]:
    open_bits = criteria.bits_of_indicators(facts.missing) if facts.missing else 0
    findings = {}
    for group in criteria.groups if open_bits else sorted(facts.groups):
        bits = facts.groups[group].bits if group in facts.groups else 0
        finding = group_finding(criteria, group, bits, open_bits)
        if finding.met or finding.open:
            findings[group] = finding
    return findings


def _methods(
    criteria: Criteria,
    facts: YearFacts,
    groups: Mapping[str, GroupFinding],
    *,
    letters_only: bool,
) -> tuple[dict[int, Truth], frozenset[int]]:
    """Methods used for this kind of LEA, and which of them the published list answers.

    Letters do not disclose a single priority met, so from them alone method 3 is open wherever a
    local indicator may count.
    """
    found: dict[int, Truth] = {
        1: rules.method_1(groups.values()),
        2: rules.method_2(facts.local),
        3: rules.method_3(groups.values(), facts.local),
        4: None,
    }
    if (
        letters_only
        and not (found[1] or found[2])
        and rules.any_of(facts.local.values()) is not False
    ):
        found[3] = None
    methods = {
        number: found[number]
        for number, method in criteria.methods.items()
        if facts.kind in method.kinds
    }
    published = set()
    for number, truth in methods.items():
        if number != 1 and truth is None and facts.published is not None:
            methods[number] = facts.published.methods.get(number)
            if methods[number] is not None:
                published.add(number)
    return methods, frozenset(published)


def eligible_in(criteria: Criteria, finding: YearFinding, history: Mapping[int, PastYear]) -> Truth:
    """Whether the LEA is eligible for Level 2 on this Dashboard; a charter school by its own rule.

    Where the state did not judge this kind of LEA it is not eligible.
    """
    if not criteria.judges(finding.facts.kind):
        return False
    if finding.facts.kind != "charter" or criteria.charter is None:
        return finding.meets
    rule = criteria.charter
    earlier = [history[year] for year in rule.years if year != criteria.year]
    if rule.kind != GROUPS_IN_THREE_OF_FOUR_YEARS:
        return rules.all_of([*(past.meets for past in earlier), finding.meets])
    met = {year: history[year].one_or_more for year in rule.years if year != criteria.year}
    met[criteria.year] = finding.groups_meeting(rule.priorities_needed or 1)
    years_needed = rule.years_needed or len(rule.years)
    found = rules.same_groups_in_enough_years(
        met,
        years_needed=years_needed,
        groups_needed=rule.groups_needed or 1,
        counted_groups=_counted_groups(finding, rule.groups_needed or 1),
    )
    may_repeat = any(possible >= years_needed for _, possible in found.years_met.values())
    if found.meets is False and not found.clause_checked and may_repeat:
        return None  # these may be all the groups that the school has
    return found.meets


def past_year(criteria: Criteria, finding: YearFinding, eligible: Truth) -> PastYear:
    """What later years read of this one. A year in which the state did not judge this kind of LEA
    adds nothing to Level 3 or to a required goal (county offices in 2017)."""
    kind = finding.facts.kind
    judged = criteria.judges(kind)
    return PastYear(
        origin=finding.origin,
        letters=finding.letters if judged else {},
        two_or_more=finding.two_or_more if judged else {},
        one_or_more=finding.groups_meeting(1) if kind == "charter" else {},
        meets=finding.meets,
        eligible=eligible,
    )


def decide(
    criteria: Criteria,
    finding: YearFinding,
    history: Mapping[int, PastYear],
    catalogue: Mapping[int, Criteria],
) -> Determination:
    """The determination of a year, from its finding and the earlier Dashboard years.

    Raises ValueError where the state did not judge this kind of LEA that year.
    """
    kind = finding.facts.kind
    if not criteria.judges(kind):
        raise ValueError(f"The state did not determine eligibility of a {kind} in {criteria.year}.")
    return _decide(criteria, finding, eligible_in(criteria, finding, history), history, catalogue)


def _decide(
    criteria: Criteria,
    finding: YearFinding,
    eligible: Truth,
    history: Mapping[int, PastYear],
    catalogue: Mapping[int, Criteria],
) -> Determination:
    year_before = criteria.status.year_2_after
    before = history[year_before].eligible if year_before is not None else False
    status, da_year = rules.assistance_status(criteria.status, eligible, before)
    return Determination(
        year=criteria.year,
        kind=finding.facts.kind,
        origin=finding.origin,
        eligible=eligible,
        status=status,
        da_year=da_year,
        methods=finding.methods,
        letters=finding.letters,
        level_3=_level_3(criteria, finding, history),
        goal_groups=_goal_groups(criteria, finding, history),
        explanation=explanation_of(criteria, finding, history, catalogue),
    )


def _level_3(
    criteria: Criteria, finding: YearFinding, history: Mapping[int, PastYear]
) -> Level3 | None:
    rule = criteria.level_3
    if rule is None or finding.facts.kind not in rule.law:
        return None
    found = rules.same_groups_in_enough_years(
        _two_or_more(rule.window, criteria, finding, history),
        years_needed=rule.years_needed,
        groups_needed=rule.groups_needed,
        counted_groups=_counted_groups(finding, rule.groups_needed),
    )
    is_open = finding.origin == FROM_FILES and _clause_is_open(rule.years_needed, finding, found)
    meets = None if found.meets is False and is_open else found.meets
    return Level3(meets, found.years_met, found.by_clause, found.clause_checked)


def _clause_is_open(years_needed: int, finding: YearFinding, found: RepeatedGroups) -> bool:
    """Whether a missing indicator file hides if the groups that may have met in enough years are
    all that the LEA has. A published list hides it too, but of nearly every LEA: there the first
    line decides, as the state's flags show it does."""
    may_repeat = {group for group, (_, most) in found.years_met.items() if most >= years_needed}
    return (
        not found.clause_checked and bool(may_repeat) and finding.facts.counted_groups <= may_repeat
    )


def _goal_groups(
    criteria: Criteria, finding: YearFinding, history: Mapping[int, PastYear]
) -> dict[str, Truth]:
    goal = criteria.required_goal
    if goal is None or finding.facts.kind == "charter":
        return {}
    return rules.groups_with_required_goal(_two_or_more(goal.years, criteria, finding, history))


def _two_or_more(
    years: Iterable[int], criteria: Criteria, finding: YearFinding, history: Mapping[int, PastYear]
) -> dict[int, Mapping[str, Truth]]:
    return {
        year: finding.two_or_more if year == criteria.year else history[year].two_or_more
        for year in years
    }


def _counted_groups(finding: YearFinding, groups_needed: int) -> frozenset[str] | None:
    """The LEA's groups with a result that counts, None where missing files leave open whether
    there are fewer than `groups_needed`."""
    counted = finding.facts.counted_groups
    known = finding.origin == FROM_FILES and not finding.facts.missing
    return counted if known or len(counted) >= groups_needed else None
