"""The page that says how eligibility is computed shows the criteria the engine reads."""

import pytest
from django.test import Client
from django.urls import reverse

from county_office.models import User
from eligibility.criteria import criteria_years, load_criteria

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client: Client) -> Client:
    client.force_login(User.objects.create_user("r@county.example", "pass", full_name="Reader"))
    return client


@pytest.mark.parametrize("year", criteria_years())
def test_each_clause_of_a_year_stands_on_its_page(reader: Client, year: int) -> None:
    page = reader.get(reverse("criteria-of-year", args=[year])).content.decode()
    for alternative in load_criteria(year).alternatives_by_clause.values():
        assert alternative.words in page
    assert "UNDEFINED" not in page


def test_what_is_not_verified_is_said(reader: Client) -> None:
    page = reader.get(reverse("criteria-of-year", args=[2022])).content.decode()
    assert "Not verified" in page


def test_the_newest_year_is_shown_first(reader: Client) -> None:
    page = reader.get(reverse("how-eligibility-is-computed"))
    assert page.context["criteria"].year == max(criteria_years())


def test_a_year_without_criteria_does_not_exist(reader: Client) -> None:
    assert reader.get(reverse("criteria-of-year", args=[2020])).status_code == 404
