"""The law of eligibility as pure functions: no Django, no database, no clock.

A finding is True (met), False (not met) or None: it cannot be determined, because a file that it
hangs on is missing. Missing is not no, and it takes nothing away where another condition decides.

The rules, with their evidence: EC 52071, 52071.5, 47607.3 (Level 2), EC 52072, 52072.5 (Level 3),
EC 52064(e)(5); CDE's criteria pages of each year, cited in `eligibility/criteria/<year>.yaml`.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from eligibility.criteria.model import (
    COLOR,
    FROM_THE_FILE,
    NOT_USED,
    Criteria,
    LocalIndicators,
    NSize,
    StatusWords,
    Test,
)

Truth = bool | None

DIFFERENTIATED_ASSISTANCE = "differentiated_assistance"
GENERAL_ASSISTANCE = "general_assistance"
CANNOT_BE_DETERMINED = "cannot_be_determined"

# The state's letter for a set of state priorities met by one student group (CDE, sheet "Value" of
# the eligibility files). Fewer than two priorities have no letter.
LETTERS: dict[frozenset[int], str] = {
    frozenset({4, 5, 6}): "A",
    frozenset({4, 5}): "B",
    frozenset({5, 6}): "C",
    frozenset({4, 6}): "D",
    frozenset({4, 8}): "E",
    frozenset({5, 8}): "F",
    frozenset({6, 8}): "G",
    frozenset({4, 5, 8}): "H",
    frozenset({4, 6, 8}): "I",
    frozenset({5, 6, 8}): "J",
    frozenset({4, 5, 6, 8}): "K",
}
PRIORITIES_OF_LETTER: dict[str, frozenset[int]] = {
    letter: priorities for priorities, letter in LETTERS.items()
}
NO_LETTER = ""
UNDETERMINED_LETTER = "?"

# An LEA's own rating of a local indicator; anything else (NA, blank) is no rating that counts.
NOT_MET = "not_met"
NOT_MET_TWO_YEARS = "not_met_two_years"


@dataclass(frozen=True, slots=True)
class Cell:
    """What the rules read of one row of an indicator file: levels are 0 or None where not given."""

    indicator: str
    group: str
    rtype: str
    color: int | None
    statuslevel: int | None
    currdenom: int | None


@dataclass(frozen=True, slots=True)
class GroupFinding:
    """State priorities a student group meets, with the clauses met, and those a missing file
    leaves open."""

    met: Mapping[int, tuple[str, ...]]
    open: frozenset[int] = frozenset()
    # Findings are shared by all groups with the same true tests, so these are worked out once.
    meets_two: Truth = field(init=False)
    letter: str = field(init=False)
    clauses: Mapping[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        """`meets_two`: two or more priorities; `letter`: the state's, "" below two priorities,
        "?" where a missing file leaves it open; `clauses`: what is met, as plain data."""
        plain = {str(priority): list(clauses) for priority, clauses in self.met.items()}
        object.__setattr__(self, "clauses", plain)
        meets_two = self.meets_at_least(2)
        undetermined = self.open and meets_two is not False
        object.__setattr__(self, "meets_two", meets_two)
        object.__setattr__(
            self, "letter", UNDETERMINED_LETTER if undetermined else letter_of(self.met)
        )

    def meets_at_least(self, needed: int) -> Truth:
        """Whether the group meets that many state priorities."""
        return at_least(needed, certain=len(self.met), possible=len(self.met) + len(self.open))


# Three-valued reasoning ---------------------------------------------------------------------------


def at_least(needed: int, *, certain: int, possible: int) -> Truth:
    """Whether a count reaches `needed`, knowing only its bounds."""
    if certain >= needed:
        return True
    return None if possible >= needed else False


def any_of(truths: Iterable[Truth]) -> Truth:
    """True when one is true; undetermined when none is true and one is undetermined."""
    seen = list(truths)
    if any(seen):
        return True
    return None if None in seen else False


def all_of(truths: Iterable[Truth]) -> Truth:
    """False when one is false; undetermined when none is false and one is undetermined."""
    seen = list(truths)
    if False in seen:
        return False
    return None if None in seen else True


# From a cell to the priorities of a group ---------------------------------------------------------


def n_size_is_met(n_size: NSize, cell: Cell) -> bool:
    """Whether the group has enough students to count, EC 52052(a)."""
    return cell.currdenom is not None and cell.currdenom >= n_size.needed(cell.group, cell.rtype)


def level_of(test: Test, cell: Cell) -> int:
    """The level that the test reads: the cell's color or status level, 0 where it has none."""
    return (cell.color if test.field == COLOR else cell.statuslevel) or 0


def cell_passes(test: Test, cell: Cell, n_size: NSize) -> bool:
    """Whether the cell makes the test true."""
    return level_of(test, cell) in test.levels and (
        not test.applies_n_size or n_size_is_met(n_size, cell)
    )


def cell_counts(criteria: Criteria, cell: Cell) -> bool:
    """Whether the cell is a result that counts: a color, or a status level with the n-size met."""
    return any(
        level_of(test, cell) > 0
        and (not test.applies_n_size or n_size_is_met(criteria.n_size, cell))
        for test in criteria.tests_by_indicator.get(cell.indicator, ())
    )


def group_priorities(
    criteria: Criteria, group: str, true_tests: frozenset[str]
) -> dict[int, tuple[str, ...]]:
    """State priorities that a student group meets: {priority: clauses met}.

    A priority is met by any of its alternatives, an alternative by all of its tests. Two or three
    indicators may stand behind one priority; it still counts once.
    """
    priorities = {}
    for priority in criteria.priorities:
        clauses = tuple(
            alternative.clause
            for alternative in priority.alternatives
            if group in alternative.groups and alternative.all_of <= true_tests
        )
        if clauses:
            priorities[priority.number] = clauses
    return priorities


def find_group(
    criteria: Criteria, group: str, true_tests: frozenset[str], open_tests: frozenset[str]
) -> GroupFinding:
    """The finding for a group. `open_tests` are those whose indicator file is missing; whatever
    they turn out to be, what the true tests meet stays met."""
    met = group_priorities(criteria, group, true_tests)
    if not open_tests:
        return GroupFinding(met)
    possible = group_priorities(criteria, group, true_tests | open_tests)
    return GroupFinding(met, frozenset(possible) - frozenset(met))


def letter_of(priorities: Iterable[int]) -> str:
    """The state's letter for the priorities met, "" for fewer than two."""
    met = frozenset(priorities)
    return LETTERS[met] if len(met) >= 2 else NO_LETTER


NOTHING_MET = GroupFinding(met={})


# Local indicators ---------------------------------------------------------------------------------


def local_indicators_not_met(
    rule: LocalIndicators,
    kind: str,
    ratings: Mapping[int, Mapping[int, str]],
    live: Mapping[int, frozenset[int]],
) -> dict[int, Truth]:
    """Local indicators not met for two or more years, by priority; only those that count.

    `ratings` are the LEA's own ratings by year and priority (NOT_MET, NOT_MET_TWO_YEARS, others
    do not count), `live` the priorities of which a loaded file of the year tells it. An LEA without
    a row in such a file has no rating that counts.
    """
    if rule.rule == NOT_USED:
        return {}
    counting = {NOT_MET_TWO_YEARS} if rule.rule == FROM_THE_FILE else {NOT_MET, NOT_MET_TWO_YEARS}
    return {
        priority: all_of(
            True
            if ratings.get(year, {}).get(priority) in counting
            else False
            if priority in live.get(year, ())
            else None
            for year in rule.years
        )
        for priority in rule.counted_for(kind)
    }


# The state's four methods -------------------------------------------------------------------------


def method_1(groups: Iterable[GroupFinding]) -> Truth:
    """One same student group meets two or more state priorities. Two groups with one priority each
    do not add up, and all students together are no group."""
    return any_of([group.meets_two for group in groups])


def method_2(local: Mapping[int, Truth]) -> Truth:
    """Two or more local indicators are not met for two or more years. It concerns the LEA as a
    whole, so it needs no student group that counts."""
    truths = list(local.values())
    certain = truths.count(True)
    return at_least(2, certain=certain, possible=certain + truths.count(None))


def method_3(groups: Iterable[GroupFinding], local: Mapping[int, Truth]) -> Truth:
    """A group meets exactly one state priority and exactly one local indicator in a different
    priority is not met for two or more years. Only where neither method 1 nor method 2 is met."""
    if set(local.values()) <= {False}:
        return False
    groups = list(groups)
    by_groups, by_local = method_1(groups), method_2(local)
    if by_groups or by_local:
        return False
    not_met = {priority for priority, truth in local.items() if truth}
    decided = by_groups is False and by_local is False
    if decided and not_met and any(set(group.met) - not_met for group in groups):
        return True
    # Not certain; possible where a group can end with one priority and the LEA with one other.
    could_be_local = not_met or {priority for priority, truth in local.items() if truth is None}
    could_be_met = [set(group.met) or group.open for group in groups]
    possible = any(
        one != other
        for priorities in could_be_met
        for one in priorities
        for other in could_be_local
    )
    return None if possible else False


def meets_the_criteria(groups: Iterable[GroupFinding], local: Mapping[int, Truth]) -> Truth:
    """Methods 1 to 3 in one formula: the state priorities that one group meets and the local
    indicators of the LEA make two different priorities.

    It is more than the three methods side by side: it also decides where a missing file leaves
    open which of them is met, but one of them certainly is.
    """
    certain_local = {priority for priority, truth in local.items() if truth}
    possible_local = {priority for priority, truth in local.items() if truth is not False}
    certain, possible = len(certain_local), len(possible_local)
    for group in groups:
        certain = max(certain, len(certain_local.union(group.met)))
        possible = max(possible, len(possible_local.union(group.met, group.open)))
    return at_least(2, certain=certain, possible=possible)


# Status, charter schools, Level 3, required LCAP goal ---------------------------------------------


def assistance_status(
    words: StatusWords, eligible: Truth, eligible_before: Truth
) -> tuple[str, int | None]:
    """The assistance status and its year: (status, 1, 2 or None).

    Assistance lasts at least two years (EC 52071(c)(1) since 2023): an LEA that met the criteria
    on the Dashboard before and does not meet them now is in Year 2; one that meets them again is
    in Year 1 again. `eligible_before` is read only where the year numbers Year 2.
    """
    lasts = eligible_before if words.year_2_after is not None else False
    if eligible:
        return DIFFERENTIATED_ASSISTANCE, 1 if words.numbers_year_1 else None
    if lasts:
        return DIFFERENTIATED_ASSISTANCE, 2 if eligible is False else None
    if eligible is None or lasts is None:
        return CANNOT_BE_DETERMINED, None
    return GENERAL_ASSISTANCE, None


def level_of_support(status: str, meets_level_3: bool) -> int | None:
    """The level of support: 3 where its criteria are met, else 2 or 1 by the assistance status;
    None where that cannot be determined."""
    if meets_level_3:
        return 3
    return {DIFFERENTIATED_ASSISTANCE: 2, GENERAL_ASSISTANCE: 1}.get(status)


def status_words(words: StatusWords, status: str, da_year: int | None) -> str:
    """The assistance status in the state's own words of that year."""
    if status == CANNOT_BE_DETERMINED:
        return "Cannot be determined"
    if status == GENERAL_ASSISTANCE:
        return words.not_eligible
    return f"{words.eligible}, Year {da_year}" if da_year else words.eligible


@dataclass(frozen=True, slots=True)
class RepeatedGroups:
    """Whether enough groups met in enough years, and in how many each group met (at least, at
    most). `by_clause`: only the clause on LEAs with fewer groups decides; `clause_checked`:
    indicator files told which groups the LEA has."""

    meets: Truth
    years_met: Mapping[str, tuple[int, int]]
    by_clause: bool
    clause_checked: bool


def same_groups_in_enough_years(
    met: Mapping[int, Mapping[str, Truth]],
    *,
    years_needed: int,
    groups_needed: int,
    counted_groups: frozenset[str] | None,
) -> RepeatedGroups:
    """Whether enough groups (all, where the LEA has fewer) each met in enough years of a window.

    `met` holds for each year of the window the groups that met (True) or may have met (None). The
    same group has to repeat; the priorities it meets, and which of the years, may differ.
    `counted_groups` are the LEA's groups with a result that counts; None where indicator files do
    not tell, and then the clause on fewer groups is not checked.
    """
    certain: dict[str, int] = defaultdict(int)
    possible: dict[str, int] = defaultdict(int)
    for groups in met.values():
        for group, truth in groups.items():
            possible[group] += 1
            certain[group] += truth is True
    years_met = {group: (certain[group], possible[group]) for group in sorted(possible)}
    first_line = at_least(
        groups_needed,
        certain=sum([years >= years_needed for years in certain.values()]),
        possible=sum([years >= years_needed for years in possible.values()]),
    )
    checked = counted_groups is not None
    clause: Truth = False
    if counted_groups and len(counted_groups) < groups_needed:
        clause = all_of(
            at_least(years_needed, certain=certain[group], possible=possible[group])
            for group in counted_groups
        )
    return RepeatedGroups(
        meets=any_of((first_line, clause)),
        years_met=years_met,
        by_clause=first_line is not True and clause is True,
        clause_checked=checked,
    )


def groups_with_required_goal(met: Mapping[int, Mapping[str, Truth]]) -> dict[str, Truth]:
    """Groups for which the LCAP must have a goal, EC 52064(e)(5): the same group met two or more
    priorities in each of the years given. Groups that did not are left out."""
    in_each_year = set.intersection(*[set(found) for found in met.values()])
    goals = {group: all_of([found[group] for found in met.values()]) for group in in_each_year}
    return {group: goals[group] for group in sorted(goals) if goals[group] is not False}
