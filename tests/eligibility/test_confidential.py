"""The preview: until its day a load is the county office's alone, whatever page is opened."""

from __future__ import annotations

import datetime as dt

from django.test import Client
from django.urls import reverse

from county_office.models import County, Lea, User
from county_office.selectors import lea_by_cds, today
from dashboard_import.models import Batch
from eligibility.selectors import current_determination, determinations_of_lea
from eligibility.services import determine_eligibility
from tests.eligibility.live import publish_year
from tests.factories.county_office import (
    CountyFactory,
    UserFactory,
    district_lead_of,
    staff_of,
    system_administrator,
)
from tests.factories.dashboard_files import DISTRICT, OTHER_DISTRICT

ELIGIBLE = "Eligible for <strong>Level 2"
TWO_PRIORITIES = {DISTRICT: {"HOM": "CHRO red 15, SUSP red 16"}, OTHER_DISTRICT: {}}
ONE_PRIORITY = {DISTRICT: {"HOM": "CHRO red 15, SUSP green 16"}, OTHER_DISTRICT: {}}


def determined(leas: dict[str, dict[str, str]], *, confidential: bool) -> None:
    """The files of 2018 are published, for the county office alone or for everybody."""
    batches = publish_year(2018, leas)
    until = today() + dt.timedelta(days=10) if confidential else None
    Batch.objects.filter(pk__in=[batch.pk for batch in batches.values()]).update(
        confidential_until=until
    )
    determine_eligibility(years=[2018], by=None)


def lea() -> Lea:
    found = lea_by_cds(DISTRICT, 2018)
    assert found is not None
    return found


def page_for(person: User, *cell: str) -> tuple[int, str]:
    client = Client()
    client.force_login(person)
    name = "lea-cell" if cell else "lea-eligibility"
    answer = client.get(reverse(name, args=[DISTRICT, 2018, *cell]))
    return answer.status_code, " ".join(answer.content.decode().split())


def outsiders() -> list[User]:
    elsewhere = staff_of(CountyFactory(code="27"))
    return [district_lead_of(lea()), elsewhere, UserFactory()]


def test_only_the_countys_staff_see_a_first_preview_and_are_told_until_when(
    demo_county: County,
) -> None:
    determined(TWO_PRIORITIES, confidential=True)

    for person in (staff_of(demo_county), system_administrator()):
        _, page = page_for(person)
        assert ELIGIBLE in page
        assert "Confidential until" in page
        assert "Confidential until" in page_for(person, "HOM", "SUSP")[1]
    for person in outsiders():
        _, page = page_for(person)
        assert ELIGIBLE not in page
        assert "Confidential" not in page
        assert "Determine eligibility first" in page
        assert page_for(person, "HOM", "SUSP")[0] == 404


def test_others_see_what_was_public_before_and_nothing_that_hints_at_more(
    demo_county: County,
) -> None:
    determined(ONE_PRIORITY, confidential=False)
    determined(TWO_PRIORITIES, confidential=True)

    assert ELIGIBLE in page_for(staff_of(demo_county))[1]
    for person in outsiders():
        _, page = page_for(person)
        assert ELIGIBLE not in page
        assert "Determine eligibility first" not in page
        assert "determine again" not in page
        _, cell = page_for(person, "HOM", "SUSP")
        assert "Green" in cell
        assert "Red" not in cell


def test_when_the_day_has_come_everybody_sees_it(demo_county: County) -> None:
    determined(TWO_PRIORITIES, confidential=True)
    Batch.objects.update(confidential_until=today())

    for person in (staff_of(demo_county), *outsiders()):
        _, page = page_for(person)
        assert ELIGIBLE in page
        assert "Confidential" not in page


def test_a_preview_of_one_year_leaves_the_other_years_as_they_were(demo_county: County) -> None:
    determined(ONE_PRIORITY, confidential=False)
    batches = publish_year(2019, TWO_PRIORITIES)
    Batch.objects.filter(pk__in=[batch.pk for batch in batches.values()]).update(
        confidential_until=today() + dt.timedelta(days=1)
    )
    determine_eligibility(years=[2018, 2019], by=None)

    seen = determinations_of_lea(lea(), with_confidential=False)

    assert [each.year for each in seen] == [2018]
    assert [each.year for each in determinations_of_lea(lea())] == [2018, 2019]
    assert current_determination(lea(), 2019, with_confidential=False) is None


def test_the_page_of_determinations_says_until_when(client: Client, demo_county: County) -> None:
    determined(TWO_PRIORITIES, confidential=True)
    client.force_login(staff_of(demo_county))

    for address in (reverse("determinations"), "/leas/?year=2018", "/data/?year=2018"):
        assert "Confidential until" in client.get(address).content.decode(), address
