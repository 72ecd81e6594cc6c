"""Level 3 watch: what would have to happen on the next Dashboard."""

from eligibility.level_3_watch import level_3_watch
from tests.eligibility.notation import (
    CATALOGUE,
    COLOR_PAIR,
    STATUS_PAIR,
    determination,
    history,
    lea_facts,
)


def test_the_watch_names_the_group_with_which_one_more_year_would_do():
    earlier = history(("SWD", "HOM", "EL"), (2018, 2019))
    cells = dict.fromkeys(("SWD", "HOM"), STATUS_PAIR) | {"EL": "SUSP low 40"}
    found = determination(2022, cells, earlier=earlier)
    watch = level_3_watch(CATALOGUE[2022], found)

    assert watch.secured == ("HOM", "SWD")
    assert watch.one_more == ("EL",)
    assert watch.one_more_year_would_do
    assert watch.met["EL"][1:] == (True, True, False)
    assert watch.words == (
        "If English Learner meets the criteria on the next Dashboard, the LEA meets Level 3 "
        "criteria."
    )


def test_the_watch_is_quiet_where_one_more_year_cannot_do():
    cells = {"SWD": STATUS_PAIR, "EL": "SUSP low 40", "HOM": "SUSP low 40"}
    found = determination(2022, cells, earlier=history((), (2017, 2018, 2019)))
    watch = level_3_watch(CATALOGUE[2022], found)

    assert not watch.one_more_year_would_do
    assert watch.words == "Level 3 criteria cannot be met on the next Dashboard."


def test_the_watch_knows_that_of_few_student_groups_all_must_meet():
    cells = dict.fromkeys(("SED", "WH"), COLOR_PAIR)
    earlier = history(("SED", "WH"), (2018,)) | {
        year: lea_facts(CATALOGUE[year], {}) for year in (2017, 2019)
    }
    found = determination(2022, dict.fromkeys(cells, STATUS_PAIR), earlier=earlier)
    watch = level_3_watch(CATALOGUE[2022], found)

    assert watch.one_more_year_would_do
    assert watch.words == (
        "If Socioeconomically Disadvantaged and White each meet the criteria on the next "
        "Dashboard, the LEA meets Level 3 criteria: it has fewer than three student groups."
    )


def test_the_watch_says_what_it_cannot_know():
    watch = level_3_watch(
        CATALOGUE[2024],
        determination(2024, dict.fromkeys(("EL", "HOM", "SED", "SWD"), COLOR_PAIR)),
    )

    assert not watch.one_more_year_would_do
    assert watch.words == (
        "Whether Level 3 criteria can be met on the next Dashboard is not known: not all results "
        "of these years are loaded."
    )


def test_the_watch_says_which_groups_keep_an_lea_at_level_3():
    earlier = history(("SWD", "HOM", "EL"), (2017, 2018, 2019))
    cells = dict.fromkeys(("SWD", "HOM", "EL"), "SUSP low 40")
    watch = level_3_watch(CATALOGUE[2022], determination(2022, cells, earlier=earlier))

    assert watch.words == (
        "If English Learner, Homeless and Students with Disabilities each meet the criteria on the "
        "next Dashboard, the LEA still meets Level 3 criteria."
    )


def test_the_watch_says_when_level_3_stays():
    earlier = history(("SWD", "HOM", "EL"), (2017, 2018, 2019))
    cells = dict.fromkeys(("SWD", "HOM", "EL"), STATUS_PAIR)
    watch = level_3_watch(CATALOGUE[2022], determination(2022, cells, earlier=earlier))

    assert watch.words == "Enough student groups have three such years: Level 3 criteria stay met."


def test_a_charter_school_has_no_watch():
    assert level_3_watch(CATALOGUE[2023], determination(2023, {}, kind="charter")) is None
