"""Fetching a year's files with a button: a worker downloads, the page of the load follows it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from county_office.models import County
from dashboard_import.layouts import layout_of
from dashboard_import.models import Batch, Download, DownloadState, Load
from dashboard_import.services import (
    fetch_download,
    fetch_next,
    loads_with_forgotten_downloads,
    start_fetch,
)
from dashboard_import.services.fetching import QUIET
from tests.dashboard_import.state_site import Site, state_site
from tests.factories.county_office import administrator_of, staff_of, system_administrator
from tests.factories.dashboard_files import file_text, publish, row
from tests.plugins.worker import Worker

SUSP = "suspdownload2018.txt"
GRAD = "graddownload2018.txt"


@pytest.fixture
def site(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with state_site() as running:
        settings.DASHBOARD_FILES_ADDRESS = running.address
        running.files[SUSP] = file_text(2018, "SUSP", [row()])
        yield running


@pytest.fixture
def browser(client: Client, demo_county: County) -> Client:
    client.force_login(system_administrator())
    return client


def begin(browser: Client, *indicators: str, **fields: str) -> Load:
    response = browser.post(
        "/data/fetch/2018/", {"indicators": indicators, "county": "all"} | fields
    )
    assert response.status_code == 302, response.content
    return Load.objects.latest("pk")


def shown(browser: Client, load: Load) -> str:
    return browser.get(f"/data/loads/{load.pk}/").content.decode()


def test_the_data_page_leads_there_and_missing_files_are_chosen(
    browser: Client, demo_county: County
) -> None:
    staff_of(demo_county)  # the county that an administrator of the system works in
    publish(file_text(2018, "SUSP", [row()]), SUSP)
    assert 'href="/data/fetch/2018/"' in browser.get("/data/?year=2018").content.decode()

    form = browser.get("/data/fetch/2018/").context["form"]

    assert "SUSP" not in form["indicators"].value()
    assert {"ELA", "MATH", "GRAD"} < set(form["indicators"].value())
    assert browser.get("/data/fetch/2020/").status_code == 404


def test_a_worker_fetches_one_file_after_the_other_and_has_them_checked(
    site: Site, worker: Worker, demo_county: County, browser: Client
) -> None:
    load = begin(browser, "SUSP", "GRAD", confidential_until="2030-01-01")

    worker.wait_until(lambda: Batch.objects.filter(state="staged").exists())
    worker.wait_until(lambda: Download.objects.filter(state="failed").exists())

    batch = Batch.objects.get()
    assert (batch.indicator, str(batch.confidential_until)) == ("SUSP", "2030-01-01")
    page = shown(browser, load)
    assert "Suspension, 2018" in page
    assert "The server has no such file (404 Not Found)." in page
    assert f"{site.address}/{GRAD}" in page
    assert "every 2s" not in page


def test_a_file_that_failed_is_fetched_again(site: Site, browser: Client) -> None:
    load = begin(browser, "GRAD")
    failed = fetch_next(load_id=load.pk)
    assert failed is not None
    assert "Fetch it again" in shown(browser, load)
    site.files[GRAD] = file_text(2018, "GRAD", [row()])

    browser.post(f"/data/downloads/{failed.pk}/again/")
    assert 'hx-trigger="every 2s"' in shown(browser, load)
    again = fetch_next(load_id=load.pk)

    assert again is not None
    assert again.state == DownloadState.RECEIVED
    assert not list(Batch.objects.get().file.content.storage.listdir("downloads")[1])


def test_a_running_download_can_be_canceled(
    site: Site, browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = begin(browser, "SUSP")
    [download] = load.downloads.all()

    def somebody_cancels(done: int, of: int | None) -> None:
        browser.post(f"/data/downloads/{download.pk}/cancel/")

    fetch_download(download_id=download.pk, progress=somebody_cancels)

    download.refresh_from_db()
    assert download.state == DownloadState.CANCELED
    assert not Batch.objects.exists()
    assert "taken out" in shown(browser, load)


def test_a_download_whose_worker_died_is_found_and_one_at_work_is_not(
    site: Site, demo_county: County
) -> None:
    load = start_fetch(layouts=[layout_of(2018, "SUSP"), layout_of(2018, "GRAD")], by=None)
    assert loads_with_forgotten_downloads() == []
    first, second = load.downloads.all()
    Download.objects.filter(pk=first.pk).update(state=DownloadState.FETCHING)
    Download.objects.filter(pk=second.pk).update(noted_at=second.noted_at - QUIET)

    assert loads_with_forgotten_downloads() == []  # a worker comes to it after the first
    Download.objects.update(noted_at=first.noted_at - QUIET)

    assert loads_with_forgotten_downloads() == [load.pk]
    taken = fetch_next(load_id=load.pk)
    assert taken is not None
    assert taken.state == DownloadState.RECEIVED


def test_choosing_no_file_is_said(browser: Client) -> None:
    response = browser.post("/data/fetch/2018/", {"county": "all"})

    assert response.status_code == 422
    assert "Choose at least one file." in response.content.decode()


def test_another_countys_download_does_not_exist(client: Client, demo_county: County) -> None:
    load = start_fetch(layouts=[layout_of(2018, "SUSP")], by=system_administrator())
    [download] = load.downloads.all()
    client.force_login(administrator_of(demo_county))

    for act in ("again", "cancel"):
        assert client.post(f"/data/downloads/{download.pk}/{act}/").status_code == 404
