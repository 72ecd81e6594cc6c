"""Valid files, mutated: never an unhandled exception, never a partial load, all rows counted.

`HYPOTHESIS_PROFILE=soak` tries thousands.
"""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from county_office.models import County
from dashboard_import.directory import layout_of_directory
from dashboard_import.models import Batch, BatchState
from dashboard_import.services import receive_files, stage_batch, start_load
from dashboard_import.tables import child_table
from tests.dashboard_import.staging.test_hazards import live_checksum
from tests.factories.dashboard_files import (
    CHARTER,
    COUNTY_OFFICE,
    DISTRICT,
    OTHER_DISTRICT,
    SCHOOL,
    file_lines,
    file_text,
    packed,
    publish,
    row,
    workbook,
)

Lines = list[list[str]]
Change = Callable[[Any, random.Random], Any]
CODES = (DISTRICT, OTHER_DISTRICT, COUNTY_OFFICE, SCHOOL, CHARTER)
# What people, spreadsheets and broken transfers put into cells.
CELLS = [
    "", " ", "\xa0", "*", "NA", "N/A", "--", "0", "1", "6", "-1", "1e5", "1e999", "NaN", "Infinity",
    "12,5", "99999999999999999999", "2.710272e+13", "99600010000000", "77600010000000", "9960001",
    "00000000000000", "2018", "2017f", "\uff12\uff10\uff11\uff18", "Y", "FOS", "ALL", "X", "Cañon",
    "é", "\ufeff",
    '"', '""', "'", "\\", "\\.", "\\N", "=1+1", "'; DROP TABLE dashboard_result; --", "%s", "{}",
    "a\tb", "a|b", "a,b", "first\nsecond", "\r", "\v", "\f", "\x1c", "\u2028", "\u202e", "😀",
    "x" * 5_000, "١٢", "Met", "A", "{}", "null", "true",
]  # fmt: skip
BYTES = [b"\0", b"\xff", b"\x81", b"\xc3", b'"', b"\r", b"\n", b"\t", b"\xef\xbb\xbf", b"\x1a"]


def _row(cds: str, number: int) -> dict[str, str]:
    return row(cds, districtname="Cañon" if number else "District", color=str(number % 6))


def table(name: str) -> tuple[Lines, str]:
    """A valid file as cells, and its delimiter; empty for a workbook."""
    rows = [_row(cds, number) for number, cds in enumerate(CODES)]
    local = [row(cds, priority="1", performance="Not Met") for cds in CODES[:3]]
    summary = [
        row(cds, localindicator="Basic-Priority Area 1", performance="Met") for cds in CODES[:3]
    ]
    if name == "pubschls.txt":
        columns = layout_of_directory(2025)
        schools = [each | {"statustype": "Active", "lastupdate": "6/20/2025"} for each in rows]
        lines = [[each.get(c, "No Data") for c in columns.canonical_columns] for each in schools]
        return [list(columns.columns), *lines], "\t"
    if name == "assistancestatus22.xlsx":
        head = ["CDS", "LEAname", "ReportYear", "ELpriorities", "SWDpriorities", "EC52072_2022"]
        return [["title"], head, *([cds, "x", "2022", "*", "A", "N"] for cds in CODES[:3])], ""
    kinds: dict[str, tuple[int, str, Sequence[dict[str, str]], str]] = {
        "suspdownload2018.txt": (2018, "SUSP", rows, "\t"),
        "mathdownload2024.csv": (2024, "MATH", rows, ","),
        "elpidownload2022.txt": (2022, "ELPI", rows, "\t"),
        "censusenrollratesdownload2022.txt": (2022, "ENROLLMENT", rows, "\t"),
        "LocalIndPerf2018.txt": (2018, "LOCAL", summary, "\t"),
        "Pr12018.txt": (2018, "LOCAL_P1", local, "|"),
        "Pr12023.xlsx": (2023, "LOCAL_P1", local, ""),
    }
    year, indicator, found, delimiter = kinds[name]
    return file_lines(year, indicator, found), delimiter


NAMES = [
    *("suspdownload2018.txt", "mathdownload2024.csv", "elpidownload2022.txt"),
    *("censusenrollratesdownload2022.txt", "LocalIndPerf2018.txt", "Pr12018.txt"),
    *("Pr12023.xlsx", "assistancestatus22.xlsx", "pubschls.txt"),
]


# Changes of cells


def _place(lines: Lines, chance: random.Random) -> tuple[int, int]:
    number = chance.randrange(len(lines))
    return number, chance.randrange(len(lines[number]) or 1)


def _other_cell(lines: Lines, chance: random.Random) -> None:
    number, at = _place(lines, chance)
    if lines[number]:
        lines[number][at] = chance.choice(CELLS)


def _lost_cell(lines: Lines, chance: random.Random) -> None:
    number, at = _place(lines, chance)
    del lines[number][at : at + 1]


def _more_cells(lines: Lines, chance: random.Random) -> None:
    number, at = _place(lines, chance)
    lines[number][at:at] = [chance.choice(CELLS)] * chance.randint(1, 3)


def _lost_column(lines: Lines, chance: random.Random) -> None:
    _, at = _place(lines, chance)
    for cells in lines:
        del cells[at : at + 1]


def _column_again(lines: Lines, chance: random.Random) -> None:
    _, at = _place(lines, chance)
    for cells in lines:
        cells.extend(cells[at : at + 1])


def _other_order(lines: Lines, chance: random.Random) -> None:
    order = list(range(max(map(len, lines))))
    chance.shuffle(order)
    lines[:] = [[cells[at] for at in order if at < len(cells)] for cells in lines]


def _other_name(lines: Lines, chance: random.Random) -> None:
    at = chance.randrange(len(lines[0]) or 1)
    lines[0][at : at + 1] = [chance.choice([*CELLS, "batch_id", "line", "ctid", "year", "color"])]


def _shuffled_rows(lines: Lines, chance: random.Random) -> None:
    chance.shuffle(lines)


def _row_again(lines: Lines, chance: random.Random) -> None:
    lines.insert(chance.randrange(len(lines) + 1), list(chance.choice(lines)))


def _lost_row(lines: Lines, chance: random.Random) -> None:
    del lines[chance.randrange(len(lines))]
    lines.extend([[]] if not lines else [])


def _blank_row(lines: Lines, chance: random.Random) -> None:
    lines.insert(chance.randrange(len(lines) + 1), [""] * chance.choice([1, len(lines[0])]))


OF_CELLS: list[Change] = [
    *(_other_cell, _other_cell, _other_cell, _lost_cell, _more_cells, _lost_column),
    *(_column_again, _other_order, _other_name, _shuffled_rows, _row_again, _lost_row, _blank_row),
]


# Changes of bytes


def _other_byte(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) or 1)
    return content[:at] + bytes([chance.randrange(256)]) + content[at + 1 :]


def _byte_put_in(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + chance.choice(BYTES) + content[at:]


def _cut_off(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) + 1)]


def _piece_lost(content: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(content) + 1)
    return content[:at] + content[at + chance.randint(1, 60) :]


def _twice(content: bytes, _: random.Random) -> bytes:
    return content + content


def _other_encoding(content: bytes, chance: random.Random) -> bytes:
    encoding = chance.choice(["cp1252", "utf-8-sig", "utf-16", "latin-1", "cp437"])
    return content.decode("utf-8", errors="replace").encode(encoding, errors="replace")


def _other_line_ends(content: bytes, chance: random.Random) -> bytes:
    return content.replace(b"\n", chance.choice([b"\r\n", b"\r", b"\n\n", b"\n\r"]))


def _zipped(content: bytes, _: random.Random) -> bytes:
    return packed({"folder/a.txt": content})


OF_BYTES: list[Change] = [
    *(_other_byte, _other_byte, _byte_put_in, _byte_put_in, _cut_off, _piece_lost, _twice),
    *(_other_encoding, _other_line_ends, _zipped),
]


def content_of(lines: Lines, delimiter: str) -> bytes:
    if not delimiter:
        return workbook({"Record Layout": [["CDS"]], "data": lines})
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows(lines)
    return text.getvalue().encode()


def mutated(name: str, seed: int, cells: int, other_bytes: int) -> bytes:
    """A valid file with so many changes of cells, then of bytes."""
    chance = random.Random(seed)
    lines, delimiter = table(name)
    for _ in range(cells):
        chance.choice(OF_CELLS)(lines, chance)
    content = content_of(lines, delimiter)
    for _ in range(other_bytes):
        content = chance.choice(OF_BYTES)(content, chance)
    return content


def rows_of(batch: Batch) -> int | None:
    """How many rows the batch's own table has; None where there is no table."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [child_table(batch.pk, batch.indicator)])
        if cursor.fetchone()[0] is None:
            return None
        cursor.execute(f"SELECT count(*) FROM {child_table(batch.pk, batch.indicator)}")  # noqa: S608
        return int(cursor.fetchone()[0])


def assert_whole_or_nothing(batch: Batch) -> None:
    told = [(fault.message, fault.value) for fault in batch.faults.all()]
    assert batch.state in {BatchState.STAGED, BatchState.REFUSED}, told
    assert batch.rows_in == batch.rows_staged + batch.rows_refused
    assert batch.refused.count() == batch.rows_refused
    errors = batch.faults.filter(severity="error")
    assert all(fault.message and fault.remedy for fault in errors)
    assert errors.exists() == (batch.state == BatchState.REFUSED), told
    if batch.state == BatchState.STAGED:
        assert batch.rows_refused == 0
        assert rows_of(batch) == batch.rows_in == sum(_by_county(batch))
        assert_constraints_hold(batch)
    elif batch.indicator:
        assert rows_of(batch) is None
        assert set(batch.refused.values_list("line", flat=True)) <= set(
            errors.values_list("line", flat=True)
        )


def assert_constraints_hold(batch: Batch) -> None:
    """The import let nothing in that a constraint of the batch's table would have refused."""
    table = child_table(batch.pk, batch.indicator)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND contype = 'c' AND NOT convalidated",
            [table],
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")


def _by_county(batch: Batch) -> list[int]:
    return [county["rows"] for county in batch.report["counties"].values()]


@pytest.fixture
def live(demo_county: County) -> str:
    """The checksum of a file that is live before any mutated one comes."""
    publish(file_text(2018, "SUSP", [row(), row(OTHER_DISTRICT)]), "suspdownload2018.txt")
    return live_checksum()


@settings(
    max_examples=settings.default.max_examples // 3,  # each is a whole load
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    name=st.sampled_from(NAMES),
    seed=st.integers(0, 2**32),
    cells=st.integers(0, 3),
    other_bytes=st.sampled_from([0, 0, 1, 2]),
    counties=st.sampled_from([[], [], [], ["99"], ["27"]]),
)
def test_a_mutated_file_is_staged_whole_or_refused_whole_and_every_row_is_counted(
    live: str, name: str, seed: int, cells: int, other_bytes: int, counties: list[str]
) -> None:
    content = mutated(name, seed, cells, other_bytes)
    with transaction.atomic():
        load = start_load(by=None, command="a test")
        batches = receive_files(
            load=load, content=io.BytesIO(content), name=name, by=None, counties=counties
        )
        for batch in batches:
            assert_whole_or_nothing(stage_batch(batch_id=batch.pk))
        assert live_checksum() == live
        transaction.set_rollback(True)


@pytest.mark.usefixtures("demo_county")
@pytest.mark.parametrize("name", NAMES)
def test_each_file_without_a_change_is_staged(name: str, tmp_path: Path) -> None:
    """Else the test above would prove nothing."""
    load = start_load(by=None, command="a test")
    content = io.BytesIO(mutated(name, 0, 0, 0))

    (batch,) = receive_files(load=load, content=content, name=name, by=None)

    batch = stage_batch(batch_id=batch.pk)
    assert batch.state == BatchState.STAGED, [fault.message for fault in batch.faults.all()]
    assert_whole_or_nothing(batch)
