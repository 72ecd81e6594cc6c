"""Makes `.venv` from the lock files and starts a command in it: what each Makefile target calls.

    python3 config/bootstrap.py run|test|check|bench|soak|help [arguments of the command]

Only the standard library, with any Python from 3.11 on. The syntax is one that Python 3.6 reads, so
that an old Python gets a sentence and not a SyntaxError.
"""

import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from pathlib import Path

OLDEST = (3, 11)
CHECKOUT = Path(__file__).resolve().parents[1]
VENV = CHECKOUT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"  # what was installed: written last, so half an install is redone
LOG = VENV / "install.log"
# The lock file, its room on the disk in MB, and a word on the time it takes once. Each holds all of
# those before it.
LOCKS = {
    "run": (700, "about half a minute"),
    "dev": (1800, "one to two minutes"),
    "bench": (1900, "one to two minutes"),
}
# Command: the lock file that it needs, what Python runs, and what it is for.
COMMANDS = {
    "run": ("run", ["-m", "config.run"], "start everything; Ctrl-C stops it"),
    "test": ("dev", ["-m", "pytest"], "the test suite; arguments are pytest's"),
    "check": ("dev", ["-m", "config.checks"], "lint, types, imports, migrations, templates"),
    "bench": ("bench", ["-m", "bench"], "figures beside their goals; ONLY=import for one part"),
    "soak": ("dev", ["-m", "soak"], "kills and broken files, for minutes; ONLY=worker for one"),
    "mutants": ("dev", ["-m", "mutants"], "faults put into the law, which a test must notice"),
}
# The whole suite runs on every core, a file at a time on one of them.
WITHOUT_ARGUMENTS = {"test": ["-n", "auto", "--dist", "loadfile"]}
FAULTS = [
    (
        r"No space left on device|Disk quota",
        "The disk is full at {venv}. Make room, then run this again.",
    ),
    (
        r"DO NOT MATCH THE HASHES",
        "A package is not the one of the lock file, which an index or a mirror must never change."
        " Nothing was installed; see {log}.",
    ),
    (
        r"NewConnectionError|Name or service not known|Temporary failure in name resolution|"
        r"ConnectTimeout|ProxyError|Network is unreachable|getaddrinfo failed|dns error",
        "The packages cannot be downloaded: there is no network, or no way to the package index."
        " Connect (or name a mirror with PIP_INDEX_URL), then run this again.",
    ),
    (
        r"No matching distribution found for (?P<package>[\w.-]+)",
        "There is no wheel of {package} for {platform}, Python {version}. The desk runs on Linux"
        " with glibc 2.28 or newer and on macOS; elsewhere use the image of the Dockerfile.",
    ),
    (
        r"ensurepip|No module named venv",
        "This Python cannot make an environment. On Debian and Ubuntu: apt install python3-venv",
    ),
]


class Stopped(Exception):  # noqa: N818  (not a fault of the program: a sentence for a person)
    """What a person has to do first, in one line."""


def main(arguments: list) -> None:
    name = arguments[0] if arguments else "help"
    if name not in COMMANDS:
        explain(unknown=name if name != "help" else "")
        sys.exit(0 if name == "help" else 2)
    try:
        check_python(arguments)
        lock, command, _ = COMMANDS[name]
        with_lock(lock)
    except Stopped as reason:
        sys.exit(str(reason))
    os.chdir(CHECKOUT)
    os.execv(
        str(PYTHON), [str(PYTHON), *command, *(arguments[1:] or WITHOUT_ARGUMENTS.get(name, []))]
    )


def explain(unknown: str) -> None:
    if unknown:
        print(f"There is no command {unknown}. There are:")
    for name, (_, _, purpose) in COMMANDS.items():
        print(f"  {name:<8}{purpose}")


def check_python(arguments: list) -> None:
    """Goes on with a newer Python of PATH where this one is too old."""
    if sys.version_info >= OLDEST:
        return
    for minor in range(20, OLDEST[1] - 1, -1):
        newer = shutil.which(f"python3.{minor}")
        if newer:
            os.execv(newer, [newer, str(Path(__file__).resolve()), *arguments])
    raise Stopped(
        f"This is Python {platform.python_version()}, and 3.11 or newer is needed. Install it,"
        f" then: python3.11 config/bootstrap.py {' '.join(arguments)}"
    )


def with_lock(lock: str) -> None:
    """Makes or completes `.venv`; a second command that comes meanwhile waits."""
    try:
        import fcntl
    except ImportError:
        raise Stopped("The desk runs on Linux and macOS; on Windows use WSL.") from None
    directory = os.open(str(CHECKOUT / "requirements"), os.O_RDONLY)
    fcntl.flock(directory, fcntl.LOCK_EX)
    try:
        complete_environment(lock)
    except OSError as error:
        raise Stopped(sentence_for(str(error)) or f"{VENV}: {error}") from error
    finally:
        os.close(directory)


def complete_environment(lock: str) -> None:
    version = version_of_environment()
    stamp = read_stamp() if version else {}
    if version and stamp.get("python") not in {None, version}:
        version = ""  # the Python below it was replaced by another one
    if version and is_current(stamp, lock):
        return
    order = list(LOCKS)  # who has the tools keeps them
    chosen = max([lock, *(name for name in order if name in stamp)], key=order.index)
    check_room(chosen)
    if not version:
        make_environment()
        stamp = {}
    install(chosen)
    remove_what_is_not_locked(chosen)
    now = {"python": version_of_environment(), "run": lock_hash("run"), chosen: lock_hash(chosen)}
    STAMP.write_text(json.dumps(now))


def version_of_environment() -> str:
    """Such as "3.11"; empty where there is no environment or its interpreter has vanished."""
    shown = "import sys; print('%d.%d' % sys.version_info[:2])"
    try:
        done = subprocess.run(
            [str(PYTHON), "-c", shown], capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return ""
    version = done.stdout.strip()
    return version if tuple(map(int, version.split("."))) >= OLDEST else ""


def read_stamp() -> dict:
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def lock_file(lock: str) -> Path:
    return CHECKOUT / "requirements" / f"{lock}.txt"


def lock_hash(lock: str) -> str:
    return hashlib.sha256(lock_file(lock).read_bytes()).hexdigest()


def is_current(stamp: dict, lock: str) -> bool:
    """Whether the lock file was installed, or one that holds all of it."""
    holders = list(LOCKS)[list(LOCKS).index(lock) :]
    return any(stamp.get(name) == lock_hash(name) for name in holders) and (
        stamp.get("run") == lock_hash("run")
    )


def check_room(lock: str) -> None:
    needed, free = LOCKS[lock][0], shutil.disk_usage(str(CHECKOUT)).free // 1_000_000
    if free < needed and not STAMP.exists():
        raise Stopped(
            f"Only {free} MB are free at {CHECKOUT}, and the environment needs {needed} MB."
            " Make room, then run this again."
        )


def make_environment() -> None:
    print(f"Making {VENV} with Python {platform.python_version()} ...", flush=True)
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(VENV)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        shutil.rmtree(str(VENV), ignore_errors=True)
        raise Stopped(sentence_for(done.stdout) or f"No environment: {done.stdout.strip()}")


def install(lock: str) -> None:
    """Exactly the packages of the lock file, with their hashes; by uv where it is at hand."""
    if STAMP.exists():
        STAMP.unlink()
    how_many = len(locked_packages(lock))
    print(f"Installing {how_many} packages ({LOCKS[lock][1]}, once) ...", flush=True)
    options = [
        "--require-hashes",
        "--no-deps",
        "--only-binary",
        ":all:",
        "-r",
        str(lock_file(lock)),
    ]
    pip = [
        str(PYTHON),
        "-m",
        "pip",
        "--disable-pip-version-check",
        "install",
        "--no-input",
        *options,
    ]
    ways = [[*pip, "--progress-bar", "off"]]
    uv = shutil.which("uv")
    if uv:
        ways.insert(
            0, [uv, "pip", "install", "--python", str(PYTHON), "--compile-bytecode", *options]
        )
    for way in ways:
        with LOG.open("wb") as log:
            done = subprocess.run(way, stdout=log, stderr=subprocess.STDOUT, check=False)
        if done.returncode == 0:
            return
    said = LOG.read_text(errors="replace")
    last = ([line for line in said.splitlines() if "ERROR" in line] or said.splitlines() or [""])[
        -1
    ]
    raise Stopped(sentence_for(said) or f"The packages were not installed: {last} (see {LOG})")


def sentence_for(said: str) -> str:
    """The sentence for a fault that we know, empty for another."""
    for pattern, sentence in FAULTS:
        found = re.search(pattern, said)
        if found:
            return sentence.format(
                **{"venv": VENV, "log": LOG, "platform": platform.platform()},
                version=platform.python_version(),
                package=found.groupdict().get("package", ""),
            )
    return ""


def locked_packages(lock: str) -> set:
    pins = re.findall(r"^([A-Za-z0-9][\w.-]*)==", lock_file(lock).read_text(), re.MULTILINE)
    return {canonical(pin) for pin in pins}


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def remove_what_is_not_locked(lock: str) -> None:
    """Takes away what an earlier lock file had, so that the environment is the lock file."""
    names = "from importlib import metadata as m; print(*(d.name for d in m.distributions()))"
    done = subprocess.run([str(PYTHON), "-c", names], capture_output=True, text=True, check=True)
    installed = {canonical(name) for name in done.stdout.split()}
    outdated = sorted(installed - locked_packages(lock) - {"pip", "setuptools", "wheel"})
    if outdated:
        remove = [str(PYTHON), "-m", "pip", "uninstall", "-q", "-y", *outdated]
        subprocess.run(remove, capture_output=True, check=True)


if __name__ == "__main__":
    main(sys.argv[1:])
