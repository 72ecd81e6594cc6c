"""The way of a load in the browser, without JavaScript: upload, check, compare, publish."""

from __future__ import annotations

import errno
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from county_office.models import County, User
from dashboard_import.generate import write_school_directory
from dashboard_import.models import Batch, BatchState, Load
from dashboard_import.selectors import live_batches
from dashboard_import.services import check_batch_again, roll_back_batch, stage_batch
from tests.dashboard_import.workers import worker_at
from tests.factories.county_office import (
    CountyFactory,
    LeaFactory,
    administrator_of,
    district_lead_of,
    reader_of,
    staff_of,
    system_administrator,
)
from tests.factories.dashboard_files import (
    DISTRICT,
    MONTEREY_DISTRICT,
    OTHER_DISTRICT,
    file_text,
    packed,
    publish,
    publish_path,
    row,
    stage,
    statewide_rows,
)

NAME = "suspdownload2018.txt"
LIST = "The state's assistance status list"


@pytest.fixture
def administrator(demo_county: County) -> User:
    return system_administrator()


@pytest.fixture
def browser(client: Client, administrator: User) -> Client:
    client.force_login(administrator)
    return client


def upload(browser: Client, *files: tuple[str, str | bytes], **fields: str) -> Load:
    response = browser.post(
        "/data/loads/new/",
        {"county": "all"}
        | {
            "files": [
                SimpleUploadedFile(name, text.encode() if isinstance(text, str) else text)
                for name, text in files
            ]
        }
        | fields,
    )
    assert response.status_code == 302, response.content
    load = Load.objects.latest("pk")
    assert response["Location"] == f"/data/loads/{load.pk}/"
    return load


def check(load: Load) -> list[Batch]:
    return [stage_batch(batch_id=batch.pk) for batch in load.batches.order_by("pk")]


def page(browser: Client, address: str, **headers: str) -> str:
    response = browser.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_files_are_uploaded_checked_compared_and_published(browser: Client) -> None:
    load = upload(
        browser,
        (NAME, file_text(2018, "SUSP", [row()])),
        ("graddownload2018.txt", file_text(2018, "GRAD", [row()])),
    )
    assert "Received" in page(browser, f"/data/loads/{load.pk}/")

    check(load)
    files = page(browser, f"/data/loads/{load.pk}/")
    assert "Load Dashboard 2018" in files
    assert "Suspension, 2018" in files
    assert "Graduation, 2018" in files
    assert "See the check" in files
    assert "met for the first time" in page(browser, f"/data/loads/{load.pk}/check/")
    assert "Publish Dashboard 2018" in page(browser, f"/data/loads/{load.pk}/compare/")

    response = browser.post(f"/data/loads/{load.pk}/publish/", {"looked": "yes"}, follow=True)

    assert "Published: 2 files." in response.content.decode()
    assert set(live_batches(2018)) == {"SUSP", "GRAD"}


def test_each_file_of_a_zip_is_a_file_of_the_load(browser: Client) -> None:
    files = {
        "2018/suspdownload2018.txt": file_text(2018, "SUSP", [row()]).encode(),
        "2018/graddownload2018.txt": file_text(2018, "GRAD", [row()]).encode(),
    }

    load = upload(browser, ("2018.zip", packed(files)))

    assert [batch.file_name for batch in load.batches.order_by("pk")] == [
        "suspdownload2018.txt",
        "graddownload2018.txt",
    ]
    assert {batch.state for batch in check(load)} == {BatchState.STAGED}


def test_what_a_zip_holds_besides_dashboard_files_is_named(browser: Client) -> None:
    files = {
        "2018/suspdownload2018.txt": file_text(2018, "SUSP", [row()]).encode(),
        "2018/layout.pdf": b"%PDF-1.7",
        "__MACOSX/._suspdownload2018.txt": b"",
    }

    load = upload(browser, ("2018.zip", packed(files)))

    assert load.batches.count() == 1
    said = page(browser, f"/data/loads/{load.pk}/")
    assert "Left out, as no text file and no workbook: layout.pdf in 2018.zip." in said


def test_check_and_compare_count_the_same_new_leas_also_of_one_name(browser: Client) -> None:
    rows = [row(cds, districtname="Foxtail Union") for cds in (DISTRICT, OTHER_DISTRICT)]
    load = upload(
        browser,
        (NAME, file_text(2018, "SUSP", rows)),
        ("graddownload2018.txt", file_text(2018, "GRAD", rows)),
    )
    check(load)

    assert "2 LEAs are met for the first time" in page(browser, f"/data/loads/{load.pk}/check/")
    assert "create 2 LEAs met for the first time" in page(
        browser, f"/data/loads/{load.pk}/compare/"
    )


def test_the_step_names_a_dashboard_only_where_its_levels_stand_beside(browser: Client) -> None:
    load = upload(browser, (NAME, file_text(2018, "SUSP", [row()])))
    check(load)
    assert "Compare with" not in page(browser, f"/data/loads/{load.pk}/check/")

    publish(file_text(2017, "SUSP", [row()]), "suspdownload2017f.txt")
    check_batch_again(batch=load.batches.get(), by=system_administrator())
    check(load)

    assert "Compare with 2017" in page(browser, f"/data/loads/{load.pk}/check/")


def test_rows_of_other_counties_are_counted_as_left_out(
    client: Client, demo_county: County
) -> None:
    client.force_login(administrator_of(demo_county))
    rows = [row(), row(MONTEREY_DISTRICT), row(MONTEREY_DISTRICT, studentgroup="EL")]
    load = upload(client, (NAME, file_text(2018, "SUSP", rows)), county="99")
    check(load)

    response = client.get(f"/data/loads/{load.pk}/check/")

    figures = {words: figure for figure, words in response.context["figures"]}
    assert (figures["rows read"], figures["rows of other counties, left out"]) == ("1", "2")
    assert "2 left out" in response.content.decode()


def test_a_hostile_zip_is_shown_as_a_refused_file_with_the_reason(browser: Client) -> None:
    load = upload(browser, ("2018.zip", packed({"bomb.txt": b"0" * 5_000_000})))

    (batch,) = check(load)

    assert batch.state == BatchState.REFUSED
    assert "bomb.txt" in page(browser, f"/data/loads/{load.pk}/check/")


def test_compare_names_the_refused_files_and_leaves_them_out_of_the_levels(
    browser: Client,
) -> None:
    publish(file_text(2018, "GRAD", [row()]), "graddownload2018.txt")
    load = upload(
        browser,
        (NAME, file_text(2018, "SUSP", [row()])),
        ("graddownload2018.txt", file_text(2018, "GRAD", [row(color="9")])),
        ("layout.txt", b"%PDF-1.7"),
    )
    check(load)

    response = browser.get(f"/data/loads/{load.pk}/compare/")

    assert "2 of 3 files were refused and stay out: Graduation, 2018; layout.txt." in (
        response.content.decode()
    )
    assert [line.name for line in response.context["lines"]] == ["Suspension"]


def test_compare_says_nothing_of_refused_files_where_there_is_none(browser: Client) -> None:
    load = upload(browser, (NAME, file_text(2018, "SUSP", [row()])))
    check(load)

    assert "stays out" not in page(browser, f"/data/loads/{load.pk}/compare/")


def test_publishing_asks_that_the_changes_were_looked_at(browser: Client) -> None:
    load = upload(browser, (NAME, file_text(2018, "SUSP", [row()])))
    check(load)

    browser.post(f"/data/loads/{load.pk}/publish/", {})

    assert live_batches(2018) == {}


def test_an_upload_for_which_the_disk_has_no_room_is_told_so(
    browser: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(*args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", no_room)
    file = SimpleUploadedFile(NAME, file_text(2018, "SUSP", [row()]).encode())

    answer = browser.post("/data/loads/new/", {"files": file, "county": "all"})

    assert answer.status_code == 422
    assert "The disk is full" in answer.content.decode()
    assert not Load.objects.exists()


def test_while_a_file_is_checked_the_list_asks_for_itself(browser: Client) -> None:
    load = upload(browser, (NAME, file_text(2018, "SUSP", [row()])))
    Batch.objects.update(state="staging", progress_rows=40, progress_of=80)

    with worker_at(load.batches.get()):
        working = page(browser, f"/data/loads/{load.pk}/", **{"HX-Request": "true"})
    assert 'hx-trigger="every 2s"' in working
    assert 'value="50"' in working
    assert "<html" not in working
    Batch.objects.update(state="received")
    check(load)

    assert "every 2s" not in page(browser, f"/data/loads/{load.pk}/", **{"HX-Request": "true"})


def test_faults_are_shown_with_line_column_value_and_remedy(browser: Client) -> None:
    load = upload(
        browser, (NAME, file_text(2018, "SUSP", [row(), row(MONTEREY_DISTRICT) | {"color": "9"}]))
    )
    [batch] = check(load)

    checked = page(browser, f"/data/loads/{load.pk}/check/")
    detail = page(browser, f"/data/files/{batch.pk}/")

    assert "what is refused cannot be published" in checked
    assert "Publish Dashboard" not in page(browser, f"/data/loads/{load.pk}/compare/")
    for words in ("line 3", "color", "9", "A level from 0 to 5 is expected."):
        assert words in detail
    assert "Go on with the others" in detail


def test_a_place_in_a_line_is_no_column(browser: Client) -> None:
    load = upload(browser, ("layout.txt", b"%PDF-1.7"), ("empty.txt", b"\n"))
    check(load)

    checked = page(browser, f"/data/loads/{load.pk}/check/")

    assert "Character 1" in checked
    assert "Column character" not in checked


def test_refused_rows_download_in_the_layout_of_the_file(browser: Client) -> None:
    rows = [row(), row(MONTEREY_DISTRICT, districtname="=HYPERLINK(1)", color="9")]
    load = upload(browser, (NAME, file_text(2018, "SUSP", rows)))
    [batch] = check(load)

    response = browser.get(f"/data/files/{batch.pk}/refused.csv")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()  # type: ignore[attr-defined]

    assert lines[0].startswith("line,cds,rtype,")
    assert lines[0].endswith(",reason,remedy")
    assert lines[1].startswith(f"3,{MONTEREY_DISTRICT},D,")
    assert "'=HYPERLINK(1)" in lines[1]
    assert "color: A level from 0 to 5 is expected." in lines[1]


def test_a_file_that_may_be_two_things_asks_which(browser: Client) -> None:
    load = upload(browser, ("download.txt", file_text(2018, "ELA", [row()])))
    [batch] = check(load)
    assert "Say which file it is" in page(browser, f"/data/files/{batch.pk}/")

    browser.post(f"/data/files/{batch.pk}/choose/", {"indicator": "MATH", "year": "2018"})
    stage_batch(batch_id=batch.pk)

    batch.refresh_from_db()
    assert (batch.indicator, batch.state) == ("MATH", BatchState.STAGED)


def test_going_on_without_the_faulty_counties(browser: Client) -> None:
    load = upload(
        browser, (NAME, file_text(2018, "SUSP", [row(), row(MONTEREY_DISTRICT, color="9")]))
    )
    [batch] = check(load)

    browser.post(f"/data/files/{batch.pk}/cut-down/")
    rest = stage_batch(batch_id=load.batches.latest("pk").pk)

    assert (rest.counties, rest.state) == (["99"], BatchState.STAGED)


def test_a_statewide_file_cut_to_a_county_without_rows_goes_all_the_way(
    client: Client, db: None
) -> None:
    alpine = County.objects.get(code="02")
    client.force_login(administrator_of(alpine))
    load = upload(
        client, (NAME, file_text(2018, "SUSP", statewide_rows(without=["02"]))), county="02"
    )
    [batch] = check(load)

    assert "has no row of Alpine" in page(client, f"/data/loads/{load.pk}/check/")
    assert "0 rows" in page(client, f"/data/loads/{load.pk}/")
    assert "make 1 file live for 1 county" in page(client, f"/data/loads/{load.pk}/compare/")
    assert "Quality report" in page(client, f"/data/files/{batch.pk}/")
    assert client.get(f"/data/files/{batch.pk}/changes/").status_code == 200
    assert client.get(f"/data/loads/{load.pk}/touched/").status_code == 200

    client.post(f"/data/loads/{load.pk}/publish/", {"looked": "yes"})

    assert live_batches(2018) == {"SUSP": {"02": batch.pk}}


def test_taking_a_file_out_of_a_load(browser: Client) -> None:
    load = upload(browser, (NAME, file_text(2018, "SUSP", [row()])))
    [batch] = check(load)

    browser.post(f"/data/files/{batch.pk}/cancel/")

    assert "taken out" in page(browser, f"/data/loads/{load.pk}/")
    assert NAME not in page(browser, f"/data/loads/{load.pk}/")


def test_rolling_back_says_what_is_live_again(browser: Client) -> None:
    first = publish(file_text(2018, "SUSP", [row(color="1")]), NAME)
    second = publish(file_text(2018, "SUSP", [row(color="2")]), NAME)
    assert f'href="/data/files/{second.pk}/before-roll-back/"' in page(
        browser, f"/data/files/{second.pk}/"
    )

    browser.post(f"/data/files/{second.pk}/roll-back/")

    assert live_batches(2018) == {"SUSP": {"99": first.pk}}


def test_a_load_that_was_rolled_back_says_so_and_has_no_steps_to_go_through(
    browser: Client,
) -> None:
    publish(file_text(2018, "SUSP", [row(color="1")]), NAME)
    second = publish(file_text(2018, "SUSP", [row(color="2")]), NAME)
    roll_back_batch(batch=second, by=None)

    for step in ("", "check/", "compare/"):
        said = page(browser, f"/data/loads/{second.load_id}/{step}")
        assert "what was live before is live again." in said
        assert "Steps of the load" not in said
        assert "you publish" not in said


def test_a_first_load_that_was_rolled_back_promises_nothing_live_again(browser: Client) -> None:
    only = publish(file_text(2018, "SUSP", [row()]), NAME)
    roll_back_batch(batch=only, by=None)

    said = page(browser, f"/data/loads/{only.load_id}/")

    assert "; nothing was live before it." in said
    assert "live again" not in said


def test_a_file_checked_again_after_rolling_back_has_its_steps_again(browser: Client) -> None:
    batch = publish(file_text(2018, "SUSP", [row()]), NAME)
    roll_back_batch(batch=batch, by=None)
    check_batch_again(batch=batch, by=system_administrator())
    check(batch.load)

    said = page(browser, f"/data/loads/{batch.load_id}/")

    assert "Steps of the load" in said
    assert "Rolled back on" not in said


def test_a_load_that_newer_files_replaced_says_so(browser: Client) -> None:
    first = publish(file_text(2018, "SUSP", [row(color="1")]), NAME)
    publish(file_text(2018, "SUSP", [row(color="2")]), NAME)

    said = page(browser, f"/data/loads/{first.load_id}/")

    assert "Published, and replaced by newer files since." in said
    assert "Nothing changes for anyone" not in said


def test_refused_files_leave_no_step_open_once_the_others_are_published(browser: Client) -> None:
    load = upload(browser, (NAME, file_text(2018, "SUSP", [row()])), ("layout.txt", b"%PDF-1.7"))
    check(load)
    browser.post(f"/data/loads/{load.pk}/publish/", {"looked": "yes"})

    steps = browser.get(f"/data/loads/{load.pk}/").context["page"].steps

    assert {step["state"] for step in steps} == {"done"}


def test_last_years_file_among_this_years_is_pointed_out(browser: Client) -> None:
    load = upload(
        browser,
        (NAME, file_text(2018, "SUSP", [row()])),
        ("graddownload2018.txt", file_text(2018, "GRAD", [row()])),
        ("graddownload2017f.txt", file_text(2017, "GRAD", [row()])),
    )
    check(load)

    assert "This is a file of 2017." in page(browser, f"/data/loads/{load.pk}/")


def test_an_upload_without_a_file_says_so_and_keeps_the_page(browser: Client) -> None:
    response = browser.post("/data/loads/new/", {})

    assert response.status_code == 422
    assert not Load.objects.exists()


def test_the_season_shows_what_is_live_and_what_is_missing(
    client: Client, demo_county: County
) -> None:
    publish(file_text(2018, "SUSP", [row()]), NAME)
    client.force_login(staff_of(demo_county))

    season = page(client, "/data/?year=2018")

    assert season.count(" Live</span>") == 1
    assert season.count(" Missing</span>") > 5
    assert "Absenteeism" in season


@pytest.mark.parametrize(("year", "list_is_missing"), [(2022, False), (2024, True)])
def test_the_season_says_what_lists_and_directory_are_good_for(
    client: Client, demo_county: County, year: int, list_is_missing: bool
) -> None:
    """From 2024 on the state's list alone tells method 4, so that year waits for it."""
    client.force_login(staff_of(demo_county))

    lines = {
        line.name: line
        for line in client.get(f"/data/?year={year}").context["lines"]
        if line.good_for
    }

    directory, states_list = lines["The state's directory of schools"], lines[LIST]
    assert (directory.is_optional, states_list.is_optional) == (True, not list_is_missing)
    assert ("Method 4" in states_list.good_for) == list_is_missing
    assert (f"{LIST} of charter schools" in lines) == (year >= 2023)
    season = page(client, f"/data/?year={year}")
    assert season.count("not loaded; optional") == 2
    assert directory.good_for in season


def test_one_directory_serves_all_years(
    client: Client, demo_county: County, tmp_path: Path
) -> None:
    publish_path(write_school_directory(2025, tmp_path))
    client.force_login(staff_of(demo_county))

    (line,) = (
        line
        for line in client.get("/data/?year=2018").context["lines"]
        if line.name == "The state's directory of schools"
    )

    assert line.batch is not None
    assert line.batch.year == 2025


# Who sees what


def test_who_may_not_load_finds_no_link_to_a_load(client: Client, demo_county: County) -> None:
    batch = publish(file_text(2018, "SUSP", [row()]), NAME)
    link = f'href="/data/loads/{batch.load_id}/"'
    client.force_login(administrator_of(demo_county))
    assert link in page(client, "/data/?year=2018")
    client.force_login(reader_of(demo_county))
    read = page(client, "/data/?year=2018")
    assert link not in read
    assert "1 file, 1 live" in read


def test_a_countys_administrator_takes_their_own_county_first(
    client: Client, demo_county: County
) -> None:
    client.force_login(administrator_of(demo_county))
    form = page(client, "/data/loads/new/")
    assert form.index("Demo County only") < form.index("every county in the files")
    load = upload(
        client,
        (NAME, file_text(2018, "SUSP", [row(), row(MONTEREY_DISTRICT)])),
        county="99",
    )

    [batch] = check(load)

    assert batch.counties == ["99"]
    assert "Publish Dashboard 2018" in page(client, f"/data/loads/{load.pk}/compare/")


def test_another_countys_load_does_not_exist(client: Client, demo_county: County) -> None:
    batch = stage(file_text(2018, "SUSP", [row()]), NAME, by=system_administrator())
    client.force_login(administrator_of(CountyFactory(code="27")))

    assert client.get(f"/data/loads/{batch.load_id}/").status_code == 404
    assert client.get(f"/data/files/{batch.pk}/").status_code == 404
    assert client.post(f"/data/files/{batch.pk}/roll-back/").status_code == 404


@pytest.mark.parametrize("address", ["/data/loads/new/", "/data/loads/1/", "/data/files/1/"])
def test_staff_may_not_load_and_are_told(client: Client, demo_county: County, address: str) -> None:
    for person in (staff_of(demo_county), reader_of(demo_county)):
        client.force_login(person)
        assert client.get(address).status_code == 403
        assert client.get("/data/").status_code == 200


@pytest.mark.parametrize("address", ["/data/", "/data/loads/new/", "/data/files/1/"])
def test_for_a_district_lead_there_is_no_such_page(
    client: Client, demo_county: County, address: str
) -> None:
    client.force_login(district_lead_of(LeaFactory(county=demo_county)))

    assert client.get(address).status_code == 404
