"""`fetch_dashboard`: a year's files from the state's site, checked and not published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from county_office.models import County
from dashboard_import.models import Batch, BatchState, Download, Load
from dashboard_import.selectors import live_batches
from tests.dashboard_import.state_site import Site, state_site
from tests.factories.dashboard_files import file_text, publish, row

SUSP = "suspdownload2018.txt"
GRAD = "graddownload2018.txt"


@pytest.fixture
def site(demo_county: County, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with state_site() as running:
        settings.DASHBOARD_FILES_ADDRESS = running.address
        running.files[SUSP] = file_text(2018, "SUSP", [row()])
        running.files[GRAD] = file_text(2018, "GRAD", [row(), row(studentgroup="EL")])
        yield running


def test_the_files_are_fetched_and_checked_and_nothing_is_live(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("fetch_dashboard", "2018", indicator=["SUSP", "GRAD"])

    said = capsys.readouterr().out
    assert f"{SUSP}: SUSP 2018, 1 rows in = 1 staged + 0 refused; staged" in said
    assert f"/data/loads/{Load.objects.get().pk}/check/" in said
    assert {batch.state for batch in Batch.objects.all()} == {BatchState.STAGED}
    assert live_batches(2018) == {}


@pytest.mark.parametrize(
    "arguments",
    [
        ["--indicator", "susp", "GRAD", "--county", "99", "Monterey", "2018"],
        ["--county", "99", "--county", "Monterey", "--indicator", "susp", "GRAD", "2018"],
        ["2018", "--indicator", "susp", "GRAD", "--county", "99", "Monterey"],
    ],
    ids=["year after counties", "year after indicators", "year first"],
)
def test_counties_and_indicators_are_named_before_or_after_the_year(
    site: Site, arguments: list[str]
) -> None:
    call_command("fetch_dashboard", *arguments)

    assert {batch.indicator for batch in Batch.objects.all()} == {"SUSP", "GRAD"}
    assert {tuple(batch.counties_wanted) for batch in Batch.objects.all()} == {("27", "99")}


def test_a_missing_file_names_its_address_and_does_not_stop_the_others(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    del site.files[GRAD]

    with pytest.raises(SystemExit) as exit_status:
        call_command("fetch_dashboard", "2018", indicator=["GRAD", "SUSP"])

    assert exit_status.value.code == 1
    error = capsys.readouterr().err
    assert f"{site.address}/{GRAD}: The server has no such file (404 Not Found)." in error
    assert "browser" in error
    assert [batch.indicator for batch in Batch.objects.all()] == ["SUSP"]


def test_no_network_is_one_clear_line(
    site: Site, settings: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DASHBOARD_FILES_ADDRESS = "http://127.0.0.1:9"

    with pytest.raises(SystemExit) as exit_status:
        call_command("fetch_dashboard", "2018")

    assert exit_status.value.code == 1
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("127.0.0.1 cannot be reached (Connection refused).")
    assert not Load.objects.exists()


def test_a_file_that_is_live_already_is_said_and_not_checked_again(
    site: Site, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(site.files[SUSP], SUSP)

    call_command("fetch_dashboard", "2018", indicator=["SUSP"])

    assert f"{SUSP}: already loaded and live." in capsys.readouterr().out
    assert not Download.objects.exists()


def test_only_the_states_hosts_are_asked_unless_a_mirror_is_named(
    site: Site, settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.DASHBOARD_FILES_ADDRESS = ""
    monkeypatch.setattr("dashboard_import.services.fetching.HOSTS", {"files.example.org"})

    with pytest.raises(SystemExit):
        call_command("fetch_dashboard", "2018", indicator=["SUSP"])

    assert "no address of the state's data files" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"year": "2030"}, "No file of 2030 has a known address"),
        ({"year": "2020"}, "There was no Dashboard and no determination in 2020"),
        ({"indicator": ["LOCAL"]}, "No address is known for LOCAL of 2018"),
        ({"county": ["77"]}, "There is no county '77'"),
    ],
)
def test_what_cannot_be_fetched_is_said_before_anything_happens(
    site: Site, options: dict[str, Any], words: str
) -> None:
    arguments = {"year": "2018"} | options

    with pytest.raises(CommandError, match=words):
        call_command("fetch_dashboard", arguments.pop("year"), **arguments)

    assert not Load.objects.exists()
