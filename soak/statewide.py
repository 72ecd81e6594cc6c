"""The generator's statewide files of each year, in the state's exact layouts, go through."""

from __future__ import annotations

import io
import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from dashboard_import import services
from dashboard_import.generate import DASHBOARD_YEARS
from dashboard_import.models import LiveBatch
from dashboard_import.tables import Parent
from soak.desk import Desk
from soak.report import Report


def run(desk: Desk, report: Report) -> None:
    """For each year: rows written, staged and live are the same number."""
    report.head("Statewide files of each year, from the generator to what is live")
    for year in DASHBOARD_YEARS:
        written = live = good = 0
        folder = settings.VAR / "statewide"
        call_command(
            "generate_dashboard_files", year, statewide=True, output=folder, stdout=io.StringIO()
        )
        paths = sorted(path for path in folder.iterdir() if path.is_file())
        for path in paths:
            rows, found = _load(desk, report, path)
            written, live, good = written + rows, live + found, good + (rows == found)
        report.of(f"{year}: {written:,} rows written, {live:,} live, files", good, len(paths))
        shutil.rmtree(folder)


def _load(desk: Desk, report: Report, path: Path) -> tuple[int, int]:
    """Rows that the file has, and those of it that are live; its batch is removed again."""
    with path.open("rb") as content:
        rows = sum(1 for _ in content) - 1
    batch = services.stage_batch(batch_id=desk.receive(path).pk)
    if batch.state != "staged" or batch.rows_staged != rows:
        first = batch.faults.first()
        report.fall(f"{path.name}: {batch.state}, {batch.rows_staged:,} of {rows:,}; {first}")
        return rows, batch.rows_staged
    services.publish_batch(batch=batch, by=None)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) FROM {Parent.of(batch.indicator).name} AS row"
            f" JOIN {LiveBatch._meta.db_table} AS live"
            " ON live.batch_id = row.batch_id AND live.county_code = left(row.cds, 2)"
            " WHERE row.batch_id = %s",
            [batch.pk],
        )
        live = cursor.fetchone()[0]
    services.roll_back_batch(batch=batch, by=None)
    desk.remove(batch)
    return rows, live
