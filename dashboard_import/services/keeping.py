"""The bytes of a file that arrives, kept once under the name of their SHA-256."""

from __future__ import annotations

import errno
import hashlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from django.core.files import File

from dashboard_import.models import ReceivedFile
from dashboard_import.models.loads import RECEIVED

CHUNK = 1 << 20


class NoRoom(ValueError):  # noqa: N818  (told to a person)
    """The disk has no room for a file that arrived; nothing of it is kept."""


class _Arrived(File):
    """A file that the storage takes over as it stands, instead of writing it anew."""

    def temporary_file_path(self) -> str:
        return str(self.name)


def keep_file(content: IO[bytes], name: str) -> ReceivedFile:
    """Keeps the bytes, or finds that they are kept already; raises NoRoom."""
    try:
        return _keep(content, name)
    except OSError as error:
        if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
            raise
        said = f"The disk is full: {name} could not be kept. Ask for room, then load it again."
        raise NoRoom(said) from error


def _keep(content: IO[bytes], name: str) -> ReceivedFile:
    storage = ReceivedFile._meta.get_field("content").storage
    folder = Path(storage.path(RECEIVED))
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, prefix="arriving-", delete=False) as file:
        try:
            sha256, size = _copy(content, file)
            file.close()
            received = ReceivedFile.objects.filter(sha256=sha256).first()
            if received is None:
                received = ReceivedFile(sha256=sha256, name=name[:255], size=size)
            elif storage.exists(str(received.content.name)):
                return received
            with Path(file.name).open("rb") as arrived:
                received.content.save(name, _Arrived(arrived), save=False)
            received.save()
            return received
        finally:
            Path(file.name).unlink(missing_ok=True)


def _copy(content: IO[bytes], file: IO[bytes]) -> tuple[str, int]:
    """The SHA-256, computed while another core reads on and writes, and the number of bytes."""
    digest = hashlib.sha256()
    size = 0
    with ThreadPoolExecutor(max_workers=1) as aside:
        hashing = aside.submit(digest.update, b"")
        while chunk := content.read(CHUNK):
            hashing.result()  # never more than two chunks in memory
            hashing = aside.submit(digest.update, chunk)
            size += file.write(chunk)
    return digest.hexdigest(), size
