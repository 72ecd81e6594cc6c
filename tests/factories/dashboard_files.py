"""Tiny Dashboard files in the published layouts, with fictitious LEAs of county 99 or a real code.

    text = file_text(2018, "SUSP", [row(), row(studentgroup="EL", color="2")])
    batch = stage(text, "suspdownload2018.txt")

A row names only what matters to its test; the other cells are blank, as in published files.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import xlsxwriter

from county_office.models import User
from dashboard_import.layouts import layout_of
from dashboard_import.models import Batch, DashboardResult, LiveBatch
from dashboard_import.recognise import Choice
from dashboard_import.services import publish_batch, receive_file, stage_batch, start_load

DISTRICT = "99600010000000"
OTHER_DISTRICT = "99600020000000"
COUNTY_OFFICE = "99100990000000"
SCHOOL = "99600010100001"
CHARTER = "99600010100002"
MONTEREY_DISTRICT = "27661590000000"


def row(cds: str = DISTRICT, **cells: str) -> dict[str, str]:
    """One row by canonical column names; a district's foster youth unless told otherwise."""
    return {
        "cds": cds,
        "rtype": "D" if cds.endswith("0000000") else "S",
        "schoolname": "" if cds.endswith("0000000") else f"School {cds[-3:]}",
        "districtname": f"District {cds[2:7]}",
        "countyname": "Demo County" if cds.startswith("99") else "Monterey",
        "studentgroup": "FOS",
        "currdenom": "40",
        "currstatus": "5.5",
        "statuslevel": "3",
        "color": "3",
    } | cells


def statewide_rows(*, without: Iterable[str] = (), **cells: str) -> list[dict[str, str]]:
    """One row a county of California but for some: what makes a file statewide."""
    codes = [f"{number:02}" for number in range(1, 59)]
    return [row(f"{code}600010000000", **cells) for code in codes if code not in set(without)]


def file_lines(year: int, indicator: str, rows: Iterable[dict[str, str]]) -> list[list[str]]:
    """Header and rows as cells, in the published order; columns the layout lacks are dropped."""
    layout = layout_of(year, indicator)
    years = {"reportingyear": "2017f" if year == 2017 else str(year), "indicator": indicator}
    return [
        list(layout.columns),
        *([(years | cells).get(name, "") for name in layout.canonical_columns] for cells in rows),
    ]


def file_text(
    year: int, indicator: str, rows: Iterable[dict[str, str]], delimiter: str = "\t"
) -> str:
    """A whole file with its header and line ends."""
    lines = file_lines(year, indicator, rows)
    return "".join(delimiter.join(cells) + "\n" for cells in lines)


def workbook(
    sheets: Mapping[str, Sequence[Sequence[object]]], options: Mapping[str, object] | None = None
) -> bytes:
    """An xlsx with these sheets, cells as given; `options` are the writer's."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True} | dict(options or {}))
    for name, lines in sheets.items():
        sheet = book.add_worksheet(name)
        for number, cells in enumerate(lines):
            sheet.write_row(number, 0, cells)
    book.close()
    return content.getvalue()


def packed(
    members: Mapping[str, bytes] | Mapping[zipfile.ZipInfo, bytes],
    method: int = zipfile.ZIP_DEFLATED,
) -> bytes:
    """A zip archive with these members."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return content.getvalue()


def receive(
    content: str | bytes,
    name: str,
    *,
    by: User | None = None,
    counties: Sequence[str] = (),
    choice: Choice | None = None,
) -> Batch:
    """A batch as it is when its file has just arrived."""
    data = content.encode() if isinstance(content, str) else content
    return receive_file(
        load=start_load(by=by, command="a test"),
        content=io.BytesIO(data),
        name=name,
        by=by,
        counties=counties,
        choice=choice,
    )


def stage(
    content: str | bytes,
    name: str,
    *,
    by: User | None = None,
    counties: Sequence[str] = (),
    choice: Choice | None = None,
) -> Batch:
    """A batch that was received and checked."""
    batch = receive(content, name, by=by, counties=counties, choice=choice)
    return stage_batch(batch_id=batch.pk)


def publish(content: str | bytes, name: str, *, by: User | None = None) -> Batch:
    """A batch that was received, checked and published."""
    return publish_batch(batch=stage(content, name, by=by), by=by)


def publish_path(path: Path) -> Batch:
    """A published file, loaded and made live."""
    return publish(path.read_bytes(), path.name)


def live_results(cds: str, year: int) -> list[DashboardResult]:
    """The live rows of one LEA or school, by indicator and group."""
    live = LiveBatch.objects.filter(year=year, county_code=cds[:2]).values("batch")
    found = DashboardResult.objects.filter(year=year, cds=cds, batch_id__in=live)
    return list(found.order_by("indicator", "studentgroup"))
