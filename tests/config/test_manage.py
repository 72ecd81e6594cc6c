"""`manage.py` by itself: it starts or joins the local servers, and only where it needs them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.config.servers_of_ones_own import CHECKOUT, environment, nothing_runs

COUNT = """
from county_office.models import County, User
print(County.objects.count(), User.objects.count())
"""


def manage(var: Path, *arguments: str, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", *arguments],
        cwd=CHECKOUT,
        env=environment(var, **more),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("arguments", [["check"], ["migrate", "--help"]], ids=" ".join)
def test_what_needs_no_server_starts_none(tmp_path, arguments):
    command = manage(tmp_path / "var", *arguments)
    output, errors = command.communicate()
    assert command.returncode == 0, errors
    assert output
    assert not (tmp_path / "var").exists()


def test_a_reader_that_is_gone_ends_a_command_quietly(tmp_path):
    reading, writing = os.pipe()
    os.close(reading)
    command = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=CHECKOUT,
        env=environment(tmp_path / "var"),
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert (command.stderr, command.returncode) == ("", 141)


@pytest.mark.slow
def test_two_commands_at_once_find_a_fresh_directory_migrated_and_empty(tmp_path):
    commands = [manage(tmp_path, "shell", "-v0", "-c", COUNT) for _ in range(2)]
    answers = [command.communicate() for command in commands]
    assert [output.split() for output, _ in answers] == [["58", "0"], ["58", "0"]], answers
    assert nothing_runs(tmp_path)


def test_migrate_itself_is_not_preceded_by_a_migration(tmp_path):
    command = manage(tmp_path, "migrate", "--plan")
    output, errors = command.communicate()
    assert command.returncode == 0, errors
    assert "county_office.0001" in output


def test_a_fault_of_the_servers_is_one_line_without_traceback(tmp_path):
    command = manage(tmp_path, "migrate", DATABASE_URL="postgres://elsewhere/desk")
    _, errors = command.communicate()
    assert command.returncode == 1
    assert errors.splitlines() == [
        "DATABASE_URL is set but REDIS_URL is not. Set both, or neither for the local servers."
    ]


def test_production_never_gets_a_local_server(tmp_path):
    production = {"DJANGO_SETTINGS_MODULE": "config.settings.production"}
    command = manage(tmp_path / "var", "migrate", **production)
    _, errors = command.communicate()
    assert command.returncode != 0
    assert "ImproperlyConfigured" in errors
    assert not (tmp_path / "var").exists()
