"""Opens zip archives inside fixed limits: the files that somebody packed, and nothing else.

An archive is judged by its directory before anything is unpacked, and unpacked in chunks that are
counted, since a directory may lie. Nothing is ever written under a name that an archive gives.
"""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from dashboard_import.faults import FileRefused, Finding

ZIP_MAGIC = b"PK\x03\x04"
ARCHIVE_SUFFIX = ".zip"
LOADABLE = frozenset({".txt", ".csv", ".xlsx", ".xls"})
MOST_MEMBERS = 100
LARGEST_MEMBER = 300 * 1024 * 1024  # bytes, as of a file that comes by itself
LARGEST_TOTAL = 1024 * 1024 * 1024  # bytes; the largest season unpacks to a quarter of it
MOST_RATIO = 150  # published files shrink to a fifteenth; only made-up ones to less than this
RATIO_FROM = 1024 * 1024  # bytes from which the ratio is looked at: a tiny file may be all blanks
LARGEST_DIRECTORY = 1024 * 1024  # bytes; Python reads it whole
CHUNK = 1 << 20
_PACKED = {ARCHIVE_SUFFIX, ".7z", ".rar", ".gz", ".tgz", ".tar", ".bz2", ".xz"}
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1
# The end of the central directory: its signature, the bytes it may be followed by, and its parts.
_END, _END_SIZE, _LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
_END_OF_ZIP64 = b"PK\x06\x07"
_END_OF_ZIP64_SIZE = 20
_WHOLE = "character 1"
_REPACK = "Pack the files as the state published them into one plain zip, or load them unpacked."
_AGAIN = "Download the archive again, or load the files that are in it one by one."


@dataclass(frozen=True)
class Member:
    """One file of an archive: its name in it, its name without folders, its bytes unpacked."""

    path: str
    name: str
    size: int


def is_archive(name: str) -> bool:
    """Whether a file claims to be a zip archive; one under another name is a mistake, and told."""
    return name.lower().endswith(ARCHIVE_SUFFIX)


def refused(message: str, remedy: str, value: str = "") -> FileRefused:
    """Why an archive is not read; `value` is the member that it is about."""
    return FileRefused(
        Finding(
            message,
            remedy,
            line=1,
            column=_WHOLE if not value else "name in the archive",
            value=value[:200],
        )
    )


def open_archive(content: IO[bytes]) -> zipfile.ZipFile:
    """The archive, its directory read; raises FileRefused where that is damaged or far too long.

    The directory's length is looked at first: it is read whole, and four million names in it would
    fill the memory.
    """
    length = _directory_length(content)
    if length > LARGEST_DIRECTORY:
        raise refused(
            f"The archive's directory has {length:,} bytes; at most {LARGEST_DIRECTORY:,} are "
            "read.",
            _REPACK,
        )
    try:
        return zipfile.ZipFile(content)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refused(f"The zip archive is damaged: {error}", _AGAIN) from error


def _directory_length(content: IO[bytes]) -> int:
    """How long the archive says that its directory is; raises FileRefused where there is none."""
    size = content.seek(0, 2)
    start = max(size - _LONGEST_COMMENT - _END_SIZE - _END_OF_ZIP64_SIZE, 0)
    content.seek(start)
    tail = content.read(size - start)
    content.seek(0)
    at = tail.rfind(_END)
    if at < 0 or len(tail) < at + _END_SIZE:
        raise refused("The zip archive is damaged or cut off: it has no directory.", _AGAIN)
    if tail[max(at - _END_OF_ZIP64_SIZE, 0) : at].startswith(_END_OF_ZIP64):
        raise refused("The archive is made for more than 4 GB (zip64).", _REPACK)
    return int(struct.unpack_from("<I", tail, at + 12)[0])


def members_of(content: IO[bytes]) -> list[Member]:
    """The files of an archive that can be Dashboard files, judged by the directory alone.

    Raises FileRefused for an archive with a member that is encrypted, packed once more, a link, or
    named so that it would land elsewhere; with too many members; or that unpacks to too much.
    What a system adds (`__MACOSX`, hidden files) and other kinds of files are left out.
    """
    with open_archive(content) as archive:
        entries = archive.infolist()
        if len(entries) > MOST_MEMBERS:
            raise refused(
                f"The archive has {len(entries):,} members; at most {MOST_MEMBERS} are read.",
                "Pack one Dashboard year at a time.",
            )
        for entry in entries:
            _check_name(entry)
        found = [entry for entry in entries if _can_be_loaded(entry)]
        for entry in found:
            _check_content(entry)
    total = sum(entry.file_size for entry in found)
    if total > LARGEST_TOTAL:
        raise refused(
            f"The archive unpacks to {total:,} bytes; at most {LARGEST_TOTAL:,} are read.",
            "Pack one Dashboard year at a time.",
        )
    if not found:
        raise refused(
            "There is no file in the archive that could be loaded.",
            f"Files end in {', '.join(sorted(LOADABLE))}.",
        )
    return [
        Member(entry.filename, PurePosixPath(entry.filename).name, entry.file_size)
        for entry in found
    ]


def _check_name(entry: zipfile.ZipInfo) -> None:
    """Names are never used as paths; one that tries to be is no mistake of somebody's."""
    path = entry.filename.replace("\\", "/")
    if path.startswith("/") or path[1:2] == ":":
        raise refused("The archive holds an absolute path name.", _REPACK, entry.filename)
    if ".." in path.split("/"):
        raise refused(
            "The archive holds a path name that climbs out of it.", _REPACK, entry.filename
        )
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise refused("The archive holds a link instead of a file.", _REPACK, entry.filename)
    if PurePosixPath(path).suffix.lower() in _PACKED and not entry.is_dir():
        raise refused(
            "The archive holds another archive, which is not unpacked.", _REPACK, entry.filename
        )


def _can_be_loaded(entry: zipfile.ZipInfo) -> bool:
    return _is_a_persons(entry) and PurePosixPath(entry.filename).suffix.lower() in LOADABLE


def _is_a_persons(entry: zipfile.ZipInfo) -> bool:
    """Whether it is a file that a person packed, and no folder or what a system adds."""
    parts = PurePosixPath(entry.filename).parts
    is_hidden = any(part.startswith((".", "__MACOSX", "~$")) for part in parts)
    return not entry.is_dir() and not is_hidden


def names_left_out(content: IO[bytes]) -> list[str]:
    """The names of an archive's files that are of another kind than can be loaded; none of an
    archive that is not read at all, of which its check tells why."""
    content.seek(0)
    try:
        with open_archive(content) as archive:
            entries = archive.infolist()
    except FileRefused:
        return []
    finally:
        content.seek(0)
    return [
        PurePosixPath(entry.filename).name
        for entry in entries
        if _is_a_persons(entry) and not _can_be_loaded(entry)
    ]


def _check_content(entry: zipfile.ZipInfo) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise refused(
            "A file in the archive is encrypted.", "Pack it without a password.", entry.filename
        )
    if entry.compress_type not in _METHODS:
        raise refused(
            "A file in the archive is packed in a way that is not read.",
            "Pack it as a plain zip (deflate), or load it unpacked.",
            entry.filename,
        )
    if entry.file_size > LARGEST_MEMBER:
        raise refused(
            f"A file in the archive unpacks to {entry.file_size:,} bytes; at most "
            f"{LARGEST_MEMBER:,} are read.",
            "Load the text file instead of the workbook, or one county's rows.",
            entry.filename,
        )
    if entry.file_size > max(RATIO_FROM, MOST_RATIO * entry.compress_size):
        raise refused(
            f"A file in the archive unpacks to {entry.file_size:,} bytes from "
            f"{entry.compress_size:,}: more than {MOST_RATIO} times as much.",
            "No published file does. Load it unpacked if you trust it.",
            entry.filename,
        )


def unpack(content: IO[bytes], folder: Path) -> Iterator[tuple[Member, Path]]:
    """Writes each member into a folder, under a number, and gives it with where it stands.

    All are written before the first is given, so that a damaged archive gives none. Raises
    FileRefused as `members_of` does, and where the bytes are not what the directory says.
    """
    members = members_of(content)
    paths = [folder / f"{number}.member" for number in range(len(members))]
    with open_archive(content) as archive:
        for member, path in zip(members, paths, strict=True):
            try:
                with archive.open(member.path) as packed, path.open("xb") as unpacked:
                    _copy(packed, unpacked, member)
            except (zipfile.BadZipFile, EOFError, OSError, RuntimeError, zlib.error) as why:
                raise refused(
                    "A file in the archive is damaged and cannot be unpacked.", _AGAIN, member.path
                ) from why
    yield from zip(members, paths, strict=True)


def _copy(packed: IO[bytes], unpacked: IO[bytes], member: Member) -> None:
    written = 0
    while chunk := packed.read(CHUNK):
        written += len(chunk)
        if written > member.size:
            raise zipfile.BadZipFile("more bytes than the directory says")
        unpacked.write(chunk)
    if written != member.size:
        raise zipfile.BadZipFile("fewer bytes than the directory says")
