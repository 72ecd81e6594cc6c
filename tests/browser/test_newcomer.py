"""A newcomer to the field reads one page, that of an LEA, and can say why it is eligible, since
when, which students it is about, and what would end it. Found as a person finds it: by headings,
regions, tables and words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.urls import reverse

from county_office.models import User
from eligibility.models import Determination
from eligibility.services import determine_eligibility
from tests.eligibility.live import publish_year
from tests.factories.assistance_cases import determination_of
from tests.factories.county_office import CountyFactory, staff_of
from tests.factories.dashboard_files import DISTRICT

if TYPE_CHECKING:
    from playwright.sync_api import Page

SignIn = Callable[["Page", User], None]


@pytest.fixture
def newcomer(transactional_db: None, settings: Any, tmp_path: Path) -> User:
    """Staff of a county whose district was eligible in 2018 and 2019 and is so in 2022."""
    settings.MEDIA_ROOT = tmp_path
    person = staff_of(CountyFactory(code="99"))
    homeless = "CHRO very high 40, SUSP very high 40, GRAD medium 40"
    disabled = "SUSP very high 41"
    publish_year(2022, {DISTRICT: {"HOM": homeless, "SWD": disabled}})
    determine_eligibility(years=[2022], by=None)
    lea = Determination.objects.get(cds=DISTRICT).lea
    determination_of(lea, 2017, eligible=False)
    for year in (2018, 2019):
        determination_of(lea, year, letters={"HOM": "C"}, da_year=None)
    return person


def test_a_newcomer_can_answer_from_the_leas_page_alone(
    page: Page, sign_in: SignIn, newcomer: User
) -> None:
    sign_in(page, newcomer)
    page.goto(reverse("lea-eligibility", args=[DISTRICT, 2022]))
    main = page.get_by_role("main")

    # Why is it eligible? The sentence, the law, and the two cells with their rule.
    why = "because one student group meets the criteria on two or more priorities: Homeless (5, 6)."
    assert main.get_by_text(why).is_visible()
    assert main.get_by_text("EC 52071(c)(1); criteria 2022, Method 1.").is_visible()
    met = page.get_by_role("region", name="What is met, and at which schools")
    assert met.get_by_role("row", name=re.compile("Homeless.*[Cc]hronic absenteeism")).is_visible()
    assert met.get_by_role("row", name=re.compile("Homeless.*[Ss]uspension")).is_visible()

    # Since when? A sentence, and a table of the years.
    assert main.get_by_text("Differentiated assistance since the 2018 Dashboard").is_visible()
    years = page.get_by_role("region", name="Eligibility by year", exact=True)
    homeless = years.get_by_role("row", name=re.compile("Homeless"))
    assert homeless.get_by_role("cell", name="5, 6").count() == 3

    # Which students? The grid names them first, with how many they are.
    grid = page.get_by_role("region", name="Student groups and indicators")
    rows = [row.inner_text().split("\n")[0] for row in grid.get_by_role("row").all()]
    eligible = rows.index("Meet two or more priorities: make the district eligible")
    assert rows[eligible + 1].startswith("Homeless")
    absent = grid.get_by_role("link", name=re.compile("Homeless, Absenteeism: Very High"))
    assert re.sub(r"\s+", " ", absent.inner_text()).endswith("40 students, meets a criterion")

    # What would end it? Either of two changes, marked as an estimate.
    end = page.get_by_role("region", name="Way out")
    assert end.get_by_text("estimate", exact=True).is_visible()
    assert end.get_by_text("Leaving Very High in chronic absenteeism").is_visible()
    assert end.get_by_text("Or: leaving Very High in suspension rate").is_visible()
