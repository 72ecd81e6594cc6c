"""`make run` on a data directory of its own: real servers, web, worker, beat and mailbox."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
import types
from collections.abc import Generator
from pathlib import Path

import pytest

from config import run
from config.probe import healthy
from config.servers.processes import Server, command_line, holders_of, is_locked, start_server
from tests.config.servers_of_ones_own import CHECKOUT, environment, nothing_runs
from tests.patience import PATIENCE, wait_until


class Desk:
    """A running desk and what it has said."""

    def __init__(self, var: Path) -> None:
        self.var = var
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [sys.executable, "-m", "config.run"],
            cwd=CHECKOUT,
            env=environment(var, PORT="0", DESK_DEMONSTRATION="false", WEB_WORKERS="1"),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # Ctrl-C is for the desk, not for the tests
        )

    def said(self) -> str:
        return "".join(self.lines)

    def address(self) -> str:
        """Where it answers, once it has said so."""
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line)
            if found := re.match(r"\s+(http://127\.0\.0\.1:\d+/)$", line):
                return found[1]
        raise AssertionError(self.said())

    def children(self) -> dict[str, int]:
        """The processes that share its lock, by what they are."""
        names = {"config.mail_sink": "mail", " worker ": "worker", " beat ": "beat"}
        found = {}
        for process in holders_of(self.var / "run" / "run.lock"):
            line = command_line(process)
            found |= {name: process for words, name in names.items() if words in line}
        return found

    def interrupt(self) -> int:
        """Ctrl-C in its terminal: the signal goes to its whole process group."""
        os.killpg(self.process.pid, signal.SIGINT)
        return self.wait()

    def wait(self) -> int:
        output, _ = self.process.communicate(timeout=2 * PATIENCE)  # all its children in turn
        self.lines.append(output)
        return self.process.returncode


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("var")


@pytest.fixture
def desk(var: Path) -> Generator[Desk, None, None]:
    running = Desk(var)
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.communicate()


@pytest.mark.slow
def test_it_answers_refuses_a_second_run_and_leaves_nothing_after_ctrl_c(desk, var):
    address = desk.address()
    wait_until(lambda: healthy("127.0.0.1", int(address.rstrip("/").rpartition(":")[2])))
    assert set(desk.children()) == {"mail", "worker", "beat"}
    second = Desk(var)
    assert second.wait() == 1
    assert f"The desk runs already at {address} (process {desk.process.pid})" in second.said()
    assert desk.interrupt() == 0
    assert "Stopped." in desk.said()
    assert nothing_runs(var)
    assert list((var / "run").iterdir()) == []


@pytest.mark.slow
def test_a_killed_run_leaves_nothing_running_and_the_next_starts_until_a_child_dies(desk, var):
    desk.address()
    desk.process.kill()
    desk.process.communicate()
    following = Desk(var)
    following.address()
    os.kill(following.children()["beat"], signal.SIGKILL)
    assert following.wait() == 1
    named = "beat ended by itself, so all stops: signal 9, last line of .*beat.log: "
    assert re.search(named, following.said())
    assert nothing_runs(var)


def test_servers_that_ended_on_a_full_disk_are_told_with_the_remedy(tmp_path):
    places = run.Places(tmp_path)
    places.log.mkdir()
    (places.log / "keeper.log").write_text("PostgreSQL ended: PANIC: No space left on device\n")
    with pytest.raises(run.RunError, match=f"No space left on device Make room at {tmp_path}"):
        run.raise_when_one_is_gone([], places.state)


def sleeping() -> Server:
    """A child that does nothing."""
    return start_server(
        "worker", ["sleep", "60"], log=Path(os.devnull), stop_signals=((signal.SIGKILL, 5.0),)
    )


def test_a_worker_that_ended_is_started_again_and_all_stops_when_it_ends_at_once(monkeypatch):
    worker = sleeping()
    monkeypatch.setattr(run, "LEAST_LIFE", 0)
    children = run.Children(
        mail=worker, worker=worker, beat=worker, web=worker,
        start_worker=sleeping, worker_began=time.monotonic(),
    )  # fmt: skip
    children.replace_ended_worker()
    assert children.worker is worker
    worker.process.kill()
    worker.process.wait()

    children.replace_ended_worker()

    assert children.worker.runs()
    monkeypatch.setattr(run, "LEAST_LIFE", 60)
    again = children.worker
    again.process.kill()
    again.process.wait()
    children.replace_ended_worker()
    with pytest.raises(run.RunError, match="worker ended by itself, so all stops: signal 9"):
        run.raise_when_one_is_gone([children.worker], None)


def test_a_taken_port_gives_the_next_free_one_and_says_so(capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with run.listen(port) as chosen:
            assert chosen.getsockname()[1] > port
    assert f"Port {port} is taken, so this is port" in capsys.readouterr().out


def test_what_is_prepared_knows_the_address_at_which_the_desk_will_answer(tmp_path, monkeypatch):
    told = tmp_path / "told.txt"
    stand_in = tmp_path / "prepare.py"
    stand_in.write_text(
        f"import os; open({str(told)!r}, 'w').write(os.environ['DESK_ADDRESS']); print('[]')"
    )
    monkeypatch.delenv("DESK_ADDRESS", raising=False)
    started = subprocess.Popen
    monkeypatch.setattr(
        run.subprocess,
        "Popen",
        lambda command, **options: started([sys.executable, stand_in], **options),
    )
    with run.listen(0) as web:
        stop = types.SimpleNamespace(asked=False)
        assert run.prepare(stop, run.address_of(web)) == []
        assert told.read_text() == f"http://127.0.0.1:{web.getsockname()[1]}/"


def test_no_free_port_at_all_is_one_sentence(monkeypatch):
    monkeypatch.setenv("HOST", "192.0.2.1")  # no address of this machine
    with pytest.raises(run.RunError, match=r"No port from 8000 on is free.*PORT"):
        run.listen(8000)


def test_the_welcome_has_one_account_a_line_and_the_seconds_it_took():
    said = run.welcome("http://127.0.0.1:8000/", [("Staff", "staff@demo.example", "secret")], 6.7)
    assert "ready after 7 s" in said
    assert re.search(r"^    Staff  staff@demo.example  secret$", said, re.MULTILINE)
    assert "Demo County is fictitious" in said


def test_the_welcome_names_no_account_where_the_demonstration_was_removed():
    assert "Demo County" not in run.welcome("http://127.0.0.1:8000/", [], 1)


def test_left_over_children_of_a_killed_run_are_waited_for_and_then_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(run, "PATIENCE_WITH_LEFT_OVERS", 0.3)
    places = run.Places(tmp_path)
    places.run.mkdir()
    with subprocess.Popen(["flock", places.run / "run.lock", "sleep", "60"]) as left_over:
        # It has the file open for a moment before it holds it.
        wait_until(lambda: is_locked(places.run / "run.lock"))
        began = time.monotonic()
        with run.only_run(places):
            assert time.monotonic() - began > 0.3
        assert left_over.wait() != 0
