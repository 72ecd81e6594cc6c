"""Apps register their kinds of notices, and no text leaves with a blank in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from county_office.models import Notice
from county_office.notices import kinds
from county_office.notices.kinds import (
    BlankInNoticeError,
    Kind,
    UnknownKindError,
    kind_named,
    label_of,
    page_about,
    register,
    render_notice,
)

VISIT = Kind("visit", "Reminder: visit", page_of=lambda notice: f"/visits/{notice.about}/")


@pytest.fixture(autouse=True)
def _own_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_kinds", {})


@pytest.fixture
def _texts(settings: Settings, tmp_path: Path) -> None:
    settings.BASE_DIR = tmp_path
    kinds._engine.cache_clear()
    folder = tmp_path / "templates" / "email"
    folder.mkdir(parents=True)
    (folder / "visit.subject.txt").write_text("Visit at\n{{ lea }}\n", encoding="utf-8")
    (folder / "visit.body.txt").write_text(
        "{% if lead %}Dear {{ lead }},{% endif %}\n\nwe come on {{ day }} & stay.\n\n",
        encoding="utf-8",
    )


@pytest.fixture(autouse=True)
def _fresh_engine() -> object:
    yield
    kinds._engine.cache_clear()


def test_a_kind_is_known_once_registered() -> None:
    assert register(VISIT) is VISIT
    assert register(VISIT) is VISIT, "twice the same is harmless"
    assert kind_named("visit") is VISIT
    assert label_of("visit") == "Reminder: visit"


def test_two_kinds_of_one_name_are_refused() -> None:
    register(VISIT)
    with pytest.raises(ValueError, match="two kinds"):
        register(Kind("visit", "Another"))


def test_an_unknown_kind_names_those_there_are() -> None:
    register(VISIT)
    with pytest.raises(UnknownKindError, match=r"'vist'; known: visit"):
        kind_named("vist")


def test_a_notice_of_a_retired_kind_still_has_a_label() -> None:
    assert label_of("yearly_letter") == "Yearly letter"


def test_a_kind_may_know_the_page_of_its_subject() -> None:
    notice = Notice(kind="visit", about="7")
    assert page_about(notice) == ""
    register(VISIT)
    assert page_about(notice) == "/visits/7/"


@pytest.mark.usefixtures("_texts")
def test_texts_are_plain_and_the_subject_is_one_line() -> None:
    subject, body = render_notice(VISIT, {"lea": "O'Neal & Sons", "lead": "", "day": "Monday"})
    assert subject == "Visit at O'Neal & Sons"
    assert body == "we come on Monday & stay.\n"


@pytest.mark.usefixtures("_texts")
def test_a_missing_value_blocks_the_letter_and_is_named() -> None:
    with pytest.raises(BlankInNoticeError, match="day, lea") as blank:
        render_notice(VISIT, {"lead": "Superintendent"})
    assert blank.value.names == ["day", "lea"]
