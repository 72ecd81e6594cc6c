"""Lists what was loaded: year, rows, hash, who, state."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from dashboard_import.models import Batch
from dashboard_import.selectors.loads import batches


class Command(BaseCommand):
    help = "Lists the batches, newest first: year, indicator, rows, state, who, SHA-256."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--year", type=int, help="only this Dashboard year")
        parser.add_argument("--json", action="store_true", help="one JSON array on standard output")

    def handle(self, *args: Any, **options: Any) -> None:
        entries = [entry_of(batch) for batch in batches(year=options["year"])]
        if options["json"]:
            self.stdout.write(json.dumps(entries, indent=1, ensure_ascii=False))
            return
        for entry in entries:
            self.stdout.write(
                f"{entry['batch']:>5}  {entry['year'] or '':>4} {entry['indicator']:<14}"
                f" {entry['rows_staged']:>8,} of {entry['rows_in']:>8,} rows"
                f"  {entry['state']:<11} {entry['received_at'][:16]}  {entry['who']:<24}"
                f" {entry['sha256'][:12]}  {entry['file']}"
            )
        if not entries:
            year = options["year"]
            self.stdout.write(
                f"Nothing of {year} was loaded." if year else "Nothing was loaded yet."
            )


def entry_of(batch: Batch) -> dict[str, Any]:
    """A batch as `--json` gives it."""
    return {
        "batch": batch.pk,
        "load": batch.load_id,
        "file": batch.file_name,
        "year": batch.year,
        "indicator": batch.indicator,
        "counties": batch.counties,
        "rows_in": batch.rows_in,
        "rows_staged": batch.rows_staged,
        "rows_refused": batch.rows_refused,
        "sha256": batch.file.sha256,
        "state": batch.state,
        "who": batch.actor_name,
        "received_at": batch.received_at.isoformat(),
        "published_at": batch.published_at.isoformat() if batch.published_at else None,
    }
