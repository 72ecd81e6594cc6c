"""Downloads of the list of LEAs and a person's own views of it."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from assistance_cases import services
from assistance_cases.models import AssistanceCase, SavedView
from county_office.models import County, User
from county_office.spreadsheets import csv_bytes
from tests.factories.assistance_cases import case_of, determination_of
from tests.factories.county_office import LeaFactory, staff_of


@pytest.fixture
def client(staff: User) -> Client:
    client = Client()
    client.force_login(staff)
    return client


def download(client: Client, layout: str, ending: str = "csv", query: str = "") -> bytes:
    response = client.get(f"{reverse('lea-download', args=[layout, ending])}?{query}")
    assert response.status_code == 200
    assert response.headers["Content-Disposition"].startswith("attachment; filename=")
    return response.content


def table(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


# Downloads ----------------------------------------------------------------------------------------


def test_one_row_an_lea_holds_what_the_list_shows(case: AssistanceCase, client: Client) -> None:
    (row,) = table(download(client, "leas"))
    shown = {
        "LEA": "Foxtail Bend Unified",
        "CDS": case.lea.cds,
        "Level": "2",
        "Assistance status": "Differentiated Assistance, Year 1",
        "Which groups": "HOM; SWD",
        "Which priorities": "4; 5",
        "Stage": "Contact",
        "Case lead": "COE coordinator A",
    }
    assert {name: row[name] for name in shown} == shown


def test_one_row_a_student_group_has_a_column_a_priority(
    case: AssistanceCase, client: Client
) -> None:
    homeless, disabled = table(download(client, "groups"))
    assert (homeless["Group code"], disabled["Group code"]) == ("HOM", "SWD")
    assert [homeless[f"Priority {number}"] for number in (4, 5, 6, 8)] == ["Y", "Y", "N", "N"]
    assert homeless["Indicators"] == "ELA; Math; Absenteeism"
    assert homeless["Makes the LEA eligible"] == "Y"


def test_a_download_holds_what_the_filters_leave_and_says_so(
    case: AssistanceCase, client: Client, county: County
) -> None:
    determination_of(LeaFactory(name="Not eligible", county=county), eligible=False)
    query = "tab=every&level=1"
    assert [row["LEA"] for row in table(download(client, "leas", query=query))] == ["Not eligible"]
    assert b"Tab: Every LEA; Level: Level 1" in download(client, "about", query=query)
    (published,) = table(download(client, "published", query=query))
    assert (published["LEAname"], published["HOMpriorities"]) == ("Not eligible", "*")


def test_the_workbook_has_both_tables_and_keeps_codes_as_text(
    case: AssistanceCase, client: Client
) -> None:
    content = io.BytesIO(download(client, "leas-and-groups", "xlsx"))
    book = CalamineWorkbook.from_filelike(content)
    assert book.sheet_names == ["About", "LEAs", "Student groups"]
    heading, row = book.get_sheet_by_name("LEAs").to_python()
    assert row[heading.index("CDS")] == case.lea.cds
    assert row[heading.index("Level")] == 2


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1"])
def test_no_cell_is_taken_for_a_formula(name: str) -> None:
    assert next(csv.reader(io.StringIO(csv_bytes([[name]]).decode("utf-8-sig")))) == [f"'{name}"]


def test_a_name_that_looks_like_a_formula_stays_text_in_the_workbook(
    case: AssistanceCase, client: Client
) -> None:
    case.lea.name = "=HYPERLINK(1)"
    case.lea.save()
    with zipfile.ZipFile(io.BytesIO(download(client, "leas-and-groups", "xlsx"))) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet2.xml")


def test_there_is_no_other_download(case: AssistanceCase, client: Client) -> None:
    for layout, ending in (("leas", "xlsx"), ("cases", "csv"), ("published", "ods")):
        assert client.get(reverse("lea-download", args=[layout, ending])).status_code == 404


def test_a_download_takes_as_many_queries_for_many_leas_as_for_one(
    case: AssistanceCase, client: Client, staff: User
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            for layout in ("leas", "groups", "published"):
                download(client, layout)
        return len(captured)

    queries()  # what is read once a process
    before = queries()
    for _ in range(4):
        case_of(LeaFactory(county=case.lea.county), case_lead=staff)
    assert queries() == before


# Saved views --------------------------------------------------------------------------------------


def save(client: Client, query: str, **sent: str) -> str:
    """Saves the filters of the query and gives the address of the view."""
    response = client.post(f"{reverse('saved-view-new')}?{query}", {"name": "Homeless"} | sent)
    assert response.status_code == 302
    return response.headers["Location"]


def test_a_view_keeps_its_filters_but_not_the_year(
    case: AssistanceCase, client: Client, staff: User
) -> None:
    address = save(client, "tab=every&group=HOM&year=2024&page=2")
    view = SavedView.objects.get(owner=staff)
    assert view.parameters == {"tab": "every", "group": "HOM"}
    page = client.get(address).content.decode()
    assert '<option value="HOM" selected' in page
    assert re.search(r'aria-current="page"[^>]*>Homeless', page)


def test_the_list_opens_with_the_default_view(case: AssistanceCase, client: Client) -> None:
    address = save(client, "tab=every", is_default="on")
    assert client.get(reverse("lea-list")).headers["Location"] == address
    assert client.get(f"{reverse('lea-list')}?tab=mine").status_code == 200


def test_only_one_view_is_the_default(case: AssistanceCase, client: Client, staff: User) -> None:
    save(client, "tab=every", is_default="on")
    save(client, "tab=mine", name="My own", is_default="on")
    assert [view.name for view in SavedView.objects.filter(is_default=True)] == ["My own"]
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(owner=staff, name="Second", is_default=True)


def test_a_view_is_renamed_changed_and_deleted(
    case: AssistanceCase, client: Client, staff: User
) -> None:
    save(client, "group=HOM")
    view = SavedView.objects.get(owner=staff)
    url = reverse("saved-view-change", args=[view.pk])
    client.post(url, {"name": "Homeless students"})
    client.post(f"{url}?group=SWD", {"name": "Students with disabilities"})
    view.refresh_from_db()
    assert (view.name, view.parameters) == ("Students with disabilities", {"group": "SWD"})
    assert (
        "Group: Students with Disabilities" in client.get(reverse("saved-views")).content.decode()
    )
    client.post(reverse("saved-view-delete", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_a_name_that_is_in_use_is_refused_and_the_name_kept(
    case: AssistanceCase, client: Client
) -> None:
    save(client, "tab=mine")
    response = client.post(f"{reverse('saved-view-new')}?tab=every", {"name": "homeless"})
    assert response.status_code == 422
    assert "You have a view named homeless" in response.content.decode()
    assert SavedView.objects.count() == 1


def test_nobody_reaches_the_view_of_a_colleague(
    case: AssistanceCase, client: Client, county: County, staff: User
) -> None:
    colleague = staff_of(county)
    view = services.save_view(name="Secret plan", parameters={}, by=colleague, is_default=True)
    assert "Secret plan" not in client.get(reverse("lea-list")).content.decode()
    assert "Secret plan" not in client.get(reverse("saved-views")).content.decode()
    assert client.get(reverse("saved-view-change", args=[view.pk])).status_code == 404
    assert client.post(reverse("saved-view-delete", args=[view.pk])).status_code == 404
    with pytest.raises(services.CaseRefusedError):
        services.delete_view(view=view, by=staff)
