"""A newcomer to the field reads one page, that of an LEA, and can say why it is eligible, since
when, which students it is about, and what would end it. Found as a person finds it: by headings,
regions, tables and words."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from county_office.models import User
from eligibility.models import Determination
from eligibility.services import determine_eligibility
from tests.eligibility.live import publish_year
from tests.factories.assistance_cases import determination_of
from tests.factories.county_office import CountyFactory, staff_of
from tests.factories.dashboard_files import DISTRICT
from tests.plugins.browsers import run_script

SignIn = Callable[[Page, User], None]


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
    expect(main.get_by_text(why)).to_be_visible()
    expect(main.get_by_text("EC 52071(c)(1); criteria 2022, Method 1.")).to_be_visible()
    met = page.get_by_role("region", name="What is met, and at which schools")
    for indicator in ("[Cc]hronic absenteeism", "[Ss]uspension"):
        cell = met.get_by_role("row", name=re.compile(f"Homeless.*{indicator}"))
        expect(cell).to_be_visible()

    # Since when? A sentence, and a table of the years.
    expect(main.get_by_text("Differentiated assistance since the 2018 Dashboard")).to_be_visible()
    years = page.get_by_role("region", name="Eligibility by year", exact=True)
    homeless = years.get_by_role("row", name=re.compile("Homeless"))
    expect(homeless.get_by_role("cell", name="5, 6")).to_have_count(3)

    # Which students? The grid names them first, with how many they are.
    grid = page.get_by_role("region", name="Student groups and indicators")
    lines = "grid => [...grid.querySelectorAll('tr')].map(row => row.innerText.split('\\n')[0])"
    rows = run_script(grid, lines)
    eligible = rows.index("Meet two or more priorities: make the district eligible")
    assert rows[eligible + 1].startswith("Homeless")
    absent = grid.get_by_role("link", name=re.compile("Homeless, Absenteeism: Very High"))
    expect(absent).to_have_text(
        "Homeless, Absenteeism: Very High 40 students, meets a criterion", use_inner_text=True
    )

    # What would end it? Either of two changes, marked as an estimate.
    end = page.get_by_role("region", name="Way out")
    expect(end.get_by_text("estimate", exact=True)).to_be_visible()
    expect(end.get_by_text("Leaving Very High in chronic absenteeism")).to_be_visible()
    expect(end.get_by_text("Or: leaving Very High in suspension rate")).to_be_visible()
