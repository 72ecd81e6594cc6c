"""The page on which an administrator determines, and sees what is missing or out of date."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from county_office.selectors import lea_by_cds
from eligibility.models import DeterminationRun
from eligibility.selectors import current_determination
from eligibility.year_overview import years_of_county
from tests.eligibility.live import publish_year
from tests.factories.county_office import CountyFactory, administrator_of, staff_of
from tests.factories.dashboard_files import DISTRICT, file_text, publish, row

pytestmark = pytest.mark.django_db


@pytest.fixture
def administrator(client: Client, demo_county) -> Client:
    client.force_login(administrator_of(demo_county))
    return client


def page_of(client: Client) -> str:
    answer = client.get(reverse("determinations"))
    assert answer.status_code == 200
    text = " ".join(answer.content.decode().split())
    assert "UNDEFINED" not in text
    return text


def test_without_files_the_page_says_what_to_do(administrator: Client):
    assert "Load the Dashboard files first" in page_of(administrator)


def test_a_year_is_determined_by_its_button_for_the_own_county(administrator: Client, demo_county):
    publish_year(2022, {DISTRICT: {"SWD": "CHRO very high 40, SUSP very high 40"}})
    assert "Not determined" in page_of(administrator)
    administrator.post(reverse("determine"), {"year": "2022"})
    found = current_determination(lea_by_cds(DISTRICT, 2022), 2022)
    assert found.is_eligible
    assert found.run.county == demo_county
    assert "Up to date" in page_of(administrator)


def test_one_button_determines_every_year_that_has_files(administrator: Client):
    for year in (2018, 2022):
        publish_year(year, {DISTRICT: {}})
    administrator.post(reverse("determine"))
    assert DeterminationRun.objects.get().years == [2018, 2022]


def test_a_missing_file_is_named(administrator: Client):
    publish_year(2022, {DISTRICT: {}}, without=["CHRO"])
    assert "missing: chronicdownload2022" in page_of(administrator)


def test_a_newer_file_makes_the_determination_out_of_date_and_changes_nothing(
    administrator: Client, demo_county
):
    publish_year(2022, {DISTRICT: {}})
    administrator.post(reverse("determine"))
    publish(
        file_text(2022, "SUSP", [row(DISTRICT, studentgroup="SWD", statuslevel="1")]),
        "suspdownload2022.txt",
    )
    assert "Out of date" in page_of(administrator)
    assert DeterminationRun.objects.count() == 1
    assert [line.is_stale for line in years_of_county(demo_county)] == [True]


def test_a_year_without_files_cannot_be_determined(administrator: Client):
    assert administrator.post(reverse("determine"), {"year": "2022"}).status_code == 404


def test_county_staff_see_the_page_but_may_not_determine(client: Client, demo_county):
    client.force_login(staff_of(demo_county))
    publish_year(2022, {DISTRICT: {}})
    assert "Determine every year" not in page_of(client)
    assert client.post(reverse("determine")).status_code == 403
    assert not DeterminationRun.objects.exists()


def test_another_countys_administrator_sees_nothing_of_it(client: Client, demo_county):
    client.force_login(administrator_of(CountyFactory(code="27")))
    publish_year(2022, {DISTRICT: {}})
    assert "Load the Dashboard files first" in page_of(client)
    assert client.post(reverse("determine")).status_code == 404
