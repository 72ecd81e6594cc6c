"""`demonstration`: the demonstration county, loaded once a run by its own command.

The first test that asks loads it, which takes 20 s, into a database that stays as a template,
beside a real county with a case; every other one, in the other processes of `-n` as well, takes a
copy.
"""

from __future__ import annotations

import fcntl
import io
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import override_settings
from pytest_django import DjangoDbBlocker

from tests.factories.assistance_cases import case_of
from tests.factories.county_office import CountyFactory, LeaFactory
from tests.plugins.databases import clone, make_template, point_connection_at, template_name


def open_a_case_of_a_real_county() -> None:
    case_of(LeaFactory(county=CountyFactory(code="27", is_demonstration=False)))


@dataclass(frozen=True)
class Demonstration:
    """The template database with the demonstration, its files, and what its command said."""

    template: str
    folder: Path

    @property
    def said(self) -> str:
        return (self.folder / "said.txt").read_text()

    def take(self, media: Path) -> None:
        """Makes a copy of it the test database, and of its received files `media`."""
        clone(self.template)
        shutil.copytree(self.folder / "media", media)

    def load(self) -> None:
        self.folder.mkdir()
        said = io.StringIO()
        with override_settings(MEDIA_ROOT=self.folder / "media"):
            open_a_case_of_a_real_county()
            call_command("load_demonstration", stdout=said)
        (self.folder / "said.txt").write_text(said.getvalue())


@pytest.fixture(scope="session")
def demonstration(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Demonstration:
    """Loaded by the first process of the run that asks; the others wait for it."""
    room = Path(os.environ["DESK_TEST_ROOM"])
    made = Demonstration(f"demonstration_{room.name}", room / "demonstration")
    with (room / "demonstration.lock").open("w") as lock, django_db_blocker.unblock():
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made.folder / "said.txt").is_file():
            make_template(made.template, made.load, after=template_name())
            point_connection_at(os.environ["DESK_TEST_DATABASE"])
    return made
