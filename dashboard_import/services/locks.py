"""The advisory locks of imports: the first of their two keys, and who holds them.

They belong to a connection, so whatever ends a process lets them go.
"""

from __future__ import annotations

from django.db import connection

YEAR = 52_071  # publishing: the second key is the Dashboard year
BATCH = 52_072  # checking: the second key is the batch


def batches_worked_on() -> set[int]:
    """The batches whose lock a living worker holds: it is let go when the worker dies."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT objid::bigint FROM pg_locks JOIN pg_database ON oid = database"
            " WHERE locktype = 'advisory' AND classid = %s AND datname = current_database()",
            [BATCH],
        )
        return {row[0] for row in cursor.fetchall()}
