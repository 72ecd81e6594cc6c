"""A web server on this machine that gives Dashboard files as the state's does, and misbehaves.

site.files["suspdownload2018.txt"] = "…"
site.breaks_off_after["suspdownload2018.txt"] = [1000]   # bytes, one entry an answer
"""

from __future__ import annotations

import hashlib
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class Site:
    """What the server has and how it behaves; `asked` is the Range of each request, by name."""

    address: str = ""
    files: dict[str, str] = field(default_factory=dict)
    breaks_off_after: dict[str, list[int]] = field(default_factory=dict)
    pages: dict[str, str] = field(default_factory=dict)
    redirects: dict[str, str] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)
    dripping: set[str] = field(default_factory=set)
    asked: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    closing: threading.Event = field(default_factory=threading.Event)


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

        def do_GET(self) -> None:
            name = self.path.strip("/")
            site.asked[name].append(self.headers.get("Range", ""))
            if name in site.silent:
                site.closing.wait(10)
            elif name in site.dripping:
                self._drip()
            elif name in site.redirects:
                self.send_response(302)
                self.send_header("Location", site.redirects[name])
                self.end_headers()
            elif name in site.pages:
                self._send(site.pages[name].encode(), "text/html")
            elif name in site.files:
                self._file(name, site.files[name].encode())
            else:
                self.send_error(404)

        def _file(self, name: str, content: bytes) -> None:
            tag = f'"{hashlib.sha256(content).hexdigest()[:12]}"'
            start = 0
            if self.headers.get("Range") and self.headers.get("If-Range") == tag:
                start = int(self.headers["Range"].removeprefix("bytes=").removesuffix("-"))
            self.send_response(206 if start else 200)
            self.send_header("ETag", tag)
            self.send_header("Content-Type", "text/plain")
            self.send_header("Content-Length", str(len(content) - start))
            if start:
                self.send_header(
                    "Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}"
                )
            self.end_headers()
            cuts = site.breaks_off_after.get(name)
            rest = content[start:]
            self.wfile.write(rest[: cuts.pop(0)] if cuts else rest)

        def _send(self, content: bytes, content_type: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", content_type)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def _drip(self) -> None:
            """Headers without an end, a letter at a time."""
            self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Long: ")
            while not site.closing.wait(0.05):
                self.wfile.write(b"x")
                self.wfile.flush()

    return Handler


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that hangs up is what some tests are about."""


@contextmanager
def state_site() -> Iterator[Site]:
    """The running server; its address is a base without a slash at the end."""
    site = Site()
    server = _Server(("127.0.0.1", 0), _handler(site))
    site.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        site.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
