"""Gets a file from the web, as a careful person would: resumed where it broke off, and looked at
before it is believed. No Django, no database.

What was received stays beside a note of its address and its validator (ETag or Last-Modified), so
that a later attempt asks only for the rest, and gets the whole file where it has changed since.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import http.client
import json
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    OpenerDirector,
    Request,
    build_opener,
)

CHUNK = 1 << 18
WEB_PAGES = ("text/html", "application/xhtml+xml")
LIKE_A_WEB_PAGE = re.compile(rb"\s*<(!doctype|html|head|body|\?xml)", re.IGNORECASE)
OPEN_IT = "Open the address in a browser; where the file has moved, load it by hand."
LATER = "Try again later; what was received is kept, and the rest is asked for."
NO_NETWORK = "Check this machine’s network, then try again."

# Told how far it is: bytes received, and of how many where the server says so. May raise.
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True)
class Limits:
    """What one download may take: bytes; seconds without a byte, and in all; attempts in a row
    that bring nothing, and seconds between two of them."""

    size: int = 300 * 1024 * 1024
    silence: float = 20
    seconds: float = 600
    attempts: int = 4
    pause: float = 1


class NotFetched(Exception):  # noqa: N818  (told to a person)
    """Why a file was not fetched, and what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message} {remedy}")
        self.message = message
        self.remedy = remedy


class HostUnreachable(NotFetched):
    """There was no connection to the server at all: its other files cannot be had either."""


class _BrokenOff(Exception):  # noqa: N818  (the next attempt goes on from here)
    pass


def fetch(
    address: str, folder: Path, *, limits: Limits | None = None, progress: Progress | None = None
) -> Path:
    """Downloads an http(s) address and returns the finished file in `folder`, which the caller
    takes away when it is done with it.

    Raises NotFetched with the reason and a remedy; a part that may be resumed stays in the folder.
    """
    limits = limits or Limits()
    deadline = time.monotonic() + limits.seconds
    with _part_of(address, folder) as part:
        idle = 0
        while True:
            before = part.size
            try:
                return _attempt(part, limits, deadline, progress)
            except (OSError, http.client.HTTPException, _BrokenOff) as error:
                idle = 0 if part.size > before else idle + 1
                if idle >= limits.attempts or time.monotonic() + limits.pause > deadline:
                    raise NotFetched(_why(error, limits, deadline), LATER) from error
            time.sleep(limits.pause)


def _why(error: Exception, limits: Limits, deadline: float) -> str:
    if time.monotonic() + limits.pause > deadline:
        return f"The file did not arrive within {limits.seconds:,.0f} seconds."
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return "There is no room left on the disk."
    if isinstance(error, TimeoutError):
        return f"The server sent nothing for {limits.silence:,.0f} seconds."
    return "The connection broke off again and again."


# One attempt


def _attempt(part: _Part, limits: Limits, deadline: float, progress: Progress | None) -> Path:
    with _hung_up_at(deadline) as line:
        try:
            response = _opener(line).open(part.request(), timeout=limits.silence)
        except HTTPError as error:
            with error:
                _refuse_status(part, error.code)
        except URLError as error:
            raise HostUnreachable(_no_connection(part.address, error.reason), NO_NETWORK) from error
        with response:
            if line.is_hung_up:
                raise _BrokenOff  # what it had said by then is no answer
            _refuse_web_page(response.headers.get_content_type())
            of = part.begin(response)
            if of is not None and of > limits.size:
                part.discard()
                raise _too_large(limits)
            _receive(part, response, of, limits, deadline, progress)
    return part.finish()


def _receive(
    part: _Part,
    response: Any,
    of: int | None,
    limits: Limits,
    deadline: float,
    progress: Progress | None,
) -> None:
    """Appends what comes. A drop at a time is as much as one read waits for."""
    while chunk := response.read1(CHUNK):
        if part.size == 0 and LIKE_A_WEB_PAGE.match(chunk):
            _refuse_web_page(WEB_PAGES[0])
        part.append(chunk)
        if part.size > limits.size:
            part.discard()
            raise _too_large(limits)
        if progress is not None:
            progress(part.size, of)
        if time.monotonic() > deadline:
            raise _BrokenOff
    if time.monotonic() > deadline or (of is not None and part.size < of):
        raise _BrokenOff
    if part.size == 0 or (of is not None and part.size > of):
        size = part.size
        part.discard()
        raise NotFetched(f"The server sent {size:,} bytes instead of {of or 'a file'}.", LATER)


def _refuse_status(part: _Part, status: int) -> None:
    if status == http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE and part.size:
        part.discard()  # what is here is no beginning of what is there now
        raise _BrokenOff
    words = http.client.responses.get(status, "no such status")
    gone = status in {404, 410}
    raise NotFetched(
        f"The server has no such file ({status} {words})."
        if gone
        else f"The server answered {status} {words}.",
        OPEN_IT if gone else LATER,
    )


def _refuse_web_page(content_type: str) -> None:
    if content_type in WEB_PAGES:
        raise NotFetched("The address gives a web page instead of the file.", OPEN_IT)


def _too_large(limits: Limits) -> NotFetched:
    return NotFetched(
        f"The file is larger than {limits.size / 1024 / 1024:,.0f} MB.",
        "Look whether the address is still that of the file.",
    )


def _no_connection(address: str, reason: object) -> str:
    host = urlsplit(address).hostname
    if isinstance(reason, ssl.SSLError):
        return f"{host} could not prove who it is ({reason.reason or reason})."
    words = reason.strerror if isinstance(reason, OSError) and reason.strerror else reason
    return f"{host} cannot be reached ({words})."


# The connection


@dataclass
class _Line:
    """The socket in use, so that it can be closed under a read that takes too long."""

    socket: socket.socket | None = None
    is_hung_up: bool = False

    def hang_up(self) -> None:
        self.is_hung_up = True
        if self.socket is not None:
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)


@contextmanager
def _hung_up_at(deadline: float) -> Iterator[_Line]:
    """A server that sends its headers a letter at a time holds nobody longer than this."""
    line = _Line()
    timer = threading.Timer(max(deadline - time.monotonic(), 0), line.hang_up)
    timer.daemon = True
    timer.start()
    try:
        yield line
    finally:
        timer.cancel()


class _SameHost(HTTPRedirectHandler):
    """Follows a redirect within the host; to another one only a person may go."""

    def redirect_request(
        self, req: Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> Request | None:
        here, there = urlsplit(req.full_url), urlsplit(newurl)
        if (there.scheme, there.netloc) != (here.scheme, here.netloc):
            fp.close()
            raise NotFetched(
                f"The address leads on to {there.scheme}://{there.netloc}, which is not followed.",
                OPEN_IT,
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _opener(line: _Line) -> OpenerDirector:
    """Opens http and https, with the proxy of the environment, and lets `line` know the socket."""

    def noted(connection_class: type[http.client.HTTPConnection]) -> Any:
        class Noted(connection_class):  # type: ignore[misc,valid-type]  # http or https
            def connect(self) -> None:
                super().connect()
                line.socket = self.sock
                if line.is_hung_up:
                    line.hang_up()

        return Noted

    class Http(HTTPHandler):
        def http_open(self, req: Request) -> http.client.HTTPResponse:
            return self.do_open(noted(http.client.HTTPConnection), req)

    class Https(HTTPSHandler):
        def https_open(self, req: Request) -> http.client.HTTPResponse:
            secure = ssl.create_default_context()
            return self.do_open(noted(http.client.HTTPSConnection), req, context=secure)

    return build_opener(Http, Https, _SameHost)


# What was received so far


@contextmanager
def _part_of(address: str, folder: Path) -> Iterator[_Part]:
    """The part of an address, for one download at a time."""
    if urlsplit(address).scheme not in {"http", "https"}:
        raise NotFetched(f"{address} is no address of the web.", "Correct the layout.")
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{hashlib.sha256(address.encode()).hexdigest()[:32]}.part"
    with path.open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotFetched(
                "Somebody else is just downloading it.", "Wait until that download is done."
            ) from None
        yield _Part(address, path, file)


@dataclass
class _Part:
    """The bytes so far, and which version of the file they are of."""

    address: str
    path: Path
    file: IO[bytes]
    note: Path = field(init=False)

    def __post_init__(self) -> None:
        self.note = self.path.with_suffix(".json")
        if self.size and not self._validator():
            self.discard()

    @property
    def size(self) -> int:
        return self.file.tell()

    def append(self, chunk: bytes) -> None:
        self.file.write(chunk)

    def discard(self) -> None:
        self.file.seek(0)
        self.file.truncate()
        self.note.unlink(missing_ok=True)

    def finish(self) -> Path:
        """The finished file under a name of its own, so that another download can begin."""
        self.file.flush()
        done = self.path.with_suffix(".done")
        self.path.replace(done)
        self.note.unlink(missing_ok=True)
        return done

    def request(self) -> Request:
        headers = {"User-Agent": "assistance-desk", "Accept-Encoding": "identity"}
        if self.size:
            headers |= {"Range": f"bytes={self.size}-", "If-Range": self._validator()}
        return Request(self.address, headers=headers)  # noqa: S310  (http and https only)

    def _validator(self) -> str:
        with suppress(OSError, ValueError):
            return str(json.loads(self.note.read_text(encoding="utf-8"))["validator"])
        return ""

    def begin(self, response: Any) -> int | None:
        """Goes on where the server goes on, else from the beginning; the length of the whole."""
        length = response.headers.get("Content-Length", "")
        if response.status == http.HTTPStatus.PARTIAL_CONTENT:
            given = re.fullmatch(
                r"bytes (\d+)-\d+/(\d+|\*)", response.headers.get("Content-Range", "")
            )
            if given is None or int(given[1]) != self.size:
                self.discard()
                raise _BrokenOff
            return int(given[2]) if given[2] != "*" else None
        self.discard()
        etag = response.headers.get("ETag", "")
        # A weak tag promises only the same meaning, not the same bytes.
        validator = response.headers.get("Last-Modified") if etag[:2] in {"", "W/"} else etag
        if validator:
            self.note.write_text(
                json.dumps({"address": self.address, "validator": validator}), encoding="utf-8"
            )
        if not length.isdigit() and not response.chunked:
            raise NotFetched(
                "The server does not say how long the file is, so it might not be whole.",
                "Download it in a browser, compare its size, and load it by hand.",
            )
        return int(length) if length.isdigit() else None
