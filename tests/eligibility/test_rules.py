"""The law, clause by clause. Every state of the tests is in test_rules_every_state.py."""

import pytest

from eligibility import rules
from eligibility.criteria import load_criteria
from eligibility.rules import (
    CANNOT_BE_DETERMINED,
    DIFFERENTIATED_ASSISTANCE,
    GENERAL_ASSISTANCE,
    GroupFinding,
)

BOTH_YEARS = {2017: frozenset({1, 2, 3, 6, 9, 10}), 2018: frozenset({1, 2, 3, 6, 7, 9, 10})}


def group(*met: int, maybe: tuple[int, ...] = ()) -> GroupFinding:
    """A group that meets these priorities, and may meet others."""
    return GroupFinding(dict.fromkeys(met, ()), frozenset(maybe))


# Methods


def test_one_group_on_two_priorities_is_method_1():
    assert rules.method_1([group(4, 5)]) is True


def test_two_groups_with_one_priority_each_are_not_method_1():
    assert rules.method_1([group(4), group(5)]) is False


def test_two_local_indicators_are_method_2_even_without_a_group_that_counts():
    assert rules.method_2({1: True, 3: True}) is True
    assert rules.meets_the_criteria([], {1: True, 3: True}) is True


def test_one_local_indicator_alone_is_nothing():
    assert rules.method_2({1: True, 3: False}) is False
    assert rules.meets_the_criteria([], {1: True}) is False


def test_one_priority_and_one_local_indicator_in_another_are_method_3():
    assert rules.method_3([group(5)], {1: True}) is True


def test_a_red_suspension_rate_and_the_local_indicator_of_priority_6_are_one_priority():
    assert rules.method_3([group(6)], {6: True}) is False
    assert rules.meets_the_criteria([group(6)], {6: True}) is False


def test_method_3_is_not_set_beside_method_1_or_2():
    assert rules.method_3([group(4, 5), group(5)], {1: True}) is False
    assert rules.method_3([group(5)], {1: True, 2: True}) is False


def test_a_missing_file_takes_nothing_away_where_a_group_decides():
    assert rules.method_1([group(4, 5), group(maybe=(4, 5))]) is True


def test_eligible_though_the_missing_file_leaves_open_by_which_method():
    groups, local = [group(4, maybe=(5,))], {1: True}

    assert rules.method_1(groups) is None
    assert rules.method_3(groups, local) is None
    assert rules.meets_the_criteria(groups, local) is True


# Local indicators


def local_2018(of_2017: dict[int, str], of_2018: dict[int, str], live=BOTH_YEARS, kind="district"):
    rule = load_criteria(2018).local_indicators
    return rules.local_indicators_not_met(rule, kind, {2017: of_2017, 2018: of_2018}, live)


def test_2018_not_met_in_both_years_for_the_same_priority_counts():
    assert local_2018({1: "not_met"}, {1: "not_met"})[1] is True


@pytest.mark.parametrize(
    ("before", "now"),
    [("not_met", "met"), ("met", "not_met"), ("not_met", ""), ("", ""), ("", "not_met")],
)
def test_2018_once_met_or_not_rated_does_not_count(before, now):
    assert local_2018({1: before}, {1: now})[1] is False


def test_2018_priority_7_cannot_count_in_its_first_year():
    assert 7 not in local_2018({7: "not_met"}, {7: "not_met"})


def test_2018_one_year_met_decides_though_the_other_years_file_is_missing():
    only_2018 = {2018: BOTH_YEARS[2018]}

    assert local_2018({}, {1: "met", 2: "not_met"}, only_2018)[1] is False
    assert local_2018({}, {1: "met", 2: "not_met"}, only_2018)[2] is None


def test_priorities_9_and_10_are_for_county_offices_only():
    assert set(local_2018({}, {})) == {1, 2, 3, 6}
    assert set(local_2018({}, {}, kind="coe")) == {1, 2, 3, 6, 9, 10}


@pytest.mark.parametrize(
    ("words", "counts"),
    [("not_met_two_years", True), ("not_met", False), ("met", False), ("", False)],
)
def test_from_2019_on_the_files_own_words_count(words, counts):
    rule = load_criteria(2023).local_indicators
    live = {2023: frozenset({1, 2, 3, 6, 7})}

    found = rules.local_indicators_not_met(rule, "district", {2023: {1: words}}, live)

    assert found == {1: counts, 2: False, 3: False, 6: False, 7: False}


def test_a_local_file_that_is_missing_leaves_its_priority_alone_open():
    rule = load_criteria(2023).local_indicators

    found = rules.local_indicators_not_met(rule, "district", {}, {2023: frozenset({1, 2, 3, 6})})

    assert found == {1: False, 2: False, 3: False, 6: False, 7: None}


@pytest.mark.parametrize("year", [2017, 2022])
def test_local_indicators_are_not_used_in_2017_and_2022(year):
    rule = load_criteria(year).local_indicators
    ratings = {year: {1: "not_met_two_years", 2: "not_met_two_years"}}

    assert (
        rules.local_indicators_not_met(rule, "district", ratings, {year: frozenset({1, 2})}) == {}
    )


# Status


@pytest.mark.parametrize(
    ("year", "now", "before", "status", "da_year", "words"),
    [
        (2017, True, None, DIFFERENTIATED_ASSISTANCE, None, "Differentiated Support"),
        (2017, False, None, GENERAL_ASSISTANCE, None, "General Support"),
        (2018, True, False, DIFFERENTIATED_ASSISTANCE, None, "Differentiated Assistance"),
        (2022, False, True, GENERAL_ASSISTANCE, None, "General Assistance"),
        (2023, True, True, DIFFERENTIATED_ASSISTANCE, 1, "Differentiated Assistance, Year 1"),
        (2023, False, True, GENERAL_ASSISTANCE, None, "General Assistance"),
        (2023, None, True, CANNOT_BE_DETERMINED, None, "Cannot be determined"),
        (2024, True, True, DIFFERENTIATED_ASSISTANCE, 1, "Differentiated Assistance, Year 1"),
        (2024, False, True, DIFFERENTIATED_ASSISTANCE, 2, "Differentiated Assistance, Year 2"),
        (2024, None, True, DIFFERENTIATED_ASSISTANCE, None, "Differentiated Assistance"),
        (2024, False, False, GENERAL_ASSISTANCE, None, "General Assistance"),
        (2024, False, None, CANNOT_BE_DETERMINED, None, "Cannot be determined"),
        (2024, None, False, CANNOT_BE_DETERMINED, None, "Cannot be determined"),
        (2024, True, None, DIFFERENTIATED_ASSISTANCE, 1, "Differentiated Assistance, Year 1"),
    ],
)
def test_the_assistance_status_in_the_states_words(year, now, before, status, da_year, words):
    status_rule = load_criteria(year).status

    assert rules.assistance_status(status_rule, now, before) == (status, da_year)
    assert rules.status_words(status_rule, status, da_year) == words


@pytest.mark.parametrize(
    ("status", "meets_level_3", "level"),
    [
        (GENERAL_ASSISTANCE, False, 1),
        (DIFFERENTIATED_ASSISTANCE, False, 2),
        (CANNOT_BE_DETERMINED, False, None),
        (GENERAL_ASSISTANCE, True, 3),
        (DIFFERENTIATED_ASSISTANCE, True, 3),
        (CANNOT_BE_DETERMINED, True, 3),
    ],
)
def test_level_3_goes_before_the_status_which_tells_level_2_from_1(status, meets_level_3, level):
    assert rules.level_of_support(status, meets_level_3) == level


# Level 3 and the required LCAP goal


def level_3(*years: dict[str, bool | None], counted: set[str] | None = None):
    return rules.same_groups_in_enough_years(
        dict(enumerate(years)),
        years_needed=3,
        groups_needed=3,
        counted_groups=frozenset(counted) if counted is not None else None,
    )


def met(*groups: str) -> dict[str, bool | None]:
    return dict.fromkeys(groups, True)


def test_three_groups_in_three_of_four_years_meet_level_3():
    found = level_3(met("EL", "SWD", "HOM"), {}, met("EL", "SWD"), met("EL", "SWD", "HOM", "WH"))
    assert found.meets is False  # homeless only twice

    found = level_3(met("EL", "SWD", "HOM"), met("HOM"), met("EL", "SWD"), met("EL", "SWD", "HOM"))
    assert found.meets is True
    assert found.years_met == {"EL": (3, 3), "HOM": (3, 3), "SWD": (3, 3)}


def test_different_groups_each_year_do_not_meet_level_3():
    assert (
        level_3(met("EL", "SWD", "HOM"), met("AA", "WH", "FOS"), met("EL", "WH", "HI")).meets
        is False
    )


def test_the_current_year_need_not_be_among_the_three():
    three = met("EL", "SWD", "HOM")
    assert level_3(three, three, three, {}).meets is True


def test_an_lea_with_two_groups_meets_level_3_when_both_do():
    both = met("SED", "WH")
    assert level_3(both, {}, both, both).meets is False
    found = level_3(both, {}, both, both, counted={"SED", "WH"})
    assert found.meets is True
    assert found.by_clause


def test_an_lea_with_two_groups_of_which_one_does_not_is_not_level_3():
    assert level_3(met("SED"), met("SED"), met("SED"), counted={"SED", "WH"}).meets is False


def test_without_indicator_files_the_clause_on_fewer_groups_is_not_checked():
    found = level_3(met("SED"), met("SED"), met("SED"))
    assert found.meets is False
    assert not found.clause_checked


def test_an_lea_without_any_group_that_counts_is_not_level_3():
    assert level_3({}, {}, {}, {}, counted=set()).meets is False


def test_a_missing_year_leaves_level_3_open_only_where_it_could_decide():
    unknown: dict[str, bool | None] = dict.fromkeys(("EL", "SWD", "HOM", "WH"))
    three = met("EL", "SWD", "HOM")

    assert level_3(unknown, three, three, three).meets is True
    assert level_3(unknown, {}, three, three).meets is None
    assert level_3(unknown, {}, {}, three).meets is False


def test_a_goal_is_required_for_a_group_met_in_each_of_three_dashboard_years():
    found = rules.groups_with_required_goal(
        {2018: met("EL", "SWD", "HOM"), 2019: met("EL", "SWD"), 2022: met("EL") | {"SWD": None}}
    )
    assert found == {"EL": True, "SWD": None}
