"""A disk without room: for the rows, and for the files that people send."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.test import override_settings

from dashboard_import.models import Batch, Fault, ReceivedFile
from soak.desk import Desk, half_loaded, live_checksum, state_of, wait_until
from soak.report import Report

TOO_SMALL = 8  # MB; a statewide file is larger, and its rows are so by far


def run(desk: Desk, report: Report) -> None:
    """The load ends with a sentence about the disk, and goes through once there is room."""
    report.head(f"The disk is full: {TOO_SMALL} MB where the rows go, then where files go")
    folder = settings.VAR / "small"
    if not _can_mount(folder):
        report.not_run("a full disk", "only root can mount a small one here")
        return
    with _small_disk(folder):
        _no_room_for_rows(desk, report, folder)
    with _small_disk(folder):
        _no_room_for_files(desk, report, folder)


def _no_room_for_rows(desk: Desk, report: Report, folder: Path) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLESPACE small LOCATION '{folder}'")
        cursor.execute("ALTER DATABASE desk SET default_tablespace = small")
    desk.start_worker()
    batch = desk.receive()
    desk.send(batch)
    ended = wait_until(lambda: state_of(batch) == "failed", "the load ends", patience=60)
    said = Fault.objects.filter(batch=batch, message__contains="disk is full").exists()
    report.line("a load without room ends, and says why", state_of(batch), holds=ended and said)
    kept = live_checksum() == desk.published and not half_loaded(batch)
    report.line("what is live is the same byte for byte", "yes" if kept else "no", holds=kept)
    with connection.cursor() as cursor:
        cursor.execute("ALTER DATABASE desk RESET default_tablespace")
    desk.stop()
    desk.start_worker()  # with connections that know of the room
    desk.browser.post(f"/data/files/{batch.pk}/check-again/")
    again = wait_until(lambda: desk.is_checked(batch), "checked again")
    report.line("with room the same file is loaded", state_of(batch), holds=again)
    desk.stop()
    desk.remove(batch)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLESPACE small")


def _no_room_for_files(desk: Desk, report: Report, folder: Path) -> None:
    before = (Batch.objects.count(), ReceivedFile.objects.count())
    other = settings.VAR / "other.txt"
    other.write_bytes(desk.path.read_bytes() + b"\n")
    with override_settings(MEDIA_ROOT=folder), other.open("rb") as content:
        answer = desk.browser.post("/data/loads/new/", {"files": content, "county": "all"})
    said = "disk is full" in answer.content.decode()
    report.line(
        "an upload without room is told so",
        f"status {answer.status_code}",
        holds=said and answer.status_code < 500,
    )
    left = [path for path in folder.rglob("*") if path.is_file()]
    nothing = not left and (Batch.objects.count(), ReceivedFile.objects.count()) == before
    report.line("nothing of it is kept", f"{len(left)} files", holds=nothing)


def _can_mount(folder: Path) -> bool:
    if os.getuid() != 0 or not shutil.which("mount"):
        return False
    try:
        with _small_disk(folder):
            return True
    except subprocess.CalledProcessError:
        return False


@contextmanager
def _small_disk(folder: Path) -> Iterator[None]:
    folder.mkdir(exist_ok=True)
    options = f"size={TOO_SMALL}m,mode=700"
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(folder)],
        check=True,
        capture_output=True,
    )
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True, capture_output=True)
