"""What a search means, and which letters of a name answer it."""

import pytest

from services_catalog.catalog import tag_words
from services_catalog.matching import (
    Tags,
    answers_by_name,
    pieces,
    shared_tags,
    synonym_that_answers,
    tags_meant,
    words_of,
)


@pytest.mark.parametrize(
    ("search", "tags"),
    [
        ("absences", Tags(indicators=("CHRO",))),
        ("absen", Tags(indicators=("CHRO",))),
        ("abs", Tags()),
        ("Suspended students", Tags(indicators=("SUSP",))),
        ("homeless attendance", Tags(indicators=("CHRO",), student_groups=("HOM",))),
        ("special  education", Tags(student_groups=("SWD",))),
        ("special", Tags()),
        ("long-term English learner", Tags(student_groups=("EL", "LTEL"))),
        ("parents", Tags(priorities=(3,))),
        ("", Tags()),
    ],
)
def test_everyday_words_mean_tags(search: str, tags: Tags) -> None:
    assert tags_meant(search, tag_words()) == tags


@pytest.mark.parametrize(
    ("name", "search", "marked"),
    [
        ("Chronic Absenteeism support", "absen", ["Absen"]),
        ("Chronic Absenteeism support", "chronic support", ["Chronic", "support"]),
        ("Suspension rate support", "suspensions", ["Suspension"]),
        ("AP Readiness", "ap", ["AP"]),
        ("CALPADS network", "ca", []),
        ("CA School Dashboard", "CA", ["CA"]),
        ("Title I / Title III support", "title (i", ["Title", "I", "Title"]),
        ("Career Pathways", "", []),
    ],
)
def test_the_letters_that_answer_are_marked(name: str, search: str, marked: list[str]) -> None:
    cut = pieces(name, search)
    assert "".join(text for text, _ in cut) == name
    assert [text for text, hit in cut if hit] == marked
    assert answers_by_name(name, search) is bool(marked)


def test_the_synonym_that_answers_is_named() -> None:
    assert synonym_that_answers(["truancy", "attendance"], "attend") == "attendance"
    assert synonym_that_answers(["truancy"], "attend") == ""


def test_shared_tags_are_those_of_both() -> None:
    wanted = Tags(indicators=("CHRO", "SUSP"), student_groups=("HOM",), priorities=(5,))
    offered = Tags(indicators=("SUSP", "CHRO"), priorities=(5, 6))
    assert shared_tags(wanted, offered) == Tags(indicators=("CHRO", "SUSP"), priorities=(5,))


def test_labels_say_indicators_then_groups_then_priorities() -> None:
    tags = Tags(indicators=("CHRO",), student_groups=("HOM",), priorities=(5,))
    assert tags.labels == ["Chronic absenteeism", "Homeless", "Priority 5: Engagement"]


def test_words_of_a_search_are_letters_and_digits_alone() -> None:
    assert words_of("it's & | ! Weird:* it") == ["it", "s", "weird"]
