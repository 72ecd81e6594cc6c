"""Determinations and the criteria they rest on. Insert only: a trigger refuses to change them.

A run decides some years for one county or the state. The current determination of an LEA and year
is the one of the latest run; earlier ones stay readable as they were. They are public facts of the
state's files and are not scoped by person.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from eligibility import rules
from eligibility.findings import FROM_FILES, FROM_PUBLISHED_LIST

if TYPE_CHECKING:
    from eligibility.criteria import Criteria


class CriteriaVersion(models.Model):
    """A criteria file as it was when a determination used it, so that its citations stay
    readable after the file has changed."""

    criteria_hash = models.CharField(max_length=64, primary_key=True)
    year = models.PositiveSmallIntegerField()
    text = models.TextField(help_text="The criteria file, YAML.")
    first_used_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["year", "first_used_at"]
        triggers = [
            pgtrigger.Protect(
                name="criteria_versions_stay", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"Criteria {self.year} ({self.criteria_hash[:8]})"


class DeterminationRun(models.Model):
    """That eligibility was computed: for which years and county, by whom, when."""

    years = ArrayField(models.PositiveSmallIntegerField())
    county = models.ForeignKey(
        "county_office.County", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_name = models.CharField(max_length=120)
    started_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Run {self.pk}: {', '.join(str(year) for year in self.years)}"


class Status(models.TextChoices):
    DIFFERENTIATED_ASSISTANCE = rules.DIFFERENTIATED_ASSISTANCE, "Differentiated Assistance"
    GENERAL_ASSISTANCE = rules.GENERAL_ASSISTANCE, "General Assistance"
    CANNOT_BE_DETERMINED = rules.CANNOT_BE_DETERMINED, "Cannot be determined"


class Origin(models.TextChoices):
    FILES = FROM_FILES, "Indicator files"
    PUBLISHED_LIST = FROM_PUBLISHED_LIST, "Published list"


# "Y", "N", "" where the year or the kind of LEA has no such rule, null where it cannot be
# determined because a file is missing.
YES, NO, NO_SUCH_RULE = "Y", "N", ""
ANSWERS = (YES, NO, NO_SUCH_RULE)


def _answer() -> models.CharField[str | None, str | None]:
    return models.CharField(max_length=1, null=True, blank=True)


class Determination(models.Model):
    """Whether an LEA is eligible on a Dashboard, and why.

    `letters` {group: A to K, or "?" where a missing file leaves it open}; groups with fewer than
    two priorities are absent. `goal_groups` need an LCAP goal (EC 52064(e)(5)). `explanation` is
    described in `eligibility/explanation.py`. `batch_ids` and `criteria_hash` say what it was
    computed from; staleness is found by comparing them (`selectors.stale`).
    """

    run = models.ForeignKey(
        DeterminationRun, on_delete=models.PROTECT, related_name="determinations"
    )
    lea = models.ForeignKey(
        "county_office.Lea", on_delete=models.PROTECT, related_name="determinations"
    )
    year = models.PositiveSmallIntegerField()
    cds = models.CharField(max_length=14, help_text="The LEA's code of that year.")
    status = models.CharField(max_length=32, choices=Status.choices)
    da_year = models.PositiveSmallIntegerField(null=True, blank=True)
    eligible = _answer()
    method1 = _answer()
    method2 = _answer()
    method3 = _answer()
    method4 = _answer()
    level3 = _answer()
    letters = models.JSONField(default=dict)
    goal_groups = ArrayField(models.CharField(max_length=4), default=list)
    origin = models.CharField(max_length=16, choices=Origin.choices)
    explanation = models.JSONField(default=dict)
    batch_ids = ArrayField(models.BigIntegerField(), default=list)
    criteria_hash = models.CharField(max_length=64)

    class Meta:
        ordering = ["year", "lea"]
        indexes = [
            models.Index(fields=["lea", "year", "-run"], name="determination_current"),
            models.Index(fields=["year", "-run"], name="determination_of_year"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["run", "lea", "year"], name="determination_once_a_run"),
            models.CheckConstraint(
                name="determination_status_is_known", condition=Q(status__in=Status.values)
            ),
            models.CheckConstraint(
                name="determination_origin_is_known", condition=Q(origin__in=Origin.values)
            ),
            models.CheckConstraint(
                name="determination_year_1_or_2_of_assistance",
                condition=Q(da_year__isnull=True)
                | Q(da_year__in=(1, 2), status=rules.DIFFERENTIATED_ASSISTANCE),
            ),
            *(
                models.CheckConstraint(
                    name=f"determination_{field}_is_an_answer",
                    condition=Q(**{f"{field}__isnull": True}) | Q(**{f"{field}__in": ANSWERS}),
                )
                for field in ("eligible", "method1", "method2", "method3", "method4", "level3")
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="determinations_stay", operation=pgtrigger.Update | pgtrigger.Delete
            )
        ]

    def __str__(self) -> str:
        return f"{self.cds} {self.year}: {self.get_status_display()}"

    @property
    def is_eligible(self) -> bool:
        """Whether it meets the criteria on this Dashboard; a Year 2 does not."""
        return self.eligible == YES

    @property
    def receives_assistance(self) -> bool:
        """Whether it receives differentiated assistance, Year 2 included."""
        return self.status == Status.DIFFERENTIATED_ASSISTANCE

    @property
    def is_undetermined(self) -> bool:
        return self.status == Status.CANNOT_BE_DETERMINED

    def state_words(self, criteria: Criteria) -> str:
        """The assistance status in the state's words of that year."""
        return rules.status_words(criteria.status, self.status, self.da_year)
