"""Reads of the catalog. It is county-wide: everybody who is signed in may read it, district leads
as well; nobody is shown another county's own divisions."""

from __future__ import annotations

import functools
import operator
from collections import Counter
from dataclasses import dataclass, field

from django.contrib.postgres.search import (
    SearchQuery,
    SearchRank,
    SearchVector,
    TrigramWordSimilarity,
)
from django.db.models import Exists, F, Func, Q, QuerySet, TextField, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Greatest

from county_office.models import County, User
from county_office.selectors import memberships_in_force
from services_catalog import matching
from services_catalog.catalog import tag_words
from services_catalog.matching import Tags
from services_catalog.models import Division, LevelText, Service

# Of a word's three-letter pieces, this share must agree to count as a misspelling ("abcenteeism").
SIMILAR = 0.5


@dataclass(frozen=True)
class Wish:
    """What somebody looks for: words, and filters that must all hold."""

    words: str = ""
    division: str = ""
    level: int | None = None
    priority: int | None = None
    indicator: str = ""
    student_group: str = ""


@dataclass(frozen=True)
class Hit:
    """A service that was found, and why."""

    service: Service
    by_name: bool = False
    synonym: str = ""
    tags: Tags = field(default_factory=Tags)


@dataclass(frozen=True)
class Findings:
    """What was found. `by_spelling`: nothing had the words, these are spelled alike."""

    hits: list[Hit]
    levels: list[LevelText]
    by_spelling: bool = False


def county_of_reader(user: User, working_county: County | None) -> County | None:
    """Whose catalog somebody reads: the county they work in, or their LEA's."""
    if working_county is not None:
        return working_county
    leas = (membership.lea for membership in memberships_in_force(user))
    return next((lea.county for lea in leas if lea is not None), None)


def divisions_offered_in(county: County | None) -> QuerySet[Division]:
    """The county office's own divisions where it has any, else those of the starting point."""
    starting_point = Q(county=None)
    if county is None:
        return Division.objects.filter(starting_point)
    own = Division.objects.filter(county=county)
    return Division.objects.filter(Q(county=county) | (starting_point & ~Exists(own)))


def services_offered_in(county: County | None) -> QuerySet[Service]:
    """The services that the county office offers now, in the order of its sheet."""
    return Service.objects.filter(
        division__in=divisions_offered_in(county), withdrawn_on=None
    ).select_related("division")


def tags_of(service: Service) -> Tags:
    return Tags(tuple(service.indicators), tuple(service.student_groups), tuple(service.priorities))


def find_services(county: County | None, wish: Wish) -> Findings:
    """The services that answer the words and hold to the filters.

    Words are looked up in name, synonyms, description and division by their stems and beginnings,
    and in what the tags mean; the best come first. Only when nothing has them, the nearest by
    spelling. Without words: all, in the order of the sheet.
    """
    offered = _filtered(services_offered_in(county), wish)
    levels = _levels_found(wish)
    if not matching.words_of(wish.words):
        return Findings([Hit(service) for service in offered], levels)
    meant = matching.tags_meant(wish.words, tag_words())
    found = list(_by_words(offered, wish.words, meant))
    if not found and not levels:
        alike = [Hit(service) for service in _by_spelling(offered, wish.words)]
        return Findings(alike, levels, by_spelling=bool(alike))
    return Findings([_explained(service, wish.words, meant) for service in found], levels)


def services_like(service: Service, county: County | None) -> list[Service]:
    """Other services with a tag in common, in the order of the sheet."""
    tags = tags_of(service)
    shared = (
        Q(indicators__overlap=list(tags.indicators))
        | Q(student_groups__overlap=list(tags.student_groups))
        | Q(priorities__overlap=list(tags.priorities))
    )
    return list(services_offered_in(county).filter(shared).exclude(pk=service.pk))


def counts_by_division(county: County | None) -> Counter[str]:
    """How many services each division offers, by its slug."""
    return Counter(services_offered_in(county).values_list("division__slug", flat=True))


def counts_by_level(county: County | None) -> Counter[int]:
    return Counter(services_offered_in(county).values_list("level", flat=True))


def level_texts() -> dict[int, LevelText]:
    return LevelText.objects.in_bulk()


def _filtered(services: QuerySet[Service], wish: Wish) -> QuerySet[Service]:
    if wish.division:
        services = services.filter(division__slug=wish.division)
    if wish.level:
        services = services.filter(level=wish.level)
    if wish.priority:
        services = services.filter(priorities__contains=[wish.priority])
    if wish.indicator:
        services = services.filter(indicators__contains=[wish.indicator])
    if wish.student_group:
        services = services.filter(student_groups__contains=[wish.student_group])
    return services


def _as_text(column: str) -> Func:
    return Func(F(column), Value(" "), function="array_to_string", output_field=TextField())


def _has_all(words: str) -> SearchQuery:
    """All the words: each by its stem ("absences" has absence) or as somebody types its beginning
    ("absen"). Only letters and digits reach the query language."""
    return functools.reduce(operator.and_, map(_has, matching.words_of(words)))


def _has(word: str) -> SearchQuery:
    beginning = ":*" if len(word) >= matching.SHORTEST_BEGINNING else ""
    as_typed = SearchQuery(f"'{word}'{beginning}", search_type="raw", config="simple")
    return SearchQuery(word, config="english") | as_typed


def _vector(*columns: str | Func, weight: str = "D") -> CombinedExpression:
    """The words of the columns by their stems and as they are written."""
    return SearchVector(*columns, weight=weight, config="english") + SearchVector(
        *columns, weight=weight, config="simple"
    )


def _by_words(services: QuerySet[Service], words: str, meant: Tags) -> QuerySet[Service]:
    vector = (
        _vector("name", weight="A")
        + _vector(_as_text("synonyms"), weight="B")
        + _vector("description", weight="C")
        + _vector("division__name")
    )
    query = _has_all(words)
    by_tag = Q(pk__in=[])
    for column in ("indicators", "student_groups", "priorities"):
        if codes := list(getattr(meant, column)):
            by_tag |= Q(**{f"{column}__overlap": codes})
    return (
        services.annotate(text=vector, rank=SearchRank(vector, query))
        .filter(Q(text=query) | by_tag)
        .order_by("-rank", "division__order", "order")
    )


def _by_spelling(services: QuerySet[Service], words: str) -> QuerySet[Service]:
    likeness = Greatest(
        TrigramWordSimilarity(words, "name"), TrigramWordSimilarity(words, _as_text("synonyms"))
    )
    return (
        services.annotate(likeness=likeness)
        .filter(likeness__gte=SIMILAR)
        .order_by("-likeness", "division__order", "order")
    )


def _explained(service: Service, words: str, meant: Tags) -> Hit:
    return Hit(
        service,
        by_name=matching.answers_by_name(service.name, words),
        synonym=matching.synonym_that_answers(service.synonyms, words),
        tags=matching.shared_tags(meant, tags_of(service)),
    )


def _levels_found(wish: Wish) -> list[LevelText]:
    """The level that was chosen, or those whose text has all the words of the search."""
    texts = LevelText.objects.all()
    if wish.level:
        return list(texts.filter(level=wish.level))
    if not matching.words_of(wish.words):
        return []
    vector = _vector(
        "heading", _as_text("printed_paragraphs"), _as_text("printed_items"), "today_text"
    )
    return list(texts.annotate(text=vector).filter(text=_has_all(wish.words)))
