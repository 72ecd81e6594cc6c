"""A fresh database for every run and after every test that commits: cloned, which takes 0.1 s.

The migrated database is made once and kept as a template, named after the migrations and the dated
files that they load; it holds the reference rows that a flush would take away.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Callable, Generator
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.test import TransactionTestCase
from psycopg2 import sql
from pytest_django import DjangoDbBlocker

PREFIX = "template_desk_"
TEMPLATES_KEPT = 4  # other runs may still clone theirs, and branches come back
CONNECTION_PARAMETERS = ("host", "port", "user", "password", "sslmode")
LOCK = 52_060  # any number: runs that start together make the template once


def template_name() -> str:
    """Named after all that decides what a migrated database holds."""
    digest = hashlib.sha256()
    patterns = ("*/migrations/*.py", "*/reference/**/*", "*/catalog/**/*", "*/timelines/**/*")
    for path in sorted(path for pattern in patterns for path in settings.BASE_DIR.glob(pattern)):
        if path.is_file() and not {".venv", "__pycache__"} & set(path.parts):
            digest.update(str(path.relative_to(settings.BASE_DIR)).encode() + path.read_bytes())
    return PREFIX + digest.hexdigest()[:16]


@contextlib.contextmanager
def server() -> Generator[Any, None, None]:
    """An autocommit cursor on the server's maintenance database."""
    given = connection.get_connection_params()
    wanted = {name: given[name] for name in CONNECTION_PARAMETERS if name in given}
    with contextlib.closing(psycopg2.connect(**wanted, dbname="postgres")) as opened:
        opened.autocommit = True
        yield opened.cursor()


def run(cursor: Any, statement: str, **names: str) -> None:
    cursor.execute(sql.SQL(statement).format(**{k: sql.Identifier(v) for k, v in names.items()}))


def ensure_template(name: str, *, anew: bool) -> None:
    """Makes the migrated template where it is missing, and drops old ones."""
    with server() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        cursor.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid DESC",
            [PREFIX + "%"],
        )
        there = [row[0] for row in cursor.fetchall()]
        for outdated in there if anew else there[TEMPLATES_KEPT:]:
            run(cursor, "DROP DATABASE {outdated} WITH (FORCE)", outdated=outdated)
        if anew or name not in there:
            make_template(name, migrate, after="template0")


def migrate() -> None:
    call_command("migrate", verbosity=0, interactive=False)


def make_template(name: str, fill: Callable[[], None], *, after: str) -> None:
    """A database like the one it is made after, with what `fill` adds, in place of one so named.

    The connection points at it while it is filled, and nowhere afterwards.
    """
    making = f"{name}_new"
    with server() as cursor:
        for outdated in (making, name):
            run(cursor, "DROP DATABASE IF EXISTS {outdated} WITH (FORCE)", outdated=outdated)
        run(cursor, "CREATE DATABASE {making} TEMPLATE {after}", making=making, after=after)
        point_connection_at(making)
        fill()
        connections.close_all()
        run(cursor, "ALTER DATABASE {making} RENAME TO {name}", making=making, name=name)


def point_connection_at(database: str) -> None:
    connection.close()
    settings.DATABASES["default"]["NAME"] = database
    connection.settings_dict["NAME"] = database


def clone(template: str) -> None:
    """Replaces the test database by a clone of the template; open connections are cut."""
    drop()
    with server() as cursor:
        run(
            cursor,
            "CREATE DATABASE {database} TEMPLATE {template}",
            database=os.environ["DESK_TEST_DATABASE"],
            template=template,
        )


def drop() -> None:
    connections.close_all()
    with server() as cursor:
        database = os.environ["DESK_TEST_DATABASE"]
        run(cursor, "DROP DATABASE IF EXISTS {database} WITH (FORCE)", database=database)


@pytest.fixture(scope="session")
def django_db_setup(
    request: pytest.FixtureRequest,
    django_test_environment: None,
    django_db_blocker: DjangoDbBlocker,
) -> Generator[None, None, None]:
    """In place of pytest-django's own: a clone of the template, and a clone again where a test
    committed (`transaction=True`, live servers), in place of Django's flush."""
    template = template_name()
    flush = TransactionTestCase._fixture_teardown
    with django_db_blocker.unblock():
        ensure_template(template, anew=request.config.getvalue("create_db"))
        clone(template)
        point_connection_at(os.environ["DESK_TEST_DATABASE"])
    TransactionTestCase._fixture_teardown = lambda test: clone(template)
    yield
    TransactionTestCase._fixture_teardown = flush
    with django_db_blocker.unblock():
        drop()
