"""What was published or rolled back of a county's files, as a person would tell it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, Q
from django.db.models.functions import TruncDate

from county_office.models import County
from county_office.selectors import PACIFIC
from dashboard_import.directory import INDICATOR as DIRECTORY
from dashboard_import.models import Publication
from dashboard_import.models.loads import Act
from dashboard_import.selectors.confidential import still_confidential


@dataclass(frozen=True)
class PublishedTogether:
    """Files of one load that one person published, or rolled back, on the same day.

    `at` is when the last of them was; `years` are those of Dashboards, none for a directory of
    schools alone. The day of `confidential_until` may have come.
    """

    act: str
    at: dt.datetime
    actor_name: str
    years: list[int]
    indicators: list[str]
    files: int
    confidential_until: dt.date | None

    @property
    def is_roll_back(self) -> bool:
        return self.act == Act.ROLLED_BACK


def publications_of_county(
    county: County, *, with_confidential: bool = False, at_most: int
) -> list[PublishedTogether]:
    """What was published or rolled back last for that county, the latest first, in one query.

    `before` names the counties for which a file counted, also one of the whole state.
    """
    found = Publication.objects.filter(before__has_key=county.code)
    if not with_confidential:
        found = found.exclude(still_confidential("batch__"))
    rows = (
        found.order_by()
        .annotate(day=TruncDate("at", tzinfo=PACIFIC))
        .values("batch__load", "day", "act", "actor_name")
        .annotate(
            last=Max("at"),
            years=ArrayAgg(
                "batch__year",
                filter=~Q(batch__indicator=DIRECTORY),
                distinct=True,
                order_by="batch__year",
                default=[],
            ),
            indicators=ArrayAgg("batch__indicator", distinct=True, order_by="batch__indicator"),
            files=Count("batch", distinct=True),
            until=Max("batch__confidential_until"),
        )
        .order_by("-last")[:at_most]
    )
    return [
        PublishedTogether(
            act=row["act"],
            at=row["last"],
            actor_name=row["actor_name"],
            years=row["years"],
            indicators=row["indicators"],
            files=row["files"],
            confidential_until=row["until"],
        )
        for row in rows
    ]
