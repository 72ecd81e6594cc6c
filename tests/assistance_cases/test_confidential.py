"""A case of a Dashboard that is still confidential: the district sees nothing of it, nothing goes
out, and staff see until when."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client

from assistance_cases import services
from assistance_cases.models import AssistanceCase
from county_office.models import Lea, User
from dashboard_import.models import Batch
from tests.factories.assistance_cases import case_of, determination_of
from tests.factories.dashboard_files import receive


@pytest.fixture
def preview(lea: Lea, today: dt.date, settings: object, tmp_path: object) -> Batch:
    """A load that is confidential for ten more days."""
    settings.MEDIA_ROOT = tmp_path  # type: ignore[attr-defined]
    batch = receive("cds\n", "eladownload2025.txt")
    batch.confidential_until = today + dt.timedelta(days=10)
    batch.save()
    return batch


def page(person: User, address: str = "/my-district/") -> str:
    """What is on the page below its top bar."""
    client = Client()
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode().partition("<main")[2]


def test_the_districts_page_knows_no_case_that_rests_on_a_preview(
    lea: Lea, staff: User, district_lead: User, preview: Batch
) -> None:
    case = case_of(lea, case_lead=staff, batch_ids=[preview.pk])

    assert "No help has been agreed yet" in page(district_lead)
    shown_to_staff = page(staff, f"/cases/{case.pk}/district-view/")
    assert "No help has been agreed yet" in shown_to_staff
    assert "Confidential until January 24, 2025" in shown_to_staff
    assert "Confidential until January 24, 2025" in page(staff, f"/cases/{case.pk}/")

    Batch.objects.update(confidential_until=dt.date(2025, 1, 14))

    assert "three groups" not in page(district_lead)
    assert "two groups of your" in page(district_lead)
    assert "Confidential" not in page(staff, f"/cases/{case.pk}/")


def test_a_known_case_shows_the_district_only_the_years_that_are_public(
    case: AssistanceCase, staff: User, district_lead: User, preview: Batch
) -> None:
    before = page(district_lead)
    determination_of(case.lea, 2025, letters={"HOM": "B"}, batch_ids=[preview.pk])
    services.add_case_year(case=case, year=2025, by=staff)

    assert page(district_lead) == before
    assert "Confidential until January 24, 2025" in page(staff, f"/cases/{case.pk}/district-view/")

    Batch.objects.update(confidential_until=None)

    assert "On the 2025 California School Dashboard, one group" in page(district_lead)


def test_no_reminder_goes_out_from_a_preview(
    lea: Lea, staff: User, preview: Batch, today: dt.date
) -> None:
    case = case_of(lea, case_lead=staff, batch_ids=[preview.pk], opened_on=dt.date(2024, 11, 22))
    case.milestones.update(due_on=today + dt.timedelta(days=7))

    assert services.write_milestone_reminders() == 0

    Batch.objects.update(confidential_until=today)
    assert services.write_milestone_reminders() > 0
