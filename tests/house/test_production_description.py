"""The compose file, `.env.example` and the settings agree, and production refuses a laptop's.

No daemon is needed: the file is held against the compose schema, and its references are looked up.
"""

import ast
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

CHECKOUT = Path(__file__).resolve().parents[2]
COMPOSE_TEXT = (CHECKOUT / "docker-compose.yml").read_text()
COMPOSE = yaml.safe_load(COMPOSE_TEXT)
SERVICES = COMPOSE["services"]
# What the image, the local run and Compose itself read beside the settings.
READ_ELSEWHERE = {
    "DJANGO_SETTINGS_MODULE": "manage.py",
    "HOST": "config/run.py",
    "PORT": "config/run.py",
    "WEB_WORKERS": "config/gunicorn.py",
    "WEB_PORT": "docker-compose.yml",
    "POSTGRES_PASSWORD": "docker-compose.yml",
}
PRODUCTION = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyz" * 2,
    "ALLOWED_HOSTS": "desk.example.org",
    "DATABASE_URL": "postgres://desk:none@database.invalid/desk",
    "REDIS_URL": "redis://broker.invalid/0",
    "EMAIL_URL": "smtp://mail.invalid",
}


def described_variables() -> set[str]:
    """The names in `.env.example`, those with a default (behind #) as well."""
    lines = (CHECKOUT / ".env.example").read_text().splitlines()
    return {found[1] for line in lines if (found := re.match(r"#?([A-Z][A-Z_]+)=", line))}


def variables_of_settings() -> set[str]:
    """The first argument of every `env(...)` and `env.<kind>(...)` in the settings."""
    found = set()
    for path in (CHECKOUT / "config" / "settings").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] == "env":
                found |= {a.value for a in node.args[:1] if isinstance(a, ast.Constant)}
    return found


def environment_of(service: str) -> set[str]:
    return set(SERVICES[service].get("environment", {}))


def test_the_compose_file_fits_the_compose_schema():
    checker = Path(sys.executable).with_name("check-jsonschema")
    command = [checker, "--builtin-schema", "vendor.compose-spec", "docker-compose.yml"]
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("kind", ["volumes", "networks", "secrets", "configs"])
def test_services_use_only_what_the_compose_file_declares(kind):
    used = {str(entry).split(":")[0] for each in SERVICES.values() for entry in each.get(kind, [])}
    assert used == set(COMPOSE.get(kind, {}))


def test_services_depend_only_on_services_and_wait_for_a_state_those_have():
    for name, service in SERVICES.items():
        for other, how in service.get("depends_on", {}).items():
            assert other in SERVICES, f"{name} depends on {other}"
            if how["condition"] == "service_healthy":
                assert "test" in SERVICES[other]["healthcheck"], f"{other} has no health check"


def test_every_service_that_stays_has_a_health_check_and_starts_again():
    for name, service in SERVICES.items():
        if name != "prepare":
            assert "test" in service["healthcheck"], name
            assert service["restart"] == "unless-stopped", name


def test_only_the_web_service_is_reachable_and_only_from_this_machine():
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert list(published) == ["web"]
    assert all(port.startswith("127.0.0.1:") for port in published["web"])


def test_every_variable_of_the_compose_file_is_described():
    assert set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", COMPOSE_TEXT)) <= described_variables()


def test_the_compose_file_holds_no_secret():
    for name in ("SECRET_KEY", "POSTGRES_PASSWORD", "EMAIL_URL"):
        values = re.findall(rf"^\s+{name}: (.+)$", COMPOSE_TEXT, re.MULTILINE)
        assert values, name
        assert all(value.startswith("${" + name + ":?") for value in values), name


def test_what_settings_read_is_described_and_what_is_described_is_read():
    assert variables_of_settings() | set(READ_ELSEWHERE) == described_variables()
    for name, path in READ_ELSEWHERE.items():
        assert name in (CHECKOUT / path).read_text(), f"{path} does not read {name}"


@pytest.mark.parametrize("service", ["prepare", "web", "worker", "beat"])
def test_what_production_demands_is_given_to_each_process_of_the_desk(service):
    assert set(PRODUCTION) <= environment_of(service)


def production_says(environment: dict[str, str]) -> str:
    """What settings of production say when they are loaded: empty when they accept."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-c", "import django; django.setup()"],
        cwd=CHECKOUT,
        env=kept | {name: value for name, value in environment.items() if value},
        capture_output=True,
        text=True,
        check=False,
    )
    last = done.stderr.strip().splitlines()[-1:]
    return "" if done.returncode == 0 else "".join(last)


def test_production_starts_with_all_that_it_demands():
    assert production_says(PRODUCTION) == ""


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"DEBUG": "true"}, "DEBUG is on"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
        ({"SECRET_KEY": "change-me" * 10}, "SECRET_KEY is missing, short or the example's"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY is missing, short"),
        ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is empty"),
        ({"DATABASE_URL": ""}, "DATABASE_URL is missing"),
        ({"REDIS_URL": ""}, "REDIS_URL is missing"),
        ({"EMAIL_URL": ""}, "EMAIL_URL is missing"),
    ],
)
def test_production_refuses_what_belongs_on_a_laptop(changed, sentence):
    said = production_says(PRODUCTION | changed)
    assert "ImproperlyConfigured" in said
    assert sentence in said


def test_the_image_installs_the_lock_file_with_hashes_and_runs_as_nobody_special():
    dockerfile = (CHECKOUT / "Dockerfile").read_text()
    assert "--require-hashes" in dockerfile
    assert re.search(r"^USER desk$", dockerfile, re.MULTILINE)
    bases = re.findall(r"^FROM (\S+)", dockerfile, re.MULTILINE)
    assert all(re.fullmatch(r"python:3\.\d+\.\d+-slim-\w+", base) for base in bases), bases


def test_the_image_takes_every_package_of_the_desk_and_nothing_of_a_laptop():
    taken = {
        line[1:] for line in (CHECKOUT / ".dockerignore").read_text().split() if line[0] == "!"
    }
    packages = {path.parent.name for path in CHECKOUT.glob("*/__init__.py")}
    packages -= {"tests", "bench", "mutants", "soak"}
    assert packages | {"static", "templates", "requirements", "manage.py"} == taken
