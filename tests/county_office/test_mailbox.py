"""The local mailbox: what the desk sent, as it arrived; nowhere but on this machine."""

from __future__ import annotations

import mailbox
from email.message import EmailMessage
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from county_office.models import User
from tests.factories.county_office import CountyFactory, LeaFactory, district_lead_of, staff_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def directory(tmp_path: Path, settings: Settings) -> Path:
    settings.MAILBOX_DIR = tmp_path / "mailbox"
    return tmp_path / "mailbox"


@pytest.fixture
def staff() -> User:
    return staff_of(CountyFactory(code="99"))


def arrive(directory: Path, subject: str, date: str, text: str = "Hello.\n") -> str:
    mail = EmailMessage()
    mail["Subject"], mail["Date"] = subject, date
    mail["From"], mail["To"] = "desk@localhost", "shown@county.example"
    mail["X-Envelope-To"] = "real@county.example"
    mail.set_content(text)
    return str(mailbox.Maildir(directory, create=True).add(mail))


def get(user: User, name: str, *args: str) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    response = client.get(reverse(name, args=args))
    return response.status_code, response.content.decode()


def test_mails_are_listed_the_newest_first_with_who_really_got_them(
    directory: Path, staff: User
) -> None:
    arrive(directory, "Reunión", "Mon, 23 Nov 2026 08:00:00 -0800")
    arrive(directory, "Later", "Mon, 23 Nov 2026 09:00:00 -0800")
    status, html = get(staff, "mailbox")
    assert status == 200
    assert html.index("Later") < html.index("Reunión")
    assert "real@county.example" in html
    assert "shown@county.example" not in html


def test_a_mail_is_shown_as_text_and_its_addresses_can_be_followed(
    directory: Path, staff: User
) -> None:
    text = "Ñandú & <b>all</b>\nhttps://desk.example/cases/1/\n"
    key = arrive(directory, "Due", "Mon, 23 Nov 2026 08:00:00 -0800", text)
    status, html = get(staff, "mailbox-message", key)
    assert status == 200
    assert "Ñandú &amp; &lt;b&gt;all&lt;/b&gt;" in html
    assert '<a href="https://desk.example/cases/1/"' in html


def test_an_empty_mailbox_says_when_mail_comes(directory: Path, staff: User) -> None:
    assert not directory.exists()
    status, html = get(staff, "mailbox")
    assert status == 200
    assert "No mail yet" in html


def test_a_mail_without_headers_does_no_harm(directory: Path, staff: User) -> None:
    key = str(mailbox.Maildir(directory, create=True).add(b"\n"))
    assert get(staff, "mailbox")[0] == 200
    assert get(staff, "mailbox-message", key)[0] == 200


@pytest.mark.parametrize("key", ["none", "..", "%2e%2e"])
def test_a_mail_that_is_not_there_is_not_found(directory: Path, staff: User, key: str) -> None:
    arrive(directory, "Due", "Mon, 23 Nov 2026 08:00:00 -0800")
    assert get(staff, "mailbox-message", key)[0] == 404


def test_where_mail_really_leaves_there_is_no_mailbox(staff: User, settings: Settings) -> None:
    settings.MAILBOX_DIR = None
    assert get(staff, "mailbox")[0] == 404
    assert get(staff, "mailbox-message", "any")[0] == 404


def test_a_district_lead_may_not_see_it(directory: Path) -> None:
    lead = district_lead_of(LeaFactory())
    key = arrive(directory, "Due", "Mon, 23 Nov 2026 08:00:00 -0800")
    assert get(lead, "mailbox")[0] == 403
    assert get(lead, "mailbox-message", key)[0] == 403


def test_a_date_without_a_zone_is_utc_and_shown_in_pacific_time(
    directory: Path, staff: User
) -> None:
    arrive(directory, "From the desk", "Mon, 23 Nov 2026 23:52:00 -0000")
    assert "3:52 p.m." in get(staff, "mailbox")[1]
