"""Which determinations and cases a checked load touches, before anyone publishes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from assistance_cases.selectors.touched import (
    Agreement,
    TouchedDetermination,
    touched_by_publishing,
    touched_by_roll_back,
)
from county_office.models import County, User
from county_office.selectors import lea_by_cds
from dashboard_import.models import Batch
from dashboard_import.selectors import live_batches
from dashboard_import.services import NotPublishable, publish_batch
from eligibility.models import DeterminationRun
from eligibility.services import determine_eligibility
from tests.eligibility.live import publish_list, publish_year
from tests.factories.assistance_cases import case_of
from tests.factories.county_office import administrator_of
from tests.factories.dashboard_files import (
    DISTRICT,
    OTHER_DISTRICT,
    SCHOOL,
    file_text,
    row,
    stage,
)

YEAR = 2022
GROUP = {"studentgroup": "SWD", "currdenom": "40"}
VERY_HIGH = GROUP | {"statuslevel": "1", "color": ""}
HIGH = GROUP | {"statuslevel": "2", "color": ""}
ALL = {"studentgroup": "ALL", "color": "0", "statuslevel": "0", "currdenom": "5", "currstatus": ""}


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def administrator(county: County) -> User:
    return administrator_of(county)


@pytest.fixture
def determined(county: County) -> None:
    """One district is eligible by chronic absenteeism and suspension, the other is not."""
    publish_year(
        YEAR,
        {DISTRICT: {"SWD": "CHRO very high 40, SUSP very high 40"}, OTHER_DISTRICT: {}},
    )
    determine_eligibility(years=[YEAR], county=county, by=None)


def reissue(*rows: dict[str, str]) -> Batch:
    return stage(file_text(YEAR, "SUSP", rows), "suspdownload2022.txt")


def touched(user: User, batch: Batch) -> dict[str, TouchedDetermination]:
    return {
        one.determination.cds: one for one in touched_by_publishing(user, [batch]).determinations
    }


def test_a_determination_that_would_be_another_is_told_in_words(
    determined: None, administrator: User
) -> None:
    batch = reissue(row(**ALL), row(**HIGH), row(OTHER_DISTRICT, **ALL))

    found = touched(administrator, batch)

    assert list(found) == [DISTRICT]
    changes = {change.what: (change.before, change.after) for change in found[DISTRICT].changes}
    assert changes["Status"] == ("Differentiated Assistance", "General Assistance")
    assert changes["Method 1"] == ("met", "not met")


def test_one_that_would_stay_is_named_for_its_changed_rows(
    determined: None, administrator: User
) -> None:
    batch = reissue(row(**ALL), row(**VERY_HIGH | {"currdenom": "41"}), row(OTHER_DISTRICT, **ALL))

    found = touched(administrator, batch)

    assert list(found) == [DISTRICT]
    assert (found[DISTRICT].rows, found[DISTRICT].changes) == (1, [])


def test_an_open_case_stands_beside_its_determination(
    determined: None, administrator: User
) -> None:
    case = case_of(lea_by_cds(DISTRICT, YEAR), YEAR, case_lead=administrator)
    batch = reissue(row(**ALL), row(**HIGH), row(OTHER_DISTRICT, **ALL))

    assert touched(administrator, batch)[DISTRICT].case == case


def test_rows_of_schools_touch_no_determination(determined: None, administrator: User) -> None:
    batch = reissue(
        row(**ALL), row(**VERY_HIGH), row(OTHER_DISTRICT, **ALL), row(SCHOOL, **VERY_HIGH)
    )

    assert touched(administrator, batch) == {}


def test_a_load_is_not_blamed_for_what_was_out_of_date_before_it(
    determined: None, administrator: User
) -> None:
    """Files that came after the determination make it another already."""
    publish_batch(batch=reissue(row(**ALL), row(**HIGH), row(OTHER_DISTRICT, **ALL)), by=None)
    same_again = reissue(row(**ALL), row(**HIGH), row(OTHER_DISTRICT, **ALL))

    assert touched(administrator, same_again) == {}


def test_a_change_begins_at_what_would_be_decided_now(
    determined: None, administrator: User
) -> None:
    publish_batch(batch=reissue(row(**ALL), row(**HIGH), row(OTHER_DISTRICT, **ALL)), by=None)
    batch = reissue(row(**ALL), row(**VERY_HIGH), row(OTHER_DISTRICT, **ALL))

    found = touched(administrator, batch)[DISTRICT]

    changes = {change.what: (change.before, change.after) for change in found.changes}
    assert changes["Status"] == ("General Assistance", "Differentiated Assistance")
    assert (found.rows, found.is_out_of_date) == (1, True)


def test_rolling_back_touches_what_the_file_had_changed(
    determined: None, administrator: User
) -> None:
    batch = reissue(row(**ALL), row(**HIGH), row(OTHER_DISTRICT, **ALL))
    publish_batch(batch=batch, by=None)
    determine_eligibility(years=[YEAR], county=administrator.memberships.get().county, by=None)
    live = live_batches(YEAR)

    [found] = touched_by_roll_back(administrator, batch).determinations

    changes = {change.what: (change.before, change.after) for change in found.changes}
    assert changes["Status"] == ("General Assistance", "Differentiated Assistance")
    assert (found.determination.cds, found.rows, found.is_out_of_date) == (DISTRICT, 1, False)
    assert live_batches(YEAR) == live


def test_the_agreement_with_the_states_list_is_counted_now_and_then(
    determined: None, administrator: User, client: Client
) -> None:
    publish_list(YEAR, {DISTRICT: {"SWD": "C"}, OTHER_DISTRICT: {}})
    batch = reissue(row(**ALL), row(**HIGH), row(OTHER_DISTRICT, **ALL))

    assert touched_by_publishing(administrator, [batch]).agreements == [Agreement(YEAR, 2, 1, 2)]

    client.force_login(administrator)
    page = client.get(f"/data/loads/{batch.load_id}/touched/").content.decode()
    assert "2 of 2 LEAs now, <strong>1 of 2</strong> afterwards." in page


def test_without_a_list_no_agreement_is_told(determined: None, administrator: User) -> None:
    batch = reissue(row(**ALL), row(**HIGH), row(OTHER_DISTRICT, **ALL))

    assert touched_by_publishing(administrator, [batch]).agreements == []


def test_looking_changes_nothing(determined: None, administrator: User) -> None:
    live, runs = live_batches(YEAR), DeterminationRun.objects.count()
    batch = reissue(row(**ALL), row(**HIGH))

    touched(administrator, batch)

    assert live_batches(YEAR) == live
    assert DeterminationRun.objects.count() == runs
    batch.refresh_from_db()
    assert (batch.state, batch.publications.count()) == ("staged", 0)


def test_what_was_checked_against_an_older_state_is_checked_again_first(
    determined: None, administrator: User
) -> None:
    batch = reissue(row(**ALL), row(**HIGH))
    publish_batch(batch=reissue(row(**ALL)), by=None)

    with pytest.raises(NotPublishable, match="Check it again"):
        touched(administrator, batch)


def test_the_page_names_the_lea_the_change_and_the_case(
    determined: None, administrator: User, client: Client
) -> None:
    case_of(lea_by_cds(DISTRICT, YEAR), YEAR, case_lead=administrator)
    batch = reissue(row(**ALL), row(**HIGH), row(OTHER_DISTRICT, **ALL))
    client.force_login(administrator)

    page = client.get(f"/data/loads/{batch.load_id}/touched/").content.decode()

    assert "District 60001" in page
    assert ">General Assistance<" in page
    assert "Open case" in page


def test_the_page_before_a_roll_back_names_rows_determination_and_case(
    determined: None, administrator: User, client: Client
) -> None:
    case_of(lea_by_cds(DISTRICT, YEAR), YEAR, case_lead=administrator)
    batch = reissue(row(**ALL), row(**HIGH), row(OTHER_DISTRICT, **ALL))
    publish_batch(batch=batch, by=None)
    client.force_login(administrator)

    response = client.get(f"/data/files/{batch.pk}/before-roll-back/")

    figures = {words: figure for figure, words in response.context["figures"]}
    page = response.content.decode()
    assert (figures["rows change"], figures["rows come back"]) == ("1", "0")
    assert (figures["determinations would change"], figures["open cases with a change"]) == (
        "1",
        "1",
    )
    assert ">Differentiated Assistance<" in page
    assert "Open case" in page
    assert f'action="/data/files/{batch.pk}/roll-back/"' in page
    assert "SUSP.txt" in page or "suspdownload2022.txt" in page


def test_what_is_live_nowhere_has_no_button_to_roll_back(
    determined: None, administrator: User, client: Client
) -> None:
    batch = reissue(row(**ALL), row(**HIGH))
    client.force_login(administrator)

    page = client.get(f"/data/files/{batch.pk}/before-roll-back/").content.decode()

    assert "There is nothing to roll back" in page
    assert 'roll-back/"' not in page.replace("before-roll-back", "")


def test_who_may_not_roll_back_sees_what_it_changes_without_the_button(
    determined: None, county: County, client: Client
) -> None:
    theirs = "27661590000000"
    batch = reissue(row(**ALL), row(theirs, **ALL))
    publish_batch(batch=batch, by=None)
    client.force_login(administrator_of(county))

    page = client.get(f"/data/files/{batch.pk}/before-roll-back/").content.decode()

    assert "A system administrator may." in page
    assert f"/data/files/{batch.pk}/roll-back/" not in page


def test_beside_the_button_stand_the_first_that_would_change(
    determined: None, administrator: User, client: Client
) -> None:
    batch = reissue(row(**ALL), row(**HIGH), row(OTHER_DISTRICT, **ALL))
    address = f"/data/loads/{batch.load_id}/touched/"
    client.force_login(administrator)

    compare = client.get(f"/data/loads/{batch.load_id}/compare/").content.decode()
    part = client.get(address, headers={"HX-Request": "true"}).content.decode()

    assert f'hx-get="{address}"' in compare
    assert compare.index(f'hx-get="{address}"') < compare.index("I have looked at the changes")
    assert "District 60001" in part
    assert "<h1" not in part
    assert address in part
