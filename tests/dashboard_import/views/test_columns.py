"""A header that no layout knows: shown column by column, mapped by a person, used again later."""

from __future__ import annotations

import pytest
from django.test import Client

from county_office.models import County, User
from dashboard_import.models import Batch, BatchState, ColumnMapping
from dashboard_import.services import publish_batch, stage_batch
from tests.factories.county_office import administrator_of, system_administrator
from tests.factories.dashboard_files import DISTRICT, file_text, live_results, row, stage

NAME = "suspdownload2018.txt"
RENAMED = file_text(2018, "SUSP", [row(statuslevel="4")]).replace("statuslevel", "status_lvl", 1)


@pytest.fixture
def administrator(demo_county: County) -> User:
    return system_administrator(full_name="Administrator S")


@pytest.fixture
def browser(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


@pytest.fixture
def refused(administrator: User) -> Batch:
    batch = stage(RENAMED, NAME, by=administrator)
    assert batch.state == BatchState.REFUSED
    return batch


def page(browser: Client, address: str) -> str:
    response = browser.get(address)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def field_of(browser: Client, batch: Batch, published: str) -> str:
    form = browser.get(f"/data/files/{batch.pk}/columns/").context["form"]
    return next(name for name, field in form.fields.items() if field.label == published)


def map_status(browser: Client, batch: Batch) -> None:
    field = field_of(browser, batch, "statuslevel")
    response = browser.post(f"/data/files/{batch.pk}/columns/", {field: "status_lvl"})
    assert response.status_code == 302, response.content.decode()


def test_the_header_stands_beside_the_closest_layout_and_nothing_is_chosen(
    browser: Client, refused: Batch
) -> None:
    assert f"/data/files/{refused.pk}/columns/" in page(browser, f"/data/files/{refused.pk}/")
    shown = page(browser, f"/data/files/{refused.pk}/columns/")

    assert "Suspension, 2018" in shown
    assert shown.count("Probably renamed") == 1
    assert "Probably status_lvl." in shown
    form = browser.get(f"/data/files/{refused.pk}/columns/").context["form"]
    assert all(not form[name].value() for name in form.fields)
    assert "Math, 2024" in page(browser, f"/data/files/{refused.pk}/columns/?layout=2024-MATH")


def test_a_person_maps_the_column_and_the_file_is_checked_with_that(
    browser: Client, refused: Batch
) -> None:
    map_status(browser, refused)
    checked = stage_batch(batch_id=refused.pk)

    assert (checked.state, checked.indicator) == (BatchState.STAGED, "SUSP")
    assert checked.report["header"][: len(RENAMED)].count("status_lvl") == 1
    publish_batch(batch=checked, by=None)
    assert live_results(DISTRICT, 2018)[0].statuslevel == 4
    assert "Administrator S mapped them" in page(browser, f"/data/files/{refused.pk}/")


def test_it_holds_for_later_files_with_exactly_that_header_and_no_others(
    browser: Client, refused: Batch
) -> None:
    map_status(browser, refused)
    later = RENAMED.replace("\t4\t", "\t5\t")
    with_more = RENAMED.replace("status_lvl", "status_lvl2", 1)
    of_another_year = RENAMED.replace("\t2018", "\t2019").replace("2018\n", "2019\n")

    assert stage(later, NAME).state == BatchState.STAGED
    assert stage(with_more, NAME).state == BatchState.REFUSED
    assert stage(of_another_year, "suspdownload2019.txt").state == BatchState.REFUSED


def test_a_mapping_is_listed_with_who_and_when_and_can_be_removed(
    browser: Client, refused: Batch
) -> None:
    map_status(browser, refused)
    listed = page(browser, "/data/columns/")
    assert "Administrator S" in listed
    assert "status_lvl" in listed

    browser.post(f"/data/columns/{ColumnMapping.objects.get().pk}/remove/")

    assert "removed by Administrator S" in page(browser, "/data/columns/")
    assert stage(RENAMED, NAME).state == BatchState.REFUSED


def test_what_the_rule_reads_must_be_said_and_each_column_once(
    browser: Client, refused: Batch
) -> None:
    address = f"/data/files/{refused.pk}/columns/"

    response = browser.post(address, {})

    assert response.status_code == 422
    assert "Say which column is statuslevel." in response.content.decode()
    assert not ColumnMapping.objects.exists()


def test_a_countys_administrator_sees_the_comparison_and_may_not_map(
    client: Client, demo_county: County
) -> None:
    person = administrator_of(demo_county)
    batch = stage(RENAMED, NAME, by=person)
    client.force_login(person)
    address = f"/data/files/{batch.pk}/columns/"

    assert "a system administrator says here which is which" in page(client, address)
    assert client.post(address, {}).status_code == 403
