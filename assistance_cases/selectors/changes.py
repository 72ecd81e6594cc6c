"""What changed last in a county: its cases, its Dashboard files, its determinations."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from assistance_cases.models import AssistanceCase, CaseEvent, CaseNote
from assistance_cases.selectors.cases import open_cases_for
from assistance_cases.selectors.ground import changed_grounds
from county_office.dashboard_years import dashboards_in_words
from county_office.models import County, User
from county_office.rights import Right, may
from dashboard_import.forms import indicator_name
from dashboard_import.selectors import (
    PublishedTogether,
    may_see_confidential,
    publications_of_county,
)
from eligibility.selectors import RunOverCounty, runs_over_county

CHANGES_SHOWN = 5
KEPT_FOR = dt.timedelta(days=7)


@dataclass(frozen=True)
class Change:
    """Something that happened: what it is about, with the page where that can be read, and what.

    `text` is empty where the subject says it all.
    """

    at: dt.datetime
    subject: str
    address: str
    text: str
    by: User | str
    icon: str
    confidential_until: dt.date | None = None


def latest_changes(user: User, county: County) -> list[Change]:
    """What services and people did last in the county's cases, which open cases a newer
    determination differs from, which files were published or rolled back, and what was determined,
    the latest first. The newest files and the newest determination stay for a week.

    Files and determinations are told to who may read the county's work, a preview to who may see
    it: the line alone would tell that there is one.
    """
    published, determined = _of_the_county(user, county)
    week_ago = timezone.now() - KEPT_FOR
    # Many cases are opened at once after a determination: they shall not push it out of sight.
    kept = [change for change in (*published[:1], *determined[:1]) if change.at >= week_ago]
    others = [
        change
        for change in (
            *_of_cases(user, county),
            *_changed_grounds(user, county),
            *published,
            *determined,
        )
        if change not in kept
    ]
    return _latest_first([*kept, *_latest_first(others)[: CHANGES_SHOWN - len(kept)]])


def _latest_first(changes: list[Change]) -> list[Change]:
    return sorted(changes, key=lambda change: change.at, reverse=True)


def _of_the_county(user: User, county: County) -> tuple[list[Change], list[Change]]:
    """Its files and its determinations, the latest first."""
    if not may(user, Right.READ_COUNTY, county=county.code):
        return [], []
    preview = may_see_confidential(user, county.code)
    published = publications_of_county(county, with_confidential=preview, at_most=CHANGES_SHOWN)
    runs = runs_over_county(county, with_confidential=preview, at_most=CHANGES_SHOWN)
    return [*map(_published, published)], [*map(_determined, runs)]


def _of_cases(user: User, county: County) -> Iterator[Change]:
    events = (
        CaseEvent.objects.visible_to(user)
        .filter(case__lea__county=county)
        .select_related("case__lea", "by")[:CHANGES_SHOWN]
    )
    for event in events:
        yield _of_case(event.at, event.case, event.text, event.by, "arrow-repeat")
    notes = (
        CaseNote.objects.visible_to(user)
        .filter(case__lea__county=county)
        .select_related("case__lea", "author")[:CHANGES_SHOWN]
    )
    for note in notes:
        yield _of_case(note.at, note.case, "note added", note.author, "chat-left-text")


def _changed_grounds(user: User, county: County) -> Iterator[Change]:
    for ground in changed_grounds(county, open_cases_for(user, county)):
        if ground.now:
            text = (
                f"the newest determination of Dashboard {ground.year} differs from the one it"
                " rests on"
            )
            run = ground.now.run
            yield _of_case(
                run.started_at, ground.case, text, run.actor_name, "exclamation-triangle"
            )


def _of_case(at: dt.datetime, case: AssistanceCase, text: str, by: User | str, icon: str) -> Change:
    return Change(at, str(case.lea), reverse("case-detail", args=[case.pk]), text, by, icon)


def _published(together: PublishedTogether) -> Change:
    """Dashboard 2025 published: 12 files. One alone is named."""
    act = "rolled back" if together.is_roll_back else "published"
    address, text = reverse("data-home"), f"{together.files} files"
    if together.years:
        subject = dashboards_in_words(together.years)
        address += f"?year={together.years[-1]}"
        if together.files == 1:
            text = f"1 file, {_within_a_sentence(indicator_name(together.indicators[0]))}"
    else:  # a directory of schools is no file of a Dashboard
        subject, text = indicator_name(together.indicators[0]), ""
    return Change(
        at=together.at,
        subject=f"{subject} {act}",
        address=address,
        text=text,
        by=together.actor_name,
        icon="arrow-counterclockwise" if together.is_roll_back else "upload",
        confidential_until=together.confidential_until,
    )


def _within_a_sentence(name: str) -> str:
    return f"the{name.removeprefix('The')}" if name.startswith("The ") else name


def _determined(over: RunOverCounty) -> Change:
    """Eligibility determined: Dashboard 2025, 14 of 30 LEAs eligible."""
    counts = f"{over.eligible} of {over.leas} LEA{'' if over.leas == 1 else 's'} eligible"
    if over.undetermined:
        counts += f", {over.undetermined} undetermined"
    if len(over.years) > 1:
        counts += f" in {over.years[-1]}"
    return Change(
        at=over.run.started_at,
        subject="Eligibility determined",
        address=reverse("determinations"),
        text=f"{dashboards_in_words(over.years)}, {counts}",
        by=over.run.actor_name,
        icon="check-circle",
        confidential_until=over.confidential_until,
    )
