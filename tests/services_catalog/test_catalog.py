"""The dated files hold the whole sheet, and a fault in them names its place."""

import datetime as dt
from pathlib import Path

import pytest

from services_catalog.catalog import CatalogError, read_catalog, tag_words

# The sheet's columns in their order, with the number of their Level 1 services.
SHEET = {
    "Assessment, Accountability & Continuous Improvement": 11,
    "Career Technical Education": 6,
    "Center for Teacher Innovation": 3,
    "College and Career Readiness": 11,
    "Educational Technology Services": 4,
    "Instructional Services": 6,
    "Leadership Institute of Riverside County": 5,
    "Pupil and Administrative Services": 10,
}
INSTRUCTIONAL = [
    "CA Standards Implementation training and support",
    "CA Subject Matter Projects",
    "Curriculum Frameworks and Instructional Materials",
    "Early Literacy support",
    "MTSS Support",
    "Special Education Tier I resources",
]


def test_the_eight_divisions_stand_in_the_sheets_order_with_all_their_services() -> None:
    catalog = read_catalog()
    assert {entry.name: len(entry.services) for entry in catalog.divisions} == SHEET
    assert list(SHEET) == [entry.name for entry in catalog.divisions]
    assert {service.level for service in catalog.services} == {1}


def test_the_column_without_bullets_is_split_into_its_six_services() -> None:
    (division,) = (e for e in read_catalog().divisions if e.slug == "instructional-services")
    assert [service.name for service in division.services] == INSTRUCTIONAL


def test_no_name_keeps_the_sheets_stray_spaces() -> None:
    names = [service.name for service in read_catalog().services]
    assert names == [" ".join(name.split()) for name in names]
    assert "RIMS K-12 AVID program monitoring and support" in names


def test_level_3_shows_the_printed_law_and_that_of_today_apart() -> None:
    level = read_catalog().levels[2]
    assert "three out of four consecutive years" in level.printed_paragraphs[1]
    assert level.printed_law == "EC 52072 and 52072.5 as in force from 2013 to July 9, 2023"
    assert level.today_since == dt.date(2023, 7, 10)
    assert "California Collaborative for Educational Excellence determines" in level.today_text


def test_level_2_lists_the_three_kinds_of_help() -> None:
    assert [item.split()[0] for item in read_catalog().levels[1].printed_items] == [
        "Identification",
        "Assignment",
        "Request",
    ]


def test_every_word_for_a_tag_stands_once() -> None:
    words = tag_words()
    assert "absence" in words.indicators["CHRO"]
    for listed in (words.indicators, words.student_groups, words.priorities):
        for code, entries in listed.items():
            assert len(entries) == len(set(entries)), code


GOOD = """
slug: a
name: A
order: 1
services:
  - {slug: one, name: One, level: 1}
"""


@pytest.mark.parametrize(
    ("division", "message"),
    [
        ("slug: a\nname: A\norder: 1\n", "a.yaml: a division needs slug, name, order, services"),
        (GOOD.replace("level: 1", "level: 4"), r"service 1 \(one\): level must be 1, 2 or 3"),
        (
            GOOD.replace("level: 1", "level: 1, indicators: [ABS]"),
            r"unknown indicators \['ABS'\]; known are \['ELA'",
        ),
        (GOOD.replace("level: 1", "level: 1, colour: red"), "colour"),
        (GOOD + "  - {slug: one, name: Again, level: 1}\n", "services appear twice: \\['one'\\]"),
    ],
)
def test_a_fault_in_a_file_names_its_place(tmp_path: Path, division: str, message: str) -> None:
    (tmp_path / "a.yaml").write_text(division, encoding="utf-8")
    (tmp_path / "levels.yaml").write_text("[]", encoding="utf-8")
    with pytest.raises(CatalogError, match=message):
        read_catalog(tmp_path)


def test_a_level_that_is_missing_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "levels.yaml").write_text("[]", encoding="utf-8")
    with pytest.raises(CatalogError, match="levels 1, 2 and 3"):
        read_catalog(tmp_path)
