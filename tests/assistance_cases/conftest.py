"""The county, people and day of these tests: Tuesday, January 14, 2025, at noon in California."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

import pytest
import time_machine

from assistance_cases.models import AssistanceCase
from county_office.models import County, Lea, User
from tests.factories.assistance_cases import case_of
from tests.factories.county_office import (
    CountyFactory,
    LeaFactory,
    district_lead_of,
    staff_of,
)

TODAY = dt.date(2025, 1, 14)
NOON = dt.datetime(2025, 1, 14, 12, tzinfo=ZoneInfo("America/Los_Angeles"))


@pytest.fixture
def today() -> Iterator[dt.date]:
    with time_machine.travel(NOON, tick=False):
        yield TODAY


@pytest.fixture
def county(db: None) -> County:
    return CountyFactory(code="99")


@pytest.fixture
def lea(county: County) -> Lea:
    return LeaFactory(name="Foxtail Bend Unified", county=county)


@pytest.fixture
def staff(county: County) -> User:
    return staff_of(county, full_name="COE coordinator A")


@pytest.fixture
def district_lead(lea: Lea) -> User:
    return district_lead_of(lea, full_name="District superintendent")


@pytest.fixture
def case(lea: Lea, staff: User, today: dt.date) -> AssistanceCase:
    """A case opened on November 22, 2024, led by `staff`."""
    return case_of(lea, case_lead=staff, opened_on=dt.date(2024, 11, 22))
