"""Files come from the state's site: the addresses that the layouts name, one download a file.

A download works without a transaction, so that pages see how far it is; each note of progress is
also the question whether somebody canceled it. What arrives is received as an upload is.
"""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Collection, Sequence
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from county_office.models import User
from county_office.rights import Right, require
from dashboard_import.downloads import HostUnreachable, Limits, NotFetched, Progress, fetch
from dashboard_import.layouts import Layout
from dashboard_import.models import Download, DownloadState, Load
from dashboard_import.recognise import Choice
from dashboard_import.services.receiving import receive_file, start_load

HOSTS = {"www3.cde.ca.gov", "www.cde.ca.gov"}
EVERY = 0.4  # seconds between two notes of progress
QUIET = dt.timedelta(minutes=2)  # longer than a download is ever without a note
BY_HAND = "Download it in a browser and load it by hand."


class _Canceled(Exception):  # noqa: N818  (an order, not a fault)
    pass


@transaction.atomic
def start_fetch(
    *,
    layouts: Sequence[Layout],
    by: User | None,
    command: str = "",
    counties: Collection[str] = (),
    confidential_until: dt.date | None = None,
) -> Load:
    """A load with a download for each of the layouts, which all name an address.

    Raises PermissionDenied as `start_load` does, ValueError where nothing is to be fetched.
    """
    if not layouts:
        raise ValueError("Choose at least one file.")
    load = start_load(by=by, command=command)
    Download.objects.bulk_create(
        Download(
            load=load,
            year=layout.year,
            indicator=layout.indicator,
            address=address_of(layout),
            file_name=layout.file_name,
            counties_wanted=sorted(set(counties)),
            confidential_until=confidential_until,
        )
        for layout in layouts
    )
    return load


def address_of(layout: Layout) -> str:
    """Where a file is fetched from: its published address, or the same name at a mirror."""
    if not settings.DASHBOARD_FILES_ADDRESS:
        return layout.address
    name = PurePosixPath(urlsplit(layout.address).path).name
    return f"{settings.DASHBOARD_FILES_ADDRESS.rstrip('/')}/{name}"


def fetch_download(*, download_id: int, progress: Progress | None = None) -> Download:
    """Fetches a waiting download and receives its file; the download tells what became of it.

    One that another worker is at, or that is done, is left alone, so a repeat is harmless.
    """
    claimed = (
        _free().filter(pk=download_id).update(state=DownloadState.FETCHING, noted_at=timezone.now())
    )
    download = Download.objects.select_related("load", "load__started_by").get(pk=download_id)
    if not claimed:
        return download
    try:
        _require_known_host(download.address)
        path = fetch(
            download.address,
            Path(settings.MEDIA_ROOT) / "downloads",
            limits=Limits(size=settings.MAX_UPLOAD_BYTES),
            progress=_noting(download, progress),
        )
    except _Canceled:
        pass
    except NotFetched as refused:
        _fail(download, refused)
    else:
        _receive(download, path)
    download.refresh_from_db()
    return download


def fetch_next(*, load_id: int) -> Download | None:
    """Fetches the first download of a load that nobody is at; None where there is none.

    One after the other: a server that is slow to answer holds one worker a load, not all of them.
    """
    free = _free().filter(load=load_id).values_list("pk", flat=True).first()
    return None if free is None else fetch_download(download_id=free)


def _free() -> QuerySet[Download]:
    """Downloads that wait, and those whose worker has not been heard of for long."""
    left = Q(state=DownloadState.FETCHING, noted_at__lt=timezone.now() - QUIET)
    return Download.objects.filter(Q(state=DownloadState.WAITING) | left)


def _require_known_host(address: str) -> None:
    """Only the state's own hosts, and only safely, unless whoever runs the desk names a mirror."""
    parts = urlsplit(address)
    if settings.DASHBOARD_FILES_ADDRESS:
        return
    if parts.scheme != "https" or parts.hostname not in HOSTS:
        raise NotFetched("This is no address of the state's data files.", BY_HAND)


def _noting(download: Download, told: Progress | None) -> Callable[[int, int | None], None]:
    noted = 0.0

    def note(done: int, of: int | None) -> None:
        nonlocal noted
        if told is not None:
            told(done, of)
        if time.monotonic() - noted < EVERY:
            return
        noted = time.monotonic()
        going_on = Download.objects.filter(pk=download.pk, state=DownloadState.FETCHING).update(
            bytes_done=done, bytes_of=of, noted_at=timezone.now()
        )
        if not going_on:
            raise _Canceled

    return note


def _fail(download: Download, refused: NotFetched) -> None:
    Download.objects.filter(pk=download.pk, state=DownloadState.FETCHING).update(
        state=DownloadState.FAILED,
        message=refused.message,
        remedy=refused.remedy,
        is_host_unreachable=isinstance(refused, HostUnreachable),
    )


def _receive(download: Download, path: Path) -> None:
    """The finished file becomes a batch, in one transaction with the end of the download."""
    try:
        with transaction.atomic(), path.open("rb") as content:
            locked = Download.objects.select_for_update().get(pk=download.pk)
            if locked.state != DownloadState.FETCHING:
                return
            locked.batch = receive_file(
                load=download.load,
                content=content,
                name=download.file_name,
                by=download.load.started_by,
                counties=download.counties_wanted,
                choice=Choice(),
                confidential_until=download.confidential_until,
            )
            size = path.stat().st_size
            locked.bytes_done = locked.bytes_of = size
            locked.state, locked.message, locked.remedy = DownloadState.RECEIVED, "", ""
            locked.save()
    finally:
        path.unlink(missing_ok=True)


@transaction.atomic
def fetch_again(*, download: Download, by: User) -> Download:
    """Puts a download that failed or was canceled among those that wait."""
    require(by, Right.LOAD_DATA)
    download = Download.objects.select_for_update().get(pk=download.pk)
    if download.state not in {DownloadState.FAILED, DownloadState.CANCELED}:
        raise ValueError(f"A file that is {download.get_state_display().lower()} is not repeated.")
    download.state, download.noted_at = DownloadState.WAITING, timezone.now()
    download.message = download.remedy = ""
    download.save()
    return download


@transaction.atomic
def cancel_download(*, download: Download, by: User) -> Download:
    """Cancels a download; the worker that is at it stops at its next note."""
    require(by, Right.LOAD_DATA)
    download = Download.objects.select_for_update().get(pk=download.pk)
    if download.state == DownloadState.RECEIVED:
        raise ValueError("The file is received; take it out of the load instead.")
    download.state = DownloadState.CANCELED
    download.save(update_fields=["state"])
    return download


def loads_with_forgotten_downloads() -> list[int]:
    """Loads with downloads that no worker is at: their message was lost, or their worker died."""
    quiet = (
        _free()
        .filter(noted_at__lt=timezone.now() - QUIET)
        .exclude(
            load__downloads__state=DownloadState.FETCHING,
            load__downloads__noted_at__gte=timezone.now() - QUIET,
        )
    )
    return sorted(set(quiet.values_list("load_id", flat=True)))
