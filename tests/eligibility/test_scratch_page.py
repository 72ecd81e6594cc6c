"""The scratch sheet as people see it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from county_office.models import County
from eligibility.models import Determination
from eligibility.services import determine_eligibility
from tests.eligibility.live import publish_list, publish_year
from tests.factories.county_office import LeaFactory, UserFactory, district_lead_of, staff_of
from tests.factories.dashboard_files import DISTRICT

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def staff(demo_county: County) -> Client:
    return signed_in(staff_of(demo_county))


@pytest.fixture
def eligible(staff: Client) -> Client:
    homeless = "CHRO very high 15, SUSP very high 15"
    publish_year(2022, {DISTRICT: {"HOM": homeless, "SWD": "SUSP medium 40"}})
    determine_eligibility(years=[2022], by=None)
    return staff


def url(query: str = "") -> str:
    return reverse("what-if", args=[DISTRICT, 2022]) + query


def text_of(content: bytes) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", content.decode())).split())


def test_the_sheet_decides_anew_and_says_what_it_is(eligible: Client):
    kept = Determination.objects.count()
    page = text_of(eligible.get(url("?HOM.SUSP=2")).content)
    assert "Scratch sheet. Not a determination. Nothing here is stored" in page
    assert "Homeless, Suspension: High instead of Very High" in page
    assert "Not eligible for Level 2: no student group meets" in page
    assert "Eligible for Level 2, differentiated assistance" in page
    assert Determination.objects.count() == kept


def test_the_form_leads_to_a_short_address_that_holds_the_suppositions(eligible: Client):
    sent = url("?HOM.SUSP=2&HOM.CHRO=&SWD.SUSP=3&XX.SUSP=1&local.1=not-met")
    assert eligible.get(sent).headers["Location"] == url("?HOM.SUSP=2")
    by_htmx = eligible.get(sent, headers={"HX-Request": "true"})
    assert by_htmx.headers["HX-Replace-Url"] == url("?HOM.SUSP=2")
    assert b"<html" not in by_htmx.content


def test_every_control_has_a_name_of_its_own(eligible: Client):
    content = eligible.get(url()).content.decode()
    ids = re.findall(r'<select [^>]*id="([^"]+)"', content)
    assert ids
    assert len(ids) == len(set(ids))
    assert set(ids) <= set(re.findall(r'<label [^>]*for="([^"]+)"', content))


def test_a_district_lead_supposes_things_of_their_own_lea_alone(eligible: Client):
    lea = Determination.objects.get(cds=DISTRICT, year=2022).lea
    assert signed_in(district_lead_of(lea)).get(url()).status_code == 200
    other = district_lead_of(LeaFactory(county=lea.county))
    assert signed_in(other).get(url()).status_code == 404
    assert signed_in(UserFactory()).get(url()).status_code == 404


def test_from_a_published_list_no_cell_can_be_supposed(staff: Client):
    publish_list(2022, {DISTRICT: {"HOM": "C"}})
    determine_eligibility(years=[2022], by=None)
    assert "Load the indicator files first" in text_of(staff.get(url()).content)
