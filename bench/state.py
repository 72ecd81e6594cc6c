"""An invented state as the importer would leave it: the rows of LEAs, live in every county.

Files are written in each year's own layout and staged by the importer itself. Schools that are no
LEA are left out: eligibility never reads them. Local indicators that the state gives as workbooks,
and its lists, of which only method 4 is read, are put into their tables by SQL.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection, transaction
from tqdm import tqdm

from county_office.models import County, Lea
from county_office.registration import register_places
from dashboard_import.generate.statewide import Size, write_statewide_file
from dashboard_import.layouts import Layout, layout_of, load_layouts
from dashboard_import.models import Batch, BatchState, LiveBatch, Load, ReceivedFile
from dashboard_import.places import new_places
from dashboard_import.readers import open_file
from dashboard_import.staging import stage_rows
from dashboard_import.tables import child_table
from eligibility.criteria import Criteria, criteria_years, load_criteria
from eligibility.criteria.model import FROM_THE_FILE
from eligibility.models import DeterminationRun

DISTRICTS, CHARTER_SCHOOLS = 1_000, 1_300
SIZE = Size(
    schools=CHARTER_SCHOOLS, districts_and_county_offices=DISTRICTS, charters=CHARTER_SCHOOLS
)
# A list is loaded for the years whose method 4 it alone tells, but for the newest.
PUBLISHED = "PUBLISHED"


def make_state() -> None:
    """Fills the empty database with all files of every year that has criteria."""
    load = Load.objects.create(actor_name="Measurement")
    layouts = {(layout.year, layout.indicator): layout for layout in load_layouts()}
    years = criteria_years()
    with TemporaryDirectory() as folder:
        for year in tqdm(years, desc="Inventing a state", unit="year", disable=None):
            criteria = load_criteria(year)
            for indicator in criteria.files:
                _publish_file(load, layouts[year, indicator], Path(folder))
            _publish_local(load, criteria, layouts)
            if 4 in criteria.methods and year != max(years):
                _publish_list(load, year)
    _analyze()


def how_many() -> tuple[int, int]:
    """LEAs, and rows of results."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM dashboard_result")
        return Lea.objects.count(), cursor.fetchone()[0]


def _batch(load: Load, year: int, indicator: str) -> Batch:
    name = f"{indicator}{year}"
    file, _ = ReceivedFile.objects.get_or_create(
        sha256=name.encode().hex().ljust(64, "0")[:64],
        defaults={"name": name, "size": 0, "content": name},
    )
    return Batch.objects.create(
        load=load,
        file=file,
        file_name=name,
        year=year,
        indicator=indicator,
        state=BatchState.PUBLISHED,
        actor_name=load.actor_name,
    )


@transaction.atomic
def _publish_file(load: Load, layout: Layout, folder: Path) -> None:
    path = folder / layout.file_name
    write_statewide_file(layout, path, SIZE)
    batch = _batch(load, layout.year, layout.indicator)
    stage_rows(
        batch_id=batch.pk,
        opened=open_file(path, path.name),
        layout=layout,
        known_counties=frozenset({"00", *_counties()}),
        wanted=frozenset(_counties()),
        progress=lambda phase, rows: None,
    )
    path.unlink()
    if layout.indicator.startswith("LOCAL"):
        _make_live(batch)
        return
    places = new_places(child_table(batch.pk, batch.indicator), layout)
    register_places(places=places, year=layout.year)
    _make_live(batch)


def _counties() -> list[str]:
    found = County.objects.filter(is_demonstration=False).order_by("code")
    return list(found.values_list("code", flat=True))


def _make_live(batch: Batch) -> None:
    LiveBatch.objects.bulk_create(
        LiveBatch(year=batch.year, indicator=batch.indicator, county_code=code, batch=batch)
        for code in _counties()
    )


def _publish_local(load: Load, criteria: Criteria, layouts: dict[tuple[int, str], Layout]) -> None:
    """The local indicators that the year's rule reads; one rating in thirty is "Not Met…"."""
    rule = criteria.local_indicators
    for year in set(rule.years) - set(_years_with_local()):
        if (year, "LOCAL") in layouts and rule.rule != FROM_THE_FILE:
            with TemporaryDirectory() as folder:
                _publish_file(load, layouts[year, "LOCAL"], Path(folder))
            continue
        for priority in (*rule.priorities, *rule.county_office_priorities):
            _insert(
                _batch(load, year, f"LOCAL_P{priority}"),
                "local_indicator_result",
                "priority, performance",
                f"{priority}, CASE WHEN random() < 0.03 THEN 'Not Met For Two or More Years'"
                " ELSE 'Met' END",
            )


def _years_with_local() -> list[int]:
    found = LiveBatch.objects.filter(indicator__startswith="LOCAL")
    return list(found.order_by().values_list("year", flat=True).distinct())


def _publish_list(load: Load, year: int) -> None:
    methods = """'{"2": "N", "3": "N", "4": "N"}'"""
    _insert(
        _batch(load, year, PUBLISHED),
        "published_status",
        "letters, statuses, methods, level3",
        f"'{{}}', '{{}}', {methods}, '{{}}'",
    )


@transaction.atomic
def _insert(batch: Batch, parent: str, columns: str, values: str) -> None:
    """A child table with a row an LEA."""
    table = child_table(batch.pk, batch.indicator)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {table} () INHERITS ({parent})")
        cursor.execute(
            f"INSERT INTO {table} (batch_id, line, year, cds, indicator, {columns})"
            f" SELECT {batch.pk}, row_number() OVER (), {batch.year}, cds, '{batch.indicator}',"
            f" {values} FROM county_office_leacode"
        )
        cursor.execute(f"CREATE UNIQUE INDEX ON {table} (cds)")
    _make_live(batch)


def double_state() -> None:
    """Every LEA once more, with the same results, under a code and name of its own."""
    other_code = (
        "overlay(cds placing '8' from CASE WHEN substr(cds, 3, 2) = '10' THEN 7 ELSE 3 END)"
    )
    with transaction.atomic(), connection.cursor() as cursor:
        for batch in Batch.objects.order_by("year", "pk"):
            table = child_table(batch.pk, batch.indicator)
            cursor.execute(
                "SELECT string_agg(quote_ident(attname), ', ') FROM pg_attribute WHERE attrelid ="
                " %s::regclass AND attnum > 0 AND NOT attisdropped"
                " AND attname NOT IN ('cds', 'line')",
                [table],
            )
            columns = cursor.fetchone()[0]
            cursor.execute(f"SELECT max(line) FROM {table}")
            lines = cursor.fetchone()[0]
            cursor.execute(
                f"INSERT INTO {table} (cds, line, {columns})"
                f" SELECT {other_code}, line + {lines}, {columns} FROM {table}"
            )
            cursor.execute(f"REINDEX TABLE {table}")  # an import makes them when all rows are there
            if batch.indicator in load_criteria(batch.year).files:
                layout = layout_of(batch.year, batch.indicator)
                register_places(places=new_places(table, layout), year=batch.year)
    _analyze()


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def usual_county() -> County:
    """The county with the median number of LEAs."""
    counted = sorted((Lea.objects.filter(county=code).count(), code) for code in _counties())
    return County.objects.get(code=counted[len(counted) // 2][1])


def last_run(*, whole_state: bool) -> int:
    """The key of the latest run, over the state or over a county."""
    found = DeterminationRun.objects.filter(county__isnull=whole_state).latest("pk")
    return int(found.pk)
