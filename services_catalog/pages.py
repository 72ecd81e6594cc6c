"""What the pages of the catalog show, put together from what the selectors found."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from county_office.models import County
from services_catalog import matching, selectors
from services_catalog.models import LEVELS, Division, Service
from services_catalog.selectors import Findings, Hit, Wish

LEVEL_LABELS = {1: "Level 1, for every LEA", 2: "Level 2, in assistance", 3: "Level 3, with CCEE"}
READERS = {
    1: "every LEA, those in assistance included",
    2: "LEAs in differentiated assistance",
    3: "LEAs that the California Collaborative for Educational Excellence assists",
}


@dataclass(frozen=True)
class Row:
    """A line of the findings: the name in pieces (text, whether it answers), and why it is here."""

    service: Service
    name: list[tuple[str, bool]]
    division: str
    helps_with: list[str]
    also_called: str


@dataclass(frozen=True)
class Choice:
    """A link of the lists at the side."""

    label: str
    url: str
    is_current: bool
    count: int | None


def rows(findings: Findings, wish: Wish, county: County | None) -> list[Row]:
    return [_row(hit, wish, county) for hit in findings.hits]


def _row(hit: Hit, wish: Wish, county: County | None) -> Row:
    return Row(
        service=hit.service,
        name=matching.pieces(hit.service.name, wish.words),
        division=hit.service.division.name_in(county),
        helps_with=selectors.tags_of(hit.service).labels,
        also_called="" if hit.by_name else hit.synonym,
    )


def summary(findings: Findings, wish: Wish) -> str:
    """6 services: 1 by its name, 5 because they fit chronic absenteeism."""
    found = _services(len(findings.hits))
    if not wish.words or not findings.hits:
        return f"{found}."
    if findings.by_spelling:
        return f"No service has these words; {found} with a similar spelling."
    by_name = sum(hit.by_name for hit in findings.hits)
    by_synonym = sum(bool(hit.synonym) and not hit.by_name for hit in findings.hits)
    by_tag = [hit for hit in findings.hits if not hit.by_name and not hit.synonym and hit.tags]
    parts = [f"{by_name} by name"] if by_name else []
    parts += [f"{by_synonym} by another word for it"] if by_synonym else []
    if by_tag:
        meant = by_tag[0].tags.labels[0]
        verb = "fits" if len(by_tag) == 1 else "fit"
        parts.append(f"{len(by_tag)} that {verb} {meant[:1].lower()}{meant[1:]}")
    return f"{found}: {', '.join(parts)}." if parts else f"{found}."


def nothing_found(total: int, is_district: bool) -> dict[str, object]:
    """What to do next when nothing answers; arguments of components/empty_state.html."""
    contact = "your lead at the county office" if is_district else "the division nearest to it"
    return {
        "title": "Try another word, or fewer filters",
        "text": "No service has all of these words and filters. Search for what it should help "
        f"with, such as absences, suspension or reading; or ask {contact}, who may know of help "
        "that is not listed.",
        "actions": [
            {
                "label": f"Show all {_services(total)}",
                "url": reverse("service-list"),
                "look": "primary",
            },
            {"label": "See them at a glance", "url": reverse("services-at-a-glance")},
        ],
    }


def _services(count: int) -> str:
    return f"{count} service" if count == 1 else f"{count} services"


def side_lists(address: QueryDict, wish: Wish, county: County | None) -> list[dict[str, object]]:
    """The lists at the side, which keep the rest of the search: by level, by division."""
    levels = selectors.counts_by_level(county)
    divisions = selectors.counts_by_division(county)
    total = sum(levels.values())
    by_level = [Choice("All levels", _address(address, level=""), not wish.level, total)]
    by_level += [
        Choice(
            LEVEL_LABELS[level],
            _address(address, level=str(level)),
            wish.level == level,
            levels[level] or None,
        )
        for level in LEVELS
    ]
    by_division = [Choice("All divisions", _address(address, division=""), not wish.division, None)]
    by_division += [
        Choice(
            division.name_in(county),
            _address(address, division=division.slug),
            wish.division == division.slug,
            divisions[division.slug],
        )
        for division in selectors.divisions_offered_in(county)
    ]
    return [
        {"title": "Level", "choices": by_level},
        {"title": "Division", "choices": by_division},
    ]


def _address(address: QueryDict, **changes: str) -> str:
    query = address.copy()
    for name, value in changes.items():
        query[name] = value
        if not value:
            del query[name]
    return f"{reverse('service-list')}?{query.urlencode()}" if query else reverse("service-list")


def columns(county: County | None) -> list[tuple[str, Division, list[Service]]]:
    """The at-a-glance sheet's columns: name at this county office, division, its services."""
    services = list(selectors.services_offered_in(county))
    return [
        (
            division.name_in(county),
            division,
            [service for service in services if service.division_id == division.pk],
        )
        for division in selectors.divisions_offered_in(county)
    ]


def facts(service: Service) -> list[tuple[str, str]]:
    """Key and value for the page of one service."""
    pairs = [("For", READERS[service.level])]
    if labels := selectors.tags_of(service).labels:
        pairs.append(("Helps with", "; ".join(labels)))
    if service.synonyms:
        pairs.append(("Also found as", ", ".join(service.synonyms)))
    return pairs


def school_year(day: dt.date) -> str:
    """2026-27 with an en dash: a school year begins on July 1 (EC 37200)."""
    first = day.year if day.month >= 7 else day.year - 1
    return f"{first}\N{EN DASH}{(first + 1) % 100:02}"
