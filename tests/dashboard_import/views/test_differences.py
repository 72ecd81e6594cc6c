"""The page of what a file changes: narrowed, paged, taken away as CSV."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from county_office.models import County, User
from dashboard_import.models import Batch
from tests.factories.county_office import administrator_of
from tests.factories.dashboard_files import (
    OTHER_DISTRICT,
    SCHOOL,
    file_text,
    publish,
    row,
    stage,
)

NAME = "suspdownload2018.txt"


def suspension(*rows: dict[str, str]) -> str:
    return file_text(2018, "SUSP", rows)


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@pytest.fixture
def administrator(demo_county: County) -> User:
    return administrator_of(demo_county)


@pytest.fixture
def browser(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


@pytest.fixture
def batch(administrator: User) -> Batch:
    """A district's color, the name of its school and the numbers of another district change."""
    before = [row(color="1"), row(SCHOOL, schoolname="Oak"), row(OTHER_DISTRICT, currdenom="40")]
    publish(suspension(*before), NAME)
    after = [row(color="2"), row(SCHOOL, schoolname="=Elm"), row(OTHER_DISTRICT, currdenom="41")]
    return stage(suspension(*after), NAME, by=administrator)


def test_a_changed_level_is_shown_in_words_before_and_after(browser: Client, batch: Batch) -> None:
    page = words_of(browser.get(f"/data/files/{batch.pk}/changes/").content.decode())

    assert "color from Red to Orange" in page
    assert "rows changed 3" in page


def test_the_page_is_narrowed_by_its_address(browser: Client, batch: Batch) -> None:
    page = browser.get(f"/data/files/{batch.pk}/changes/?place=school").content.decode()

    assert "Elm" in page
    assert "District 60002" not in page


def test_htmx_gets_the_list_alone(browser: Client, batch: Batch) -> None:
    answer = browser.get(
        f"/data/files/{batch.pk}/changes/?column=currdenom", headers={"HX-Request": "true"}
    )

    page = answer.content.decode()
    assert "<html" not in page
    assert "District 60002" in page
    assert "Elm" not in page


def test_every_change_is_a_line_of_the_csv_and_none_is_a_formula(
    browser: Client, batch: Batch
) -> None:
    answer = browser.get(f"/data/files/{batch.pk}/changes.csv")

    lines = answer.getvalue().decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 4
    assert "changed,99600010000000,District 60001,,FOS,2,2,color,1,2" in lines
    assert any(line.endswith("schoolname,Oak,'=Elm") for line in lines)


def test_a_file_without_rows_has_nothing_to_compare(browser: Client, administrator: User) -> None:
    refused = stage(suspension(row(color="9")), NAME, by=administrator)

    assert browser.get(f"/data/files/{refused.pk}/changes/").status_code == 404


def test_where_nothing_was_live_the_page_says_so(browser: Client, administrator: User) -> None:
    first = stage(suspension(row()), NAME, by=administrator)

    page = browser.get(f"/data/files/{first.pk}/changes/").content.decode()

    assert "Nothing to compare with" in page
