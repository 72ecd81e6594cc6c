"""People find services in their own words."""

from __future__ import annotations

import pytest

from services_catalog.models import Service
from services_catalog.selectors import Findings, Wish, find_services, services_offered_in
from tests.factories.county_office import CountyFactory
from tests.factories.services_catalog import DivisionFactory, ServiceFactory

pytestmark = pytest.mark.django_db


def find(words: str = "", **filters: object) -> Findings:
    return find_services(None, Wish(words=words, **filters))  # type: ignore[arg-type]


def slugs(findings: Findings) -> list[str]:
    return [hit.service.slug for hit in findings.hits]


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("absences", "chronic-absenteeism-support"),
        ("absen", "chronic-absenteeism-support"),
        ("truancy", "chronic-absenteeism-support"),
        ("ABSENTEEISM", "chronic-absenteeism-support"),
        ("suspensions", "suspension-rate-support"),
        ("discipline", "suspension-rate-support"),
        ("reading", "early-literacy-support"),
        ("IEP", "special-education-tier-i-resources"),
        ("parents", "family-engagement-and-leadership"),
        ("McKinney-Vento", "homeless-youth-support"),
        ("title 1", "title-i-title-iii-support"),
        ("a-g", "cte-a-g-classes"),
        ("master schedule", "master-schedule-support"),
    ],
)
def test_everyday_words_find_the_service_first(words: str, first: str) -> None:
    findings = find(words)
    assert slugs(findings)[0] == first
    assert not findings.by_spelling


def test_absences_also_finds_what_is_tagged_with_absenteeism() -> None:
    first, *others = find("absences").hits
    assert first.synonym == "absences"
    assert [hit.service.name for hit in others] == ["MTSS Support", "MTSS Support"]
    assert all(hit.tags.indicators == ("CHRO",) for hit in others)


def test_all_words_must_be_there() -> None:
    assert slugs(find("charter network")) == ["charter-network"]
    assert slugs(find("chronic kangaroo")) == []


def test_reading_does_not_find_readiness() -> None:
    assert "ap-readiness" not in slugs(find("reading"))


def test_a_misspelt_word_finds_what_is_spelled_alike_and_says_so() -> None:
    findings = find("abcenteeism")
    assert slugs(findings) == ["chronic-absenteeism-support"]
    assert findings.by_spelling


@pytest.mark.parametrize("words", ["'; drop table", "a & | ! b:*", "((", "\\", "%_", "é" * 90])
def test_no_sign_breaks_the_search(words: str) -> None:
    find(words)


def test_without_words_all_stand_in_the_order_of_the_sheet() -> None:
    findings = find()
    assert len(findings.hits) == 56
    assert slugs(findings)[:2] == ["assessment-support", "ca-school-dashboard"]
    assert slugs(findings)[-1] == "title-iv"
    assert findings.levels == []


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({"division": "instructional-services"}, 6),
        ({"level": 1}, 56),
        ({"level": 3}, 0),
        ({"priority": 3}, 1),
        ({"indicator": "CHRO"}, 3),
        ({"student_group": "HOM"}, 1),
        ({"indicator": "SUSP", "division": "pupil-and-administrative-services"}, 2),
    ],
)
def test_filters_narrow_and_hold_together(filters: dict[str, object], count: int) -> None:
    assert len(find(**filters).hits) == count


def test_filters_hold_for_words_too() -> None:
    assert slugs(find("absences", division="instructional-services")) == [
        "mtss-support-instructional"
    ]


@pytest.mark.parametrize(
    ("words", "levels"), [("partner", [2]), ("persistent performance", [3]), ("kangaroo", [])]
)
def test_the_levels_texts_are_searched_as_well(words: str, levels: list[int]) -> None:
    assert [text.level for text in find(words).levels] == levels


def test_a_chosen_level_shows_its_text() -> None:
    assert [text.level for text in find(level=2).levels] == [2]


def test_a_withdrawn_service_is_not_offered() -> None:
    Service.objects.filter(slug="title-iv").update(withdrawn_on="2026-11-23")
    assert "title-iv" not in slugs(find())


def test_a_county_with_divisions_of_its_own_is_shown_those_alone() -> None:
    county = CountyFactory(code="99")
    own = ServiceFactory(division=DivisionFactory(county=county))
    assert list(services_offered_in(county)) == [own]
    assert services_offered_in(CountyFactory(code="15")).count() == 56
    assert own not in services_offered_in(None)
