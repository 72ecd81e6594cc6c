"""Each year's rules on every one of their states, against an oracle written independently."""

from itertools import product

import pytest

from county_office.student_groups import STUDENT_GROUPS
from eligibility import rules
from eligibility.criteria import criteria_years, load_criteria
from eligibility.criteria.model import COLOR
from eligibility.rules import GroupFinding
from tests.eligibility import oracle

# Groups that differ in what counts for them: English learners, long-term ones, all others.
KINDS_OF_GROUP = ("EL", "LTEL", "SWD")


def oracle_priorities(criteria, group, bits):
    """What the oracle says of a state of the year's tests, given as packed bits."""
    true = {
        (test.indicator, test.field == COLOR, level)
        for test in criteria.tests
        if bits >> test.bit & 1
        for level in test.levels
    }
    if group not in criteria.groups:
        return set()
    return oracle.priorities(
        criteria.year,
        group,
        red=lambda indicator: (indicator, True, 1) in true,
        orange=lambda indicator: (indicator, True, 2) in true,
        lowest=lambda indicator: (indicator, False, 1) in true,
    )


@pytest.mark.parametrize("year", criteria_years())
def test_every_state_of_a_years_tests_gives_the_oracles_priorities(year):
    criteria = load_criteria(year)
    for bits in range(1 << len(criteria.tests)):
        true = criteria.tests_of(bits)
        for group in STUDENT_GROUPS:
            found = rules.group_priorities(criteria, group, true)
            assert set(found) == oracle_priorities(criteria, group, bits), (group, sorted(true))
            for priority, clauses in found.items():
                for clause in clauses:
                    alternative = criteria.alternatives_by_clause[clause]
                    assert alternative.priority == priority
                    assert alternative.all_of <= true


@pytest.mark.parametrize("year", criteria_years())
def test_with_files_missing_a_priority_is_met_or_open_exactly_as_every_world_says(year):
    criteria = load_criteria(year)
    count = len(criteria.tests)
    for group in KINDS_OF_GROUP:
        known = [frozenset(oracle_priorities(criteria, group, bits)) for bits in range(1 << count)]
        certain: dict[tuple[int, int], frozenset[int]] = {}
        possible: dict[tuple[int, int], frozenset[int]] = {}
        # (true, open): with open tests taken one by one, all worlds are the union of two halves.
        for open_bits in range(1 << count):
            lowest = open_bits & -open_bits
            for true in range(1 << count):
                if true & open_bits:
                    continue
                if not open_bits:
                    certain[true, 0] = possible[true, 0] = known[true]
                    continue
                rest = open_bits ^ lowest
                halves = (true, rest), (true | lowest, rest)
                certain[true, open_bits] = certain[halves[0]] & certain[halves[1]]
                possible[true, open_bits] = possible[halves[0]] | possible[halves[1]]
        missing_masks = {
            criteria.bits_of_indicators(frozenset(chosen))
            for chosen in oracle.subsets(criteria.files)
        }
        for true, open_bits in certain:
            if open_bits not in missing_masks:
                continue
            found = rules.find_group(
                criteria, group, criteria.tests_of(true), criteria.tests_of(open_bits)
            )
            assert frozenset(found.met) == certain[true, open_bits]
            assert found.open == possible[true, open_bits] - certain[true, open_bits]


def test_every_set_of_priorities_has_the_published_letter():
    published = {
        "A": "4,5,6", "B": "4,5", "C": "5,6", "D": "4,6", "E": "4,8", "F": "5,8", "G": "6,8",
        "H": "4,5,8", "I": "4,6,8", "J": "5,6,8", "K": "4,5,6,8",
    }  # fmt: skip
    by_priorities = {
        frozenset(int(n) for n in priorities.split(",")): letter
        for letter, priorities in published.items()
    }
    for met in oracle.subsets((4, 5, 6, 8)):
        assert rules.letter_of(met) == by_priorities.get(frozenset(met), "")


THREE_WAYS = (True, False, None)


def split(truths, names):
    """Certain and open names of a tuple of findings."""
    return (
        {name for name, truth in zip(names, truths, strict=True) if truth},
        {name for name, truth in zip(names, truths, strict=True) if truth is None},
    )


def test_methods_1_to_3_and_eligibility_agree_with_every_world():
    for first, second, local in product(
        product(THREE_WAYS, repeat=2), product(THREE_WAYS, repeat=2), product(THREE_WAYS, repeat=3)
    ):
        sets = [split(first, (4, 6)), split(second, (5, 6)), split(local, (1, 6, 7))]
        found = [GroupFinding(dict.fromkeys(met, ()), frozenset(open_)) for met, open_ in sets[:2]]
        by_priority = dict(zip((1, 6, 7), local, strict=True))

        answers = [oracle.methods([one, two], rated) for one, two, rated in oracle.worlds(sets)]

        assert rules.method_1(found) == oracle.settled(a[0] for a in answers)
        assert rules.method_2(by_priority) == oracle.settled(a[1] for a in answers)
        assert rules.method_3(found, by_priority) == oracle.settled(a[2] for a in answers), sets
        eligible = oracle.settled(any(a) for a in answers)
        assert rules.meets_the_criteria(found, by_priority) == eligible, sets
