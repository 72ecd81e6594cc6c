"""What a run does before it serves: static files when they changed, the demonstration once."""

from pathlib import Path

import pytest

from config import prepare
from county_office.demonstration import ACCOUNTS, create_demonstration_county


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch, settings, tmp_path: Path) -> list[str]:
    """The management commands that were called, in a data directory that never saw one."""
    called: list[str] = []
    settings.VAR, settings.DEMONSTRATION = tmp_path, True
    monkeypatch.setattr(prepare, "call_command", lambda name, **options: called.append(name))
    return called


def test_static_files_are_collected_once_and_again_when_one_changed(commands, monkeypatch):
    for fingerprint in ("one", "one", "another"):
        monkeypatch.setattr(prepare, "fingerprint_of_static_files", lambda now=fingerprint: now)
        prepare.collect_static_files()
    assert commands == ["collectstatic", "collectstatic"]


def test_the_fingerprint_changes_with_a_static_file(settings, tmp_path):
    settings.STATICFILES_DIRS = [tmp_path]
    (tmp_path / "desk.css").write_text("a {}")
    before = prepare.fingerprint_of_static_files()
    assert prepare.fingerprint_of_static_files() == before
    (tmp_path / "desk.css").write_text("a { color: red }")
    assert prepare.fingerprint_of_static_files() != before


def test_the_demonstration_is_loaded_once(db, commands):
    prepare.load_demonstration_once()
    prepare.load_demonstration_once()
    assert commands == ["load_demonstration"]


def test_a_demonstration_that_a_person_removed_does_not_come_back(db, commands):
    county = create_demonstration_county()
    prepare.load_demonstration_once()
    county.delete()
    prepare.load_demonstration_once()
    assert commands == []


def test_a_demonstration_that_was_broken_off_is_loaded_again(db, commands, settings):
    create_demonstration_county()
    (settings.VAR / "demonstration").write_text("loading")
    prepare.load_demonstration_once()
    assert commands == ["load_demonstration"]


def test_no_demonstration_where_it_is_switched_off(db, commands, settings):
    settings.DEMONSTRATION = False
    prepare.load_demonstration_once()
    assert commands == []


def test_accounts_are_told_only_while_the_demonstration_is_there(db):
    assert prepare.accounts() == []
    create_demonstration_county()
    assert prepare.accounts() == [tuple(map(str, account)) for account in ACCOUNTS]
