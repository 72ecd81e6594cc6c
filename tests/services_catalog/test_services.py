"""Loading the catalog: a fresh database has it; what a load changes is named."""

from __future__ import annotations

import dataclasses

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from county_office.selectors import today
from services_catalog.catalog import Catalog, CatalogError, read_catalog
from services_catalog.models import Division, LevelText, Service
from services_catalog.services import load_catalog
from tests.factories.county_office import CountyFactory
from tests.factories.services_catalog import DivisionFactory, ServiceFactory

pytestmark = pytest.mark.django_db


def test_a_fresh_database_has_just_what_the_files_say() -> None:
    assert Service.objects.count() == 56
    assert LevelText.objects.count() == 3
    assert load_catalog(catalog=read_catalog(), apply=True).lines == []


def without_first_service(catalog: Catalog) -> Catalog:
    first, *rest = catalog.divisions
    return dataclasses.replace(
        catalog, divisions=(dataclasses.replace(first, services=first.services[1:]), *rest)
    )


def test_a_changed_row_is_brought_back_and_named() -> None:
    Service.objects.filter(slug="title-iv").update(name="Title 4", synonyms=[])
    LevelText.objects.filter(level=3).update(heading="Something else")
    changes = load_catalog(catalog=read_catalog(), apply=True)
    assert changes.lines == [
        "changed service: Title IV (name, synonyms)",
        "changed level text: Level 3: Intensive Intervention (heading)",
    ]
    assert Service.objects.get(slug="title-iv").name == "Title IV"


def test_a_service_that_left_the_files_is_withdrawn_and_comes_back() -> None:
    catalog = read_catalog()
    changes = load_catalog(catalog=without_first_service(catalog), apply=True)
    assert changes.lines == ["withdrawn service: Assessment support"]
    assert Service.objects.get(slug="assessment-support").withdrawn_on == today()
    assert load_catalog(catalog=without_first_service(catalog), apply=True).lines == []
    assert load_catalog(catalog=catalog, apply=True).lines == [
        "changed service: Assessment support (withdrawn_on)"
    ]


def test_a_missing_row_is_added() -> None:
    Division.objects.get(slug="career-technical-education").delete()
    changes = load_catalog(catalog=read_catalog(), apply=True)
    assert changes.lines[0] == "added division: Career Technical Education"
    assert len(changes.lines) == 7
    assert Service.objects.count() == 56


def test_without_apply_nothing_is_changed() -> None:
    Service.objects.filter(slug="title-iv").update(name="Title 4")
    changes = load_catalog(catalog=read_catalog(), apply=False)
    assert changes.lines == ["changed service: Title IV (name)"]
    assert Service.objects.get(slug="title-iv").name == "Title 4"


def test_a_countys_own_division_is_not_touched() -> None:
    own = ServiceFactory(division=DivisionFactory(slug="career-technical-education"))
    assert load_catalog(catalog=read_catalog(), apply=True).lines == []
    own.refresh_from_db()
    assert own.withdrawn_on is None


def test_the_command_is_dry_unless_told(capsys: pytest.CaptureFixture[str]) -> None:
    Service.objects.filter(slug="title-iv").update(name="Title 4")
    call_command("load_catalog")
    assert capsys.readouterr().out.splitlines() == [
        "changed service: Title IV (name)",
        "1 changes, none made. Add --apply to make them.",
    ]
    call_command("load_catalog", "--apply")
    assert "1 changes made: 56 services in 8 divisions." in capsys.readouterr().out
    call_command("load_catalog")
    assert capsys.readouterr().out == "The catalog is up to date: 56 services in 8 divisions.\n"


def test_the_command_says_which_file_is_at_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Catalog:
        raise CatalogError("a.yaml, service 1 (one): level must be 1, 2 or 3, not 4")

    monkeypatch.setattr("services_catalog.management.commands.load_catalog.read_catalog", broken)
    with pytest.raises(CommandError, match=r"not loaded: a\.yaml, service 1"):
        call_command("load_catalog")


@pytest.mark.parametrize(
    "fields",
    [{"level": 4}, {"indicators": ["ABS"]}, {"priorities": [11]}, {"student_groups": ["ALL"]}],
)
def test_the_database_refuses_unknown_codes(fields: dict[str, object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ServiceFactory(**fields)


def test_the_starting_point_has_each_division_once() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        DivisionFactory(county=None, slug="instructional-services")


@pytest.mark.parametrize(
    ("county", "name"),
    [
        ({"code": "33"}, "Leadership Institute of Riverside County"),
        ({"code": "15"}, "Leadership Institute of Kern County"),
        ({"code": "99"}, "Leadership Institute of Demo County"),
    ],
)
def test_a_division_is_named_after_its_county(county: dict[str, str], name: str) -> None:
    division = Division.objects.get(slug="leadership-institute")
    assert division.name_in(CountyFactory(**county)) == name
    assert division.name_in(None) == "Leadership Institute of Riverside County"
