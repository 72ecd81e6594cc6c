"""Tables that are sent line by line as a spreadsheet reads them."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse


def csv_response(name: str, lines: Iterable[Sequence[object]]) -> StreamingHttpResponse:
    """The lines as a download of that name; made as they are sent, so a long one is never held."""
    response = StreamingHttpResponse(_texts(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


class _Echo:
    """Gives each line back to who writes it."""

    def write(self, line: str) -> str:
        return line


def _texts(lines: Iterable[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"  # with it a spreadsheet program reads names with accents as they are
    for line in lines:
        yield writer.writerow(line)


def harmless(cell: str) -> str:
    """A cell that a spreadsheet would run as a formula, as text; numbers stay as they are."""
    if cell[:1] in {"=", "+", "@", "\t", "\r"} or (cell[:1] == "-" and not _is_number(cell)):
        return f"'{cell}"
    return cell


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
