"""`make run`: the servers, web, worker, beat and a local mailbox, until Ctrl-C.

Everything is a child of this process and dies with it, whatever ends it. The children share its
lock `run.lock`, so the next start knows whether anything of this one is left.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from config import embedded
from config.probe import healthy
from config.servers.places import Places, last_line
from config.servers.processes import (
    Server,
    command_line,
    end_processes,
    holders_of,
    is_locked,
    start_server,
    stop_together,
    try_lock,
)

PORT, PORTS_TRIED = 8000, 50
SECONDS_TO_ANSWER = 90
PATIENCE_WITH_LEFT_OVERS = 20  # seconds that the children of a killed run have to finish
CELERY = [sys.executable, "-m", "celery", "-A", "config.celery"]
WORKER = [*CELERY, "worker", "--pool=threads", "--concurrency=4", "-l", "INFO"]
LEAST_LIFE = 30  # seconds; a worker that ends sooner would do so again
# gunicorn and Celery finish what they do at TERM and leave at once at QUIT.
GRACEFULLY = ((signal.SIGTERM, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))


class RunError(Exception):
    """The run cannot go on; the message says why and what to do."""


class Stop:
    """Set by Ctrl-C, TERM and a closed terminal; looked at wherever the run waits."""

    def __init__(self) -> None:
        self.asked = False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask)

    def ask(self, *_: object) -> None:
        self.asked = True


def main() -> int:
    os.chdir(embedded.CHECKOUT)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
    began, stop, places = time.monotonic(), Stop(), embedded.places_of()
    os.environ["DESK_VAR"] = str(places.var)
    own_servers = bool(os.environ.get("DATABASE_URL"))
    try:
        embedded.prepare(places)
        # The port is taken before anything is prepared: the demonstration's notices are written
        # then, and hold the address.
        with (
            only_run(places) as lock,
            embedded.servers(),
            listen(int(os.environ.get("PORT") or PORT)) as web,
        ):
            accounts = prepare(stop, address_of(web))
            if not stop.asked:
                serve(places, lock, stop, web, accounts, began, watch_keeper=not own_servers)
    except (embedded.EmbeddedServerError, RunError) as error:
        say(str(error))
        return 1
    say("Stopped.")
    return 0


def say(text: str) -> None:
    print(text, flush=True)


@contextlib.contextmanager
def only_run(places: Places) -> Iterator[int]:
    """Holds `run.lock`: two beats on the same data would send everything twice."""
    path = places.run / "run.lock"
    deadline = time.monotonic() + PATIENCE_WITH_LEFT_OVERS
    while (lock := try_lock(path, fcntl.LOCK_EX)) is None:
        holders = holders_of(path)
        alive = any("config.run" in command_line(holder) for holder in holders)
        if alive or sys.platform != "linux":  # elsewhere nobody tells who holds it
            with contextlib.suppress(OSError):
                raise RunError(
                    f"The desk runs already{path.read_text()}. Stop it first, or set DESK_VAR to"
                    " another directory."
                )
        if time.monotonic() > deadline:
            end_processes(holders)
        time.sleep(0.1)
    os.ftruncate(lock, 0)
    try:
        yield lock
    finally:
        path.unlink(missing_ok=True)
        os.close(lock)


def prepare(stop: Stop, address: str) -> list[tuple[str, str, str]]:
    """Tables, static files, demonstration with links to that address; returns the accounts to
    print."""
    with subprocess.Popen(
        [sys.executable, "-m", "config.prepare"],
        stdout=subprocess.PIPE,
        start_new_session=True,
        text=True,
        env={"DESK_ADDRESS": address} | os.environ,
    ) as process:
        while process.poll() is None and not stop.asked:
            time.sleep(0.02)
        if stop.asked:
            process.terminate()
            return []
        if process.returncode != 0:
            raise RunError("The desk could not be prepared; what is wrong stands above.")
        return [tuple(account) for account in json.loads(process.stdout.read() or "[]")]  # type: ignore[union-attr]


def listen(port: int) -> socket.socket:
    """A listening socket on the first free port from `port` on; says so when it is another one."""
    host = os.environ.get("HOST", "127.0.0.1")
    for candidate in range(port, port + PORTS_TRIED):
        listening = socket.socket()
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((host, candidate))
            listening.listen(256)
        except (OSError, OverflowError):
            listening.close()
            continue
        if candidate != port:
            say(f"Port {port} is taken, so this is port {candidate} (PORT chooses another).")
        return listening
    raise RunError(f"No port from {port} on is free at {host}. Choose one with PORT.")


def address_of(web: socket.socket) -> str:
    """What a browser on this machine calls it."""
    host, port = web.getsockname()[:2]
    return f"http://{'localhost' if host == '0.0.0.0' else host}:{port}/"  # noqa: S104


@dataclass
class Children:
    """What runs, and how the worker among it is started again."""

    mail: Server
    worker: Server
    beat: Server
    web: Server
    start_worker: Callable[[], Server]
    worker_began: float

    @property
    def all(self) -> list[Server]:
        return [self.mail, self.worker, self.beat, self.web]

    def stop(self) -> None:
        """Stops all, the mailbox last: the worker may still be sending."""
        stop_together(self.worker, self.beat, self.web)
        stop_together(self.mail)

    def replace_ended_worker(self) -> None:
        """Starts a worker that ended again: what it had to do stands in rows. One that has hardly
        begun is left for `raise_when_one_is_gone`."""
        if self.worker.runs() or time.monotonic() - self.worker_began < LEAST_LIFE:
            return
        say(f"worker ended by itself and is started again: {self.worker.last_words()}")
        self.worker, self.worker_began = self.start_worker(), time.monotonic()


def start_children(places: Places, lock: int, web: socket.socket, address: str) -> Children:
    """Mailbox, worker, beat and web, in the order in which they need each other."""
    with socket.create_server(("127.0.0.1", 0)) as mail:
        environment = {"DESK_ADDRESS": address} | os.environ
        environment["EMAIL_URL"] = f"smtp://127.0.0.1:{mail.getsockname()[1]}"

        def start(name: str, command: list[str], *descriptors: int) -> Server:
            return start_server(
                name,
                command,
                log=places.log / f"{name}.log",
                stop_signals=GRACEFULLY,
                descriptors=(lock, *descriptors),
                environment=environment,
            )

        beat = [*CELERY, "beat", "--pidfile=", "-s", beat_schedule(places), "-l", "INFO"]
        return Children(
            mail=start("mail", sink_command(places, mail), mail.fileno()),
            worker=start("worker", WORKER),
            beat=start("beat", beat),
            web=start("web", web_command(web), web.fileno()),
            start_worker=partial(start, "worker", WORKER),
            worker_began=time.monotonic(),
        )


def sink_command(places: Places, mail: socket.socket) -> list[str]:
    mailbox = str(places.var / "mailbox")
    return [sys.executable, "-m", "config.mail_sink", str(mail.fileno()), mailbox]


def beat_schedule(places: Places) -> str:
    folder = places.var / "beat"
    folder.mkdir(exist_ok=True)
    return str(folder / "schedule")


def web_command(web: socket.socket) -> list[str]:
    settings = ["--config", "python:config.gunicorn", "--bind", f"fd://{web.fileno()}"]
    return [sys.executable, "-m", "gunicorn", *settings, "config.wsgi:application"]


def serve(
    places: Places,
    lock: int,
    stop: Stop,
    web: socket.socket,
    accounts: list[tuple[str, str, str]],
    began: float,
    *,
    watch_keeper: bool,
) -> None:
    """Runs the children until a person stops them or one dies; a worker is started again."""
    host, port = web.getsockname()[:2]
    address = address_of(web)
    with web:  # from then on the web server alone listens
        children = start_children(places, lock, web, address)
    try:
        watched = places.state if watch_keeper else None
        wait_until_it_answers(host, port, children, stop)
        os.write(lock, f" at {address} (process {os.getpid()})".encode())
        if not stop.asked:
            say(welcome(address, accounts, time.monotonic() - began))
        while not stop.asked:
            children.replace_ended_worker()
            raise_when_one_is_gone(children.all, watched)
            time.sleep(0.2)
        say("\nStopping ...")
    finally:
        children.stop()


def wait_until_it_answers(host: str, port: int, children: Children, stop: Stop) -> None:
    deadline = time.monotonic() + SECONDS_TO_ANSWER
    while not stop.asked and not healthy(host, port):
        raise_when_one_is_gone(children.all, None)
        if time.monotonic() > deadline:
            raise RunError(f"The web server does not answer: {children.web.last_words()}")
        time.sleep(0.05)


def raise_when_one_is_gone(children: list[Server], keeper_state: Path | None) -> None:
    for child in children:
        if not child.runs():
            raise RunError(f"{child.name} ended by itself, so all stops: {child.last_words()}")
    if keeper_state and not is_locked(keeper_state):
        reason = last_line(keeper_state.parents[1] / "log" / "keeper.log")
        full = "No space left" in reason
        remedy = f" Make room at {keeper_state.parents[1]}, then start again." if full else ""
        raise RunError(f"The servers are gone, so all stops: {reason}{remedy}")


def welcome(address: str, accounts: list[tuple[str, str, str]], seconds: float) -> str:
    lines = [f"The desk is ready after {seconds:.0f} s at", f"    {address}"]
    if accounts:
        width = max(len(role) for role, _, _ in accounts)
        lines += ["Demo County is fictitious. Sign in as"]
        lines += [f"    {role:<{width}}  {mail}  {password}" for role, mail, password in accounts]
    lines += [
        f"Mail stays on this machine: {address}mailbox/",
        f"Data and logs: {embedded.places_of().var}. Ctrl-C stops everything.",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
