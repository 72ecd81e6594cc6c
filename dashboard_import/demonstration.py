"""The fictitious county's files, loaded through the same steps as the state's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from dashboard_import.generate import (
    DASHBOARD_YEARS,
    write_charter_list,
    write_county_files,
    write_published_list,
    write_school_directory,
)
from dashboard_import.models import Batch, BatchState, Load
from dashboard_import.published_lists import FIRST_CHARTER_LIST
from dashboard_import.selectors.loads import faults_of
from dashboard_import.services.checking import stage_batch
from dashboard_import.services.publishing import publish_batch
from dashboard_import.services.receiving import (
    already_live,
    receive_file,
    remove_batches,
    start_load,
)

ACTOR = "Demonstration"


class DemonstrationRefusedError(RuntimeError):
    """A file of the demonstration was refused; the text says which, and why."""


def load_demonstration_files(*, told: Callable[[str], None]) -> int:
    """Writes and loads every year's files; what is live already is left as it is.

    `told` hears one line a year. Returns how many files were published. Each year is published in
    one transaction. Raises DemonstrationRefusedError, with nothing of that year published.
    """
    published = 0
    with TemporaryDirectory(prefix="demonstration-") as folder:
        for year in DASHBOARD_YEARS:
            directory = Path(folder) / str(year)
            directory.mkdir()
            paths = [*write_county_files(year, directory), write_published_list(year, directory)]
            if year >= FIRST_CHARTER_LIST:
                paths.append(write_charter_list(year, directory))
            if year == DASHBOARD_YEARS[-1]:
                paths.append(write_school_directory(year, directory))
            batches = _stage_new(paths)
            with transaction.atomic():
                for batch in batches:
                    publish_batch(batch=batch, by=None)
            rows = sum(batch.rows_staged for batch in batches)
            told(f"Dashboard {year}: {len(batches)} files, {rows:,} rows")
            published += len(batches)
    return published


def _stage_new(paths: list[Path]) -> list[Batch]:
    load = start_load(by=None, command=ACTOR)
    batches = [batch for path in paths if (batch := _stage(load, path)) is not None]
    if not batches:
        load.delete()
    return batches


def _stage(load: Load, path: Path) -> Batch | None:
    """The checked batch of a file; None where the same bytes are live already."""
    with path.open("rb") as content:
        batch = receive_file(load=load, content=content, name=path.name, by=None)
    if already_live(batch) is not None:
        batch.delete()
        return None
    batch = stage_batch(batch_id=batch.pk)
    if batch.state != BatchState.STAGED:
        said = "; ".join(fault.message for fault in faults_of(batch)[:3])
        raise DemonstrationRefusedError(f"{path.name} was refused: {said}")
    return batch


def remove_demonstration_files(*, county_code: str) -> int:
    """Removes the batches that hold nothing but rows of that county; returns how many.

    The caller makes sure that it is the demonstration county.
    """
    batches = list(Batch.objects.filter(counties=[county_code]))
    remove_batches(batches=batches)
    return len(batches)
