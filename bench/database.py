"""A database of its own for a measurement, made anew and taken away at the end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

NAME = "desk_bench"


@contextmanager
def own_database() -> Iterator[None]:
    """A migrated, empty database on the server of DATABASE_URL, with Django set up on it."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    usual = connection.settings_dict["NAME"]
    _run(f"DROP DATABASE IF EXISTS {NAME}", f"CREATE DATABASE {NAME}")
    connection.settings_dict["NAME"] = NAME
    try:
        call_command("migrate", interactive=False, verbosity=0)
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual
        _run(f"DROP DATABASE IF EXISTS {NAME}")


def own_address() -> str:
    """DATABASE_URL of that database, for a process of its own."""
    usual, mark, options = os.environ["DATABASE_URL"].partition("?")
    return f"{usual.rpartition('/')[0]}/{NAME}{mark}{options}"


def _run(*statements: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
    connection.close()
