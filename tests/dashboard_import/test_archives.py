"""Zip archives: each file in them is a file of its own; hostile ones are refused within limits."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from dashboard_import import archives
from dashboard_import.archives import members_of, unpack
from dashboard_import.faults import FileRefused
from tests.factories.dashboard_files import packed

TEXT = b"cds\trtype\n"


def entry(name: str) -> zipfile.ZipInfo:
    """A member under a name that Python's own writer would clean."""
    found = zipfile.ZipInfo("x")
    found.filename = name
    found.compress_type = zipfile.ZIP_DEFLATED
    return found


def changed(content: bytes, field: int, value: int) -> bytes:
    """An archive whose directory says something else of its first member: `field` is an offset."""
    at = content.index(b"PK\x01\x02") + field
    return content[:at] + struct.pack("<H", value) + content[at + 2 :]


def link() -> bytes:
    info = entry("susp.txt")
    info.external_attr = 0o120777 << 16
    return packed({info: b"/etc/passwd"})


def cut_in_the_middle() -> bytes:
    content = bytearray(packed({"susp.txt": bytes(range(256)) * 40}, zipfile.ZIP_STORED))
    content[600] ^= 0xFF
    return bytes(content)


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a zip bomb by its ratio": (lambda: packed({"a.txt": b"0" * 5_000_000}), "150 times"),
    "a zip bomb by its sum": (
        lambda: packed({f"{n}.txt": b"0" * 400_000 for n in range(9)}),
        "The archive unpacks to",
    ),
    "a zip within the zip": (lambda: packed({"a/b.zip": packed({"a.txt": TEXT})}), "another"),
    "an encrypted member": (lambda: changed(packed({"a.txt": TEXT}), 8, 1), "encrypted"),
    "a path that climbs out": (lambda: packed({entry("../../etc/a.txt"): TEXT}), "climbs out"),
    "a path that climbs out with backslashes": (
        lambda: packed({entry("..\\..\\a.txt"): TEXT}),
        "climbs out",
    ),
    "an absolute name": (lambda: packed({entry("/etc/a.txt"): TEXT}), "absolute"),
    "an absolute name of Windows": (lambda: packed({entry("C:\\a.txt"): TEXT}), "absolute"),
    "a link": (link, "link"),
    "too many members": (lambda: packed({f"{n}.txt": TEXT for n in range(101)}), "101 members"),
    "a directory without end": (
        lambda: packed({f"{n:0>60}.txt": b"" for n in range(200)}),
        "directory has",
    ),
    "another way of packing": (
        lambda: packed({"a.txt": TEXT}, zipfile.ZIP_LZMA),
        "packed in a way",
    ),
    "nothing to load": (lambda: packed({"read.me": b"hello"}), "no file in the archive"),
    "a damaged member": (cut_in_the_middle, "damaged"),
    "cut off": (lambda: packed({"a.txt": TEXT})[:-30], "cut off"),
    "no archive": (lambda: b"PK\x03\x04 and nothing else", "no directory"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_archive_is_refused_with_what_where_and_remedy(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "LARGEST_TOTAL", 3_000_000)
    monkeypatch.setattr(archives, "LARGEST_DIRECTORY", 20_000)
    make, told = HOSTILE[name]

    with pytest.raises(FileRefused, match=told) as refused:
        list(unpack(io.BytesIO(make()), tmp_path))

    finding = refused.value.findings[0]
    assert finding.line == 1
    assert finding.column
    assert finding.remedy


def test_a_directory_that_lies_about_the_size_fills_no_disk(tmp_path: Path) -> None:
    """The directory says 9 bytes; the packed bytes would give five million."""
    honest = packed({"a.txt": b"0" * 5_000_000})
    at = honest.index(b"PK\x01\x02") + 24
    lie = honest[:at] + struct.pack("<I", 9) + honest[at + 4 :]

    with pytest.raises(FileRefused, match="damaged"):
        list(unpack(io.BytesIO(lie), tmp_path))

    assert sum(path.stat().st_size for path in tmp_path.iterdir()) <= 9


def test_ten_thousand_times_the_memory_is_neither_taken_nor_waited_for(tmp_path: Path) -> None:
    """Ten members of 250 MB each from one megabyte: refused by the directory alone."""
    tiny = packed({f"{n}.txt": TEXT for n in range(10)})
    bomb = bytearray(tiny)
    at = 0
    while (at := bomb.find(b"PK\x01\x02", at) + 1) > 0:
        bomb[at + 23 : at + 27] = struct.pack("<I", 250 * 1024 * 1024)
    tracemalloc.start()
    begun = time.process_time()

    with pytest.raises(FileRefused, match="262,144,000"):
        list(unpack(io.BytesIO(bytes(bomb)), tmp_path))

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2_000_000
    assert time.process_time() - begun < 1
    assert not list(tmp_path.iterdir())


def test_the_files_are_found_in_folders_and_what_a_system_adds_is_left_out(tmp_path: Path) -> None:
    content = packed(
        {
            "2018/": b"",
            "2018/susp.txt": TEXT,
            "2018/later/Pr1.XLSX": b"PK",
            "__MACOSX/2018/._susp.txt": b"\0",
            "2018/.hidden.txt": b"",
            "2018/~$Pr1.xlsx": b"",
            "2018/layout.pdf": b"%PDF",
        }
    )

    found = list(unpack(io.BytesIO(content), tmp_path))

    assert [member.name for member, _ in found] == ["susp.txt", "Pr1.XLSX"]
    assert [path.read_bytes() for _, path in found] == [TEXT, b"PK"]
    assert all(path.parent == tmp_path for _, path in found)


def test_members_are_told_without_unpacking() -> None:
    (found,) = members_of(io.BytesIO(packed({"a/susp.txt": TEXT})))

    assert (found.path, found.name, found.size) == ("a/susp.txt", "susp.txt", len(TEXT))
