"""Who may open what: every address of the desk, for every role, here and in another county.

The table below is the specification. A new address without its line fails
`test_every_address_of_the_desk_is_in_the_table`.

    302  sent to sign in, or onwards to where the person's own page is
    403  somebody of the place who lacks the right
    404  out of scope: the same as what does not exist
    422  may, and the empty form is refused
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from assistance_cases import services
from assistance_cases.models import AssistanceCase, Cycle
from county_office.models import User
from county_office.selectors import today
from dashboard_import.models import Batch, Download
from dashboard_import.services import receive_file, start_load
from services_catalog.models import Service
from tests.factories.assistance_cases import case_of, determination_of
from tests.factories.county_office import (
    CountyFactory,
    LeaFactory,
    UserFactory,
    administrator_of,
    district_lead_of,
    reader_of,
    staff_of,
    system_administrator,
)
from tests.factories.notices import NoticeFactory

# Columns: nobody signed in; without a membership; then those of the county (99) and, after the
# bar, staff and a district lead of another county.
COLUMNS = "anonymous stranger system administrator staff reader lead | elsewhere lead_elsewhere"

# Everything is about a case, an LEA, a load and a notice of county 99.
TABLE = """
sign-in                     GET   200 302 302 302 302 302 302 | 302 302
sign-out                    POST  302 302 302 302 302 302 302 | 302 302
choose-county               POST  302 404 404 404 404 404 404 | 404 404
health                      GET   200 200 200 200 200 200 200 | 200 200
notice-list                 GET   302 403 200 200 200 200 403 | 200 403
notices-hold                POST  302 403 302 302 302 403 403 | 302 403
notices-release             POST  302 403 302 302 302 403 403 | 302 403
notice-detail               GET   302 404 200 200 200 200 404 | 404 404
notice-decide               POST  302 404 302 302 302 403 404 | 404 404
mailbox                     GET   302 403 200 200 200 403 403 | 200 403
mailbox-message             GET   302 403 404 404 404 403 403 | 404 403
help                        GET   200 200 200 200 200 200 200 | 200 200
accessibility               GET   200 200 200 200 200 200 200 | 200 200
privacy                     GET   200 200 200 200 200 200 200 | 200 200
parts                       GET   302 404 200 404 404 404 404 | 404 404
data-home                   GET   302 404 200 200 200 200 404 | 200 404
load-new                    GET   302 404 200 200 403 403 404 | 403 404
load-new                    POST  302 404 422 422 403 403 404 | 403 404
fetch-year                  GET   302 404 200 200 403 403 404 | 403 404
fetch-year                  POST  302 404 422 422 403 403 404 | 403 404
download-again              POST  302 404 302 302 403 403 404 | 403 404
download-cancel             POST  302 404 302 302 403 403 404 | 403 404
load-detail                 GET   302 404 200 200 403 403 404 | 403 404
load-check                  GET   302 404 200 200 403 403 404 | 403 404
load-compare                GET   302 404 200 200 403 403 404 | 403 404
load-publish                POST  302 404 302 302 403 403 404 | 403 404
load-touched                GET   302 404 200 200 403 403 404 | 403 404
roll-back-touched           GET   302 404 200 200 403 403 404 | 403 404
batch-detail                GET   302 404 200 200 403 403 404 | 403 404
batch-refused-rows          GET   302 404 200 200 403 403 404 | 403 404
batch-difference            GET   302 404 404 404 403 403 404 | 403 404
batch-difference-csv        GET   302 404 404 404 403 403 404 | 403 404
batch-report                GET   302 404 200 200 403 403 404 | 403 404
batch-report-workbook       GET   302 404 200 200 403 403 404 | 403 404
batch-columns               GET   302 404 404 404 403 403 404 | 403 404
batch-columns               POST  302 404 404 403 403 403 404 | 403 404
column-mappings             GET   302 404 200 200 403 403 404 | 403 404
column-mapping-remove       POST  302 404 404 403 403 403 404 | 403 404
batch-choose                POST  302 404 302 302 403 403 404 | 403 404
batch-cut-down              POST  302 404 302 302 403 403 404 | 403 404
batch-cancel                POST  302 404 302 302 403 403 404 | 403 404
batch-check-again           POST  302 404 302 302 403 403 404 | 403 404
batch-roll-back             POST  302 404 302 302 403 403 404 | 403 404
determinations              GET   302 404 200 200 200 200 404 | 200 404
determinations              GET   302 404 200 200 200 200 404 | 200 404
reconciliation              GET   302 404 200 200 200 200 404 | 200 404
determinations-export       GET   302 404 200 200 200 200 404 | 404 404
determine                   POST  302 404 404 404 403 403 404 | 403 404
how-eligibility-is-computed GET   302 200 200 200 200 200 200 | 200 200
criteria-of-year            GET   302 200 200 200 200 200 200 | 200 200
lea-eligibility             GET   302 200 200 200 200 200 200 | 200 200
lea-cell                    GET   302 200 200 200 200 200 200 | 200 200
what-if                     GET   302 404 200 200 200 200 200 | 200 404
service-list                GET   302 200 200 200 200 200 200 | 200 200
services-at-a-glance        GET   302 200 200 200 200 200 200 | 200 200
service-detail              GET   302 200 200 200 200 200 200 | 200 200
home                        GET   302 200 200 200 200 200 302 | 200 302
lea-list                    GET   302 403 200 200 200 200 403 | 200 403
lea-download                GET   302 403 200 200 200 200 403 | 404 403
saved-views                 GET   302 403 200 200 200 200 403 | 200 403
saved-view-new              GET   302 403 200 200 200 200 403 | 200 403
saved-view-new              POST  302 403 422 422 422 422 403 | 422 403
saved-view-change           GET   302 403 404 404 200 404 403 | 404 403
saved-view-change           POST  302 403 404 404 422 404 403 | 404 403
saved-view-delete           POST  302 403 404 404 302 404 403 | 404 403
case-open                   GET   302 403 200 200 200 200 403 | 403 403
case-open                   POST  302 403 422 422 422 403 403 | 403 403
case-detail                 GET   302 404 200 200 200 200 302 | 404 404
case-steps                  GET   302 404 200 200 200 200 403 | 404 404
case-district-view          GET   302 404 200 200 200 200 302 | 404 404
case-note-add               GET   302 404 200 200 200 403 403 | 404 404
case-note-add               POST  302 404 422 422 422 403 403 | 404 404
case-lead-change            GET   302 404 200 200 200 403 403 | 404 404
case-lead-change            POST  302 404 422 422 422 403 403 | 404 404
case-year-add               POST  302 404 302 302 302 403 403 | 404 404
case-close                  GET   302 404 200 200 200 403 403 | 404 404
case-close                  POST  302 404 422 422 422 403 403 | 404 404
case-reopen                 GET   302 404 200 200 200 403 403 | 404 404
case-reopen                 POST  302 404 422 422 422 403 403 | 404 404
milestone-done              GET   302 404 200 200 200 403 403 | 404 404
milestone-done              POST  302 404 302 302 302 403 403 | 404 404
milestone-reopen            POST  302 404 302 302 302 403 403 | 404 404
milestone-move              GET   302 404 200 200 200 403 403 | 404 404
milestone-move              POST  302 404 422 422 422 403 403 | 404 404
milestone-not-needed        GET   302 404 200 200 200 403 403 | 404 404
milestone-not-needed        POST  302 404 422 422 422 403 403 | 404 404
my-district                 GET   302 403 403 403 403 403 200 | 403 200
calendar                    GET   302 403 302 302 302 302 403 | 200 403
calendar-cycle              GET   302 404 200 200 200 200 404 | 404 404
"""


@dataclass(frozen=True)
class World:
    """The rows of county 99 that the addresses are about, and a browser for each person."""

    arguments: dict[str, list[object]]
    browsers: dict[str, Client]


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """Made once for all lines, in a transaction that is rolled back at the end."""
    received = override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("received"))
    with django_db_blocker.unblock(), received, transaction.atomic():
        yield _make_world()
        transaction.set_rollback(True)


def _make_world() -> World:
    county = CountyFactory(code="99")
    lea = LeaFactory(county=county)
    without_case = LeaFactory(county=county)
    elsewhere = CountyFactory(code="27")
    people: dict[str, User | None] = {
        "anonymous": None,
        "stranger": UserFactory(),
        "system": system_administrator(),
        "administrator": administrator_of(county),
        "staff": staff_of(county),
        "reader": reader_of(county),
        "lead": district_lead_of(lea),
        "elsewhere": staff_of(elsewhere),
        "lead_elsewhere": district_lead_of(LeaFactory(county=elsewhere)),
    }
    administrator, staff = people["administrator"], people["staff"]
    assert administrator is not None
    assert staff is not None
    case = case_of(lea, case_lead=staff, opened_on=today())
    determination_of(without_case)
    determination_of(lea, 2025)
    arguments = _arguments(case, without_case.cds, _batch(administrator))
    return World(arguments, {column: _browser_of(person) for column, person in people.items()})


def _browser_of(person: User | None) -> Client:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def _batch(administrator: User) -> Batch:
    load = start_load(by=administrator)
    return receive_file(
        load=load, content=io.BytesIO(b"cds\n"), name="a.txt", by=administrator, counties=["99"]
    )


def _arguments(
    case: AssistanceCase, cds_without_case: str, batch: Batch
) -> dict[str, list[object]]:
    """What an address needs besides its name."""
    open_step, done_step = case.milestones.filter(is_optional=False)[:2]
    services.mark_milestone_done(milestone=done_step, by=case.case_lead)
    view = services.save_view(name="Their own", parameters={}, by=case.case_lead)
    notice = NoticeFactory(lea=case.lea, recipient=case.case_lead)
    of_case, of_load, of_batch = [case.pk], [batch.load_id], [batch.pk]
    of_step = [case.pk, open_step.pk]
    of_download = [
        Download.objects.create(
            load=batch.load, year=2024, indicator="ELA", address="https://www3.cde.ca.gov/a.txt"
        ).pk
    ]
    cds = case.lea.cds
    return {
        "notice-detail": [notice.pk],
        "notice-decide": [notice.pk, "hold"],
        "mailbox-message": ["none"],
        "fetch-year": [2024],
        "download-again": of_download,
        "download-cancel": of_download,
        "load-detail": of_load,
        "load-check": of_load,
        "load-compare": of_load,
        "load-publish": of_load,
        "load-touched": of_load,
        "roll-back-touched": of_batch,
        "batch-detail": of_batch,
        "batch-refused-rows": of_batch,
        "batch-difference": of_batch,
        "batch-difference-csv": of_batch,
        "batch-report": of_batch,
        "batch-report-workbook": of_batch,
        "batch-columns": of_batch,
        "column-mapping-remove": [1],
        "batch-choose": of_batch,
        "batch-cut-down": of_batch,
        "batch-cancel": of_batch,
        "batch-check-again": of_batch,
        "batch-roll-back": of_batch,
        "reconciliation": [2024],
        "determinations-export": [2024, "csv"],
        "criteria-of-year": [2024],
        "lea-eligibility": [cds, 2024],
        "lea-cell": [cds, 2024, "HOM", "ELA"],
        "what-if": [cds, 2024],
        "service-detail": [Service.objects.order_by("pk")[0].slug],
        "lea-download": ["leas", "csv"],
        "saved-view-change": [view.pk],
        "saved-view-delete": [view.pk],
        "case-open": [cds_without_case, 2024],
        "case-detail": of_case,
        "case-steps": of_case,
        "case-district-view": of_case,
        "case-note-add": of_case,
        "case-lead-change": of_case,
        "case-year-add": [case.pk, 2025],
        "case-close": of_case,
        "case-reopen": of_case,
        "milestone-done": of_step,
        "milestone-reopen": [case.pk, done_step.pk],
        "milestone-move": of_step,
        "milestone-not-needed": of_step,
        "calendar-cycle": [Cycle.objects.get(county="99").pk],
    }


def _lines() -> dict[tuple[str, str], list[int]]:
    table = {}
    for line in TABLE.split("\n"):
        if line.strip():
            name, method, *statuses = line.replace("|", "").split()
            table[name, method] = [int(status) for status in statuses]
    return table


def _addresses(patterns: list[URLPattern | URLResolver]) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield pattern.name or str(pattern.pattern)
        elif pattern.namespace != "admin":  # Django's own site, for accounts marked as staff
            yield from _addresses(pattern.url_patterns)


def test_every_address_of_the_desk_is_in_the_table() -> None:
    addresses = set(_addresses(get_resolver().url_patterns))
    assert addresses == {name for name, _ in _lines()}


@pytest.mark.parametrize(("name", "method"), _lines(), ids=lambda part: part)
def test_each_role_gets_what_the_table_says(world: World, name: str, method: str) -> None:
    url = reverse(name, args=world.arguments.get(name, []))
    columns = COLUMNS.replace("|", "").split()
    expected = dict(zip(columns, _lines()[name, method], strict=True))
    found = {column: _status(world.browsers[column], method, url) for column in columns}
    assert found == expected


def _status(browser: Client, method: str, url: str) -> int:
    """The answer to one request, which leaves nothing behind but the session."""
    cookies = browser.cookies.copy()
    with transaction.atomic():
        response = browser.generic(method, url)
        transaction.set_rollback(True)
    browser.cookies = cookies
    return response.status_code
