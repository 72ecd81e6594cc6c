"""The pages of the notices: who sees which, and what a button does."""

from __future__ import annotations

import datetime as dt
import json

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from county_office.models import County, Lea, Notice, NoticeState, User
from county_office.notices import outbox, selectors
from county_office.notices.office_hours import PACIFIC
from tests.factories.county_office import (
    CountyFactory,
    LeaFactory,
    district_lead_of,
    reader_of,
    staff_of,
    system_administrator,
)
from tests.factories.notices import NoticeFactory

pytestmark = pytest.mark.django_db
WEDNESDAY = dt.datetime(2026, 11, 25, 10, tzinfo=PACIFIC)


@pytest.fixture
def county() -> County:
    county: County = CountyFactory(code="99")
    return county


@pytest.fixture
def lea(county: County) -> Lea:
    lea: Lea = LeaFactory(name="Foxtail Bend Unified", county=county)
    return lea


@pytest.fixture
def staff(county: County) -> User:
    return staff_of(county)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, **query: str) -> str:
    response = client.get(reverse("notice-list"), query)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def at(day: str) -> dt.datetime:
    return dt.datetime.fromisoformat(f"{day} 08:00").replace(tzinfo=PACIFIC)


@time_machine.travel(WEDNESDAY)
def test_each_view_shows_its_own(lea: Lea, staff: User) -> None:
    sent = {"state": NoticeState.SENT, "sent_at": at("2026-11-24")}
    for subject, day, fields in [
        ("Overdue and held", "2026-11-02", {"state": NoticeState.HELD}),
        ("Failed long ago", "2026-10-01", {"state": NoticeState.FAILED}),
        ("Of this Monday", "2026-11-23", sent),
        ("Of this Sunday", "2026-11-29", {}),
        ("Of next Monday", "2026-11-30", {}),
        ("Of last month", "2026-10-20", {**sent, "sent_at": at("2026-10-20")}),
        ("Called off", "2026-12-10", {"state": NoticeState.CANCELED}),
    ]:
        NoticeFactory(lea=lea, subject=subject, send_after=at(day), **fields)

    def subjects(name: str) -> list[str]:
        notices = getattr(selectors, name)(selectors.notices_for(staff))
        return [notice.subject for notice in notices]

    assert subjects("this_week") == [
        "Failed long ago",
        "Overdue and held",
        "Of this Monday",
        "Of this Sunday",
    ]
    assert subjects("needing_a_person") == ["Failed long ago"]
    assert subjects("later") == ["Of next Monday"]
    assert subjects("sent") == ["Of this Monday", "Of last month"]
    assert subjects("canceled") == ["Called off"]
    html = shown(signed_in(staff))
    assert "4 notices: 1 will go, 1 held, 1 sent, 1 not delivered." in html
    assert "State holidays are on file through 2028." in html


@pytest.mark.parametrize("show", ["week", "person", "later", "sent", "canceled"])
def test_an_empty_view_says_why_it_is_empty(staff: User, show: str) -> None:
    html = shown(signed_in(staff), show=show)
    assert 'class="empty"' in html


def test_a_view_that_does_not_exist_is_not_found(staff: User) -> None:
    assert signed_in(staff).get(reverse("notice-list"), {"show": "all"}).status_code == 404


def test_another_countys_notices_are_not_shown(lea: Lea, staff: User) -> None:
    own = NoticeFactory(lea=lea, subject="Ours")
    foreign = NoticeFactory(lea=LeaFactory(county=CountyFactory(code="15")), subject="Theirs")
    client = signed_in(staff)
    html = shown(client)
    assert "Ours" in html
    assert "Theirs" not in html
    assert client.get(reverse("notice-detail", args=[own.pk])).status_code == 200
    assert client.get(reverse("notice-detail", args=[foreign.pk])).status_code == 404
    cancel = reverse("notice-decide", args=[foreign.pk, "cancel"])
    assert client.post(cancel).status_code == 404
    client.post(reverse("notices-hold"), {"notice": [foreign.pk]})
    foreign.refresh_from_db()
    assert foreign.state == NoticeState.WAITING


def test_a_system_administrator_sees_the_county_they_work_in() -> None:
    kern, napa = LeaFactory(county__code="15"), LeaFactory(county__code="28")
    NoticeFactory(lea=kern, subject="For Kern")
    NoticeFactory(lea=napa, subject="For Napa")
    staff_of(kern.county)
    html = shown(signed_in(system_administrator()))
    assert "For Kern" in html
    assert "For Napa" not in html


def test_a_district_lead_reads_their_own_letter_and_nothing_else(lea: Lea) -> None:
    lead = district_lead_of(lea)
    theirs = NoticeFactory(lea=lea, recipient=lead, for_district=True)
    internal = NoticeFactory(lea=lea)
    client = signed_in(lead)
    assert client.get(reverse("notice-list")).status_code == 403
    page = client.get(reverse("notice-detail", args=[theirs.pk]))
    assert page.status_code == 200
    assert "Cancel this notice" not in page.content.decode()
    assert client.get(reverse("notice-detail", args=[internal.pk])).status_code == 404
    assert client.post(reverse("notice-decide", args=[theirs.pk, "cancel"])).status_code == 403


def test_a_reader_sees_no_button_and_may_not_press_one(county: County, lea: Lea) -> None:
    notice = NoticeFactory(lea=lea, state=NoticeState.HELD)
    client = signed_in(reader_of(county))
    html = shown(client)
    assert notice.subject in html
    assert "Release" not in html
    assert client.post(reverse("notices-release"), {"notice": [notice.pk]}).status_code == 403
    decide = reverse("notice-decide", args=[notice.pk, "release"])
    assert client.post(decide).status_code == 403


def test_the_page_of_a_notice_has_text_state_and_story(lea: Lea, staff: User) -> None:
    notice: Notice = NoticeFactory(
        lea=lea, state=NoticeState.DOUBTFUL, failure="The connection broke: timed out"
    )
    outbox.note_event(notice, outbox.NoticeEventKind.DOUBTED, detail="timed out")
    html = signed_in(staff).get(reverse("notice-detail", args=[notice.pk])).content.decode()
    assert "The first meeting is due on Friday, November 27." in html
    assert "Nobody can tell whether this arrived." in html
    assert "The connection broke: timed out" in html
    assert str(notice.key) in html
    assert "Send again" in html
    assert "Mark as sent" in html
    assert "Cancel this notice" not in html


@pytest.mark.parametrize(
    ("before", "decision", "after"),
    [
        (NoticeState.DOUBTFUL, "send-again", NoticeState.WAITING),
        (NoticeState.FAILED, "mark-sent", NoticeState.SENT),
        (NoticeState.WAITING, "cancel", NoticeState.CANCELED),
        (NoticeState.WAITING, "hold", NoticeState.HELD),
        (NoticeState.HELD, "release", NoticeState.WAITING),
    ],
)
def test_a_button_decides_and_says_so(
    lea: Lea, staff: User, before: NoticeState, decision: str, after: NoticeState
) -> None:
    notice: Notice = NoticeFactory(lea=lea, state=before)
    client = signed_in(staff)
    url = reverse("notice-decide", args=[notice.pk, decision])
    assert client.get(url).status_code == 405
    page = client.post(url, follow=True)
    notice.refresh_from_db()
    assert notice.state == after
    assert f": {notice.subject}" in page.content.decode()


def test_a_decision_that_comes_too_late_changes_nothing_and_says_why(lea: Lea, staff: User) -> None:
    notice: Notice = NoticeFactory(lea=lea, state=NoticeState.SENT)
    url = reverse("notice-decide", args=[notice.pk, "cancel"])
    assert "is now: Sent. Nothing was changed." in signed_in(staff).post(
        url, follow=True
    ).content.decode().replace("&quot;", '"')


def test_an_unknown_decision_is_not_found(lea: Lea, staff: User) -> None:
    notice = NoticeFactory(lea=lea)
    url = reverse("notice-decide", args=[notice.pk, "shred"])
    assert signed_in(staff).post(url).status_code == 404


def test_htmx_gets_the_row_alone_with_undo(lea: Lea, staff: User) -> None:
    notice = NoticeFactory(lea=lea)
    url = reverse("notice-decide", args=[notice.pk, "hold"])
    response = signed_in(staff).post(url, headers={"HX-Request": "true"})
    html = response.content.decode()
    assert json.loads(response.headers["HX-Trigger"]) == {
        "announce": {"value": f"Held: {notice.subject}"}
    }
    assert "<html" not in html
    assert f'id="notice-{notice.pk}"' in html
    assert "Held" in html
    assert f'hx-target="#notice-{notice.pk}"' in html
    assert f'hx-post="{reverse("notice-decide", args=[notice.pk, "release"])}"' in html


def test_htmx_gets_the_panel_alone(lea: Lea, staff: User) -> None:
    notice = NoticeFactory(lea=lea)
    url = reverse("notice-detail", args=[notice.pk])
    html = signed_in(staff).get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in html
    assert "What happened" in html


@time_machine.travel(WEDNESDAY)
def test_all_held_notices_of_the_week_are_released_at_once(lea: Lea, staff: User) -> None:
    held = NoticeFactory.create_batch(2, lea=lea, state=NoticeState.HELD)
    waiting = NoticeFactory(lea=lea)
    client = signed_in(staff)
    assert "Release 2</button>" in shown(client)
    chosen = [notice.pk for notice in [*held, waiting]]
    page = client.post(reverse("notices-release"), {"notice": [*chosen, "x"]}, follow=True)
    assert "Released: 2 of 3" in page.content.decode()
    assert Notice.objects.filter(state=NoticeState.WAITING).count() == 3


def test_the_list_takes_the_same_queries_for_many_as_for_one(
    lea: Lea, staff: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    NoticeFactory.create_batch(12, lea=lea)
    client = signed_in(staff)
    with django_assert_max_num_queries(22):
        client.get(reverse("notice-list"))


@pytest.mark.parametrize(("only", "words"), [(True, "8 a.m. to 5 p.m."), (False, "at any hour")])
def test_the_page_says_when_mail_leaves(
    staff: User, settings: Settings, only: bool, words: str
) -> None:
    settings.OFFICE_HOURS_ONLY = only
    assert words in shown(signed_in(staff))
