"""The usual ways to load a file into a Django table, on the first rows of the same file.

Each writes the file's columns into a table with the same types and the same unique key. They check
less than our import does: types and the key, no ranges, no codes, no report.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd
import psycopg2
from django.db import connection, models

from bench.report import timed
from dashboard_import.layouts import Layout
from dashboard_import.tables import FileColumn, file_columns

ROWS, ROWS_ONE_BY_ONE = 20_000, 2_500
COUNTED_UP = "counted up"
AT_ONCE = 1_000
BULK_CREATE = "bulk_create, 20,000 rows"
TO_SQL = "pandas.to_sql, 20,000 rows"
BULK_MODE = "django-import-export in bulk, 20,000 rows"
DEFAULT_MODE = "django-import-export by default, 2,500 rows"
# At least so many times as long as our import.
GOALS: dict[str, float | None] = {
    BULK_CREATE: 20,
    TO_SQL: None,
    BULK_MODE: 60,
    DEFAULT_MODE: 300,
}

Way = tuple[str, Callable[[], float]]


def ways(path: Path, layout: Layout, rows: int) -> Iterator[Way]:
    """Each way that is installed: its name, and work that returns the seconds of all rows."""
    with path.open(newline="") as file:
        lines = csv.reader(file, delimiter="\t")
        columns = file_columns(layout, next(lines))
        texts = list(islice(lines, ROWS))
    model = _model_of(columns)

    def counted_up(number: int, work: Callable[[], None]) -> Callable[[], float]:
        def run() -> float:
            with connection.schema_editor() as editor:
                editor.create_model(model)
            try:
                with timed() as timing:
                    work()
            finally:
                with connection.schema_editor() as editor:
                    editor.delete_model(model)
            return timing.seconds * rows / number

        return run

    yield BULK_CREATE, counted_up(ROWS, lambda: _bulk_create(model, columns, texts))
    try:
        import sqlalchemy  # noqa: F401
    except ImportError:
        pass
    else:
        yield TO_SQL, counted_up(ROWS, lambda: _to_sql(path, columns))
    try:
        import import_export  # type: ignore[import-not-found,unused-ignore]  # noqa: F401
    except ImportError:
        return
    names = [column.stored for column in columns]
    yield BULK_MODE, counted_up(ROWS, lambda: _import_export(model, names, texts, bulk=True))
    few = texts[:ROWS_ONE_BY_ONE]
    yield (
        DEFAULT_MODE,
        counted_up(ROWS_ONE_BY_ONE, lambda: _import_export(model, names, few, bulk=False)),
    )


def _model_of(columns: tuple[FileColumn, ...]) -> type[models.Model]:
    """A model with the file's columns, their types, and the unique key of results."""

    class Meta:
        app_label = "dashboard_import"
        db_table = "bench_result"
        constraints = [models.UniqueConstraint(fields=["cds", "studentgroup"], name="bench_key")]

    fields = {column.stored: _field_of(column) for column in columns}
    return type("BenchResult", (models.Model,), {"Meta": Meta, "__module__": __name__, **fields})


def _field_of(column: FileColumn) -> models.Field[Any, Any]:
    if column.sql_type == "integer":
        return models.IntegerField(null=True, blank=True)
    if column.sql_type == "smallint":
        return models.SmallIntegerField(null=True, blank=True)
    if column.sql_type == "numeric":
        return models.DecimalField(max_digits=12, decimal_places=5, null=True, blank=True)
    return models.TextField(blank=True)


def _value(text: str, column: FileColumn) -> Any:
    if column.sql_type == "text":
        return text
    if not text:
        return None
    return Decimal(text) if column.sql_type == "numeric" else int(text)


def _bulk_create(
    model: type[models.Model], columns: tuple[FileColumn, ...], texts: list[list[str]]
) -> None:
    model._default_manager.bulk_create(
        (
            model(
                **{
                    column.stored: _value(text, column)
                    for column, text in zip(columns, row, strict=True)
                }
            )
            for row in texts
        ),
        batch_size=AT_ONCE,
    )


def _to_sql(path: Path, columns: tuple[FileColumn, ...]) -> None:
    from sqlalchemy import create_engine

    parameters = connection.get_connection_params()
    known = {name: parameters[name] for name in ("dbname", "user", "password", "host", "port")
             if parameters.get(name)}  # fmt: skip
    engine = create_engine("postgresql+psycopg2://", creator=lambda: psycopg2.connect(**known))
    texts = {column.published: str for column in columns if column.sql_type == "text"}
    frame = pd.read_csv(path, sep="\t", nrows=ROWS, dtype=texts, keep_default_na=True)
    frame = frame.fillna(dict.fromkeys(texts, ""))
    frame.columns = pd.Index([column.stored for column in columns])
    with engine.begin() as writing:
        frame.to_sql("bench_result", writing, if_exists="append", index=False, chunksize=AT_ONCE)
    engine.dispose()


def _import_export(
    model: type[models.Model], names: list[str], texts: list[list[str]], *, bulk: bool
) -> None:
    from import_export.resources import ModelResource, modelresource_factory
    from tablib import Dataset

    key = ("cds", "studentgroup")
    chosen = {"use_bulk": True, "batch_size": AT_ONCE, "skip_diff": True} if bulk else {}
    meta = type("Meta", (), {"model": model, "import_id_fields": key, "fields": names, **chosen})
    resource = modelresource_factory(model, type("Resource", (ModelResource,), {"Meta": meta}))()
    result = resource.import_data(Dataset(*texts, headers=names), raise_errors=True)
    if result.totals["new"] != len(texts):
        raise RuntimeError(f"django-import-export loaded {dict(result.totals)}")
