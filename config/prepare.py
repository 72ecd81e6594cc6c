"""What `make run` does before it serves: tables, static files, the demonstration the first time.

A process of its own (`python -m config.prepare`), so that the one that supervises stays small. What
it says goes to standard error; its output is one JSON array: the demonstration's accounts, each a
role, an address and a password.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import OperationalError


def main() -> None:
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    collect_static_files()
    load_demonstration_once()
    json.dump(accounts(), sys.stdout)


def say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def collect_static_files() -> None:
    """Collects the static files anew when one of them is not as it was."""
    stamp, now = settings.VAR / "static.sha256", fingerprint_of_static_files()
    if not stamp.is_file() or stamp.read_text() != now:
        say("Collecting static files ...")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(now)


def fingerprint_of_static_files() -> str:
    """Changes with the name, size or time of any static file, and with the place they go to."""
    digest = hashlib.sha256(str(settings.STATIC_ROOT).encode())
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path} {found.st_size} {found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def load_demonstration_once() -> None:
    """Loads the demonstration into a data directory that never had it.

    The marker stays when a person removes the demonstration, so it does not come back; one that was
    broken off while it was loaded is loaded again.
    """
    from county_office.models import County

    marker = settings.VAR / "demonstration"
    state = marker.read_text() if marker.is_file() else ""
    there = County.objects.filter(is_demonstration=True).exists()
    if there and not state:
        marker.write_text("loaded")  # by a person, on the command line
    elif settings.DEMONSTRATION and state in {"", "loading"}:
        say("Loading the demonstration county, which is fictitious (once) ...")
        marker.write_text("loading")
        call_command("load_demonstration", stdout=sys.stderr)
        marker.write_text("loaded")


def accounts() -> list[tuple[str, str, str]]:
    """The accounts of the demonstration, none where it was removed."""
    from county_office.demonstration import ACCOUNTS
    from county_office.models import County

    there = County.objects.filter(is_demonstration=True).exists()
    return [(str(role), address, password) for role, address, password in ACCOUNTS if there]


if __name__ == "__main__":
    try:
        main()
    except CommandError as error:
        sys.exit(str(error))
    except OperationalError as error:
        sys.exit(f"{str(error).strip()}\nData: {settings.VAR}, logs: {settings.VAR / 'log'}")
