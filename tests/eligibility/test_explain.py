"""The answer in sentences, with citations."""

from eligibility import explain
from eligibility.engine import decide_years
from eligibility.findings import PublishedAnswer
from tests.eligibility.notation import (
    CATALOGUE,
    COLOR_PAIR,
    STATUS_PAIR,
    determination,
    history,
    lea_facts,
)


def answer(year, *args, **kwargs):
    return explain.answer(CATALOGUE[year], determination(year, *args, **kwargs))


def test_method_1_names_each_group_with_its_priorities():
    found = answer(
        2018,
        {"SWD": "ELA red 331, MATH red 330, CHRO red 402", "HOM": "CHRO red 121, SUSP red 190"},
    )

    assert found.words == (
        "Eligible for Level 2, differentiated assistance, because two student groups each meet the "
        "criteria on two or more priorities: Homeless (5, 6) and Students with Disabilities (4, 5)."
    )
    assert found.citation == "EC 52071(c)(1); criteria 2018, Method 1."


def test_one_group_is_written_in_the_singular():
    assert "because one student group meets the criteria" in answer(2018, {"HOM": COLOR_PAIR}).words


def test_2017_has_its_own_words_and_law():
    found = answer(2017, {"HOM": COLOR_PAIR})

    assert found.words.startswith("Eligible for Level 2, differentiated support, because")
    assert found.citation.startswith("EC 52071(b); criteria 2017")


def test_method_2_names_the_local_indicators():
    found = answer(2018, {}, local={1: True, 3: True})

    assert found.words == (
        "Eligible for Level 2, differentiated assistance, because two local indicators are not met "
        "for two or more years: Priority 1 (Basic services) and Priority 3 (Family engagement)."
    )
    assert found.citation == "EC 52071(c)(1); criteria 2018, Method 2."


def test_method_3_names_group_and_local_indicator():
    found = answer(2018, {"HOM": "SUSP red 20", "SWD": "CHRO green 50"}, local={1: True})

    assert found.words == (
        "Eligible for Level 2, differentiated assistance, because Homeless (6) meets one priority "
        "and the local indicator of Priority 1 (Basic services) is not met for two or more years."
    )


def test_methods_from_the_published_list_say_so():
    found = answer(
        2018,
        missing=CATALOGUE[2018].files,
        local=dict.fromkeys((1, 2, 3, 6)),
        published=PublishedAnswer({}, {2: True, 3: False}),
    )

    assert "two or more years (published list)." in found.words
    assert found.citation.endswith("letters and methods from the published list.")


def test_eligible_by_one_method_or_another_names_the_missing_file():
    found = answer(2018, {"SWD": "ELA red 40, MATH red 40, CHRO not loaded"}, local={1: True})

    assert found.words.startswith("Eligible for Level 2")
    assert "one of its methods is certainly met" in found.words
    assert "chronicdownload2018 (chronic absenteeism) is not loaded" in found.words


def test_not_eligible_says_what_was_looked_for():
    assert answer(2018, {}).words == (
        "Not eligible for Level 2: no student group meets the criteria on two or more priorities. "
        "Methods 2 and 3 are not met either."
    )
    assert answer(2022, {}).words == (
        "Not eligible for Level 2: no student group meets the criteria on two or more priorities."
    )


def test_undetermined_names_the_files_that_are_missing():
    found = answer(2018, missing=["SUSP", "CHRO"], local={1: None})

    assert found.words == (
        "Eligibility for Level 2 cannot be determined: the file chronicdownload2018 (chronic "
        "absenteeism), the file suspdownload2018 (suspension rate) and the local indicators of "
        "priority 1 (2017 and 2018) are not loaded. Method 2 is not met."
    )


def test_undetermined_by_method_4_alone_names_the_published_list():
    before = {2023: lea_facts(CATALOGUE[2023], {})}
    found = answer(2024, {}, earlier=before)

    assert "no loaded list tells method 4 (CALPADS), which is in no other file." in found.words
    assert "Methods 1, 2 and 3 are not met." in found.words


def test_year_2_says_since_when_and_why_it_lasts():
    before = {2023: lea_facts(CATALOGUE[2023], {"HOM": COLOR_PAIR})}
    listed = PublishedAnswer({}, {4: False})
    found = answer(2024, {}, earlier=before, published=listed)

    assert found.words == (
        "In Year 2 of differentiated assistance: eligible on the 2023 Dashboard, and no method is "
        "met on this one. Assistance lasts at least two years."
    )


def test_a_charter_school_is_told_its_own_rule():
    both = {2022: lea_facts(CATALOGUE[2022], {"HOM": STATUS_PAIR}, kind="charter")}
    found = answer(2023, {"HOM": COLOR_PAIR}, kind="charter", earlier=both)

    assert "met on both the 2022 and the 2023 Dashboard" in found.words
    assert found.citation == "EC 47607.3; criteria 2023."
    assert answer(2023, {}, kind="charter").words.startswith(
        "Not eligible for Level 2: the rule for charter schools is not met"
    )


def test_level_3_names_groups_window_law_and_what_follows():
    found = determination(2022, {}, earlier=history(("EL", "SWD", "HOM"), (2017, 2018, 2019)))
    statement = explain.level_3_statement(CATALOGUE[2022], found)

    assert statement.words.startswith(
        "Meets Level 3 criteria: English Learner, Homeless and Students with Disabilities each met "
        "two or more priorities in at least three of the Dashboard years 2017, 2018, 2019 and 2022."
    )
    assert statement.citation == "EC 52072(b)(1); criteria 2022"


def test_since_july_2023_ccee_determines_what_follows():
    found = determination(2023, {}, earlier=history(("EL", "SWD", "HOM"), (2018, 2019, 2022)))
    statement = explain.level_3_statement(CATALOGUE[2023], found)

    assert "CCEE determines" in statement.words
    assert statement.citation == "EC 52072(a); criteria 2023"


def test_level_3_by_the_fewer_than_three_rule_says_so():
    found = determination(
        2022,
        dict.fromkeys(("SED", "WH"), STATUS_PAIR),
        earlier=history(("SED", "WH"), (2018, 2019)),
    )
    # 2017 is not loaded, yet three of the four years are there.
    statement = explain.level_3_statement(CATALOGUE[2022], found)

    assert "by the fewer-than-three rule" in statement.words


def test_level_3_from_letters_says_that_the_clause_was_not_checked():
    def letters(year):
        answer = PublishedAnswer({"SED": "C"}, {})
        return lea_facts(CATALOGUE[year], missing=CATALOGUE[year].files, published=answer)

    years = {year: letters(year) for year in (2017, 2018, 2019, 2022)}
    found = decide_years(CATALOGUE, "district", years, [2022])[2022]
    statement = explain.level_3_statement(CATALOGUE[2022], found)

    assert statement.words == (
        "Does not meet Level 3 criteria: one of the three student groups needed met two or more "
        "priorities in at least three of the Dashboard years 2017, 2018, 2019 and 2022. The clause "
        "on LEAs with fewer than three student groups was not checked, because it needs the "
        "indicator files of 2022."
    )


def test_level_3_with_years_not_loaded_cannot_be_determined():
    found = determination(2022, dict.fromkeys(("EL", "SWD", "HOM"), STATUS_PAIR))

    assert "cannot be determined" in explain.level_3_statement(CATALOGUE[2022], found).words


def test_a_charter_school_has_no_level_3_statement():
    found = determination(2023, {}, kind="charter")

    assert explain.level_3_statement(CATALOGUE[2023], found) is None


def test_the_required_goal_names_its_groups_and_law():
    found = determination(2022, {"SWD": STATUS_PAIR}, earlier=history(("SWD",), (2017, 2018, 2019)))
    statement = explain.required_goal_statement(CATALOGUE[2022], found)

    assert statement.words == (
        "The LCAP must have a goal for Students with Disabilities: three Dashboard years in a row."
    )
    assert statement.citation == "EC 52064(e)(5)"


def test_a_required_goal_that_hangs_on_a_missing_year_is_told():
    found = determination(2022, {"SWD": STATUS_PAIR}, earlier=history(("SWD",), (2017, 2018)))
    statement = explain.required_goal_statement(CATALOGUE[2022], found)

    assert statement.words == (
        "Whether the LCAP must have a goal for Students with Disabilities cannot be determined: "
        "not all results of the Dashboard years 2018, 2019 and 2022 are loaded."
    )
