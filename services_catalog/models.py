"""Divisions, the services they offer, and the texts of the three levels.

A division without a county belongs to the starting point that every county office is offered: the
catalog of `catalog/*.yaml`. A county office that has divisions of its own is shown those instead
(`selectors.divisions_offered_in`). The texts of the levels are the state's and the same for all.
"""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from county_office.indicators import INDICATORS, PRIORITY_NAMES
from county_office.models import County
from county_office.student_groups import STUDENT_GROUPS

LEVELS = (1, 2, 3)


@pghistory.track()
class Division(models.Model):
    """A division of a county office that offers services."""

    county = models.ForeignKey(
        County, null=True, blank=True, on_delete=models.CASCADE, related_name="divisions"
    )
    slug = models.SlugField(max_length=80)
    # As the sheet prints it.
    name = models.CharField(max_length=120)
    # The same with {county} where the sheet names its own county; blank: the name fits everywhere.
    name_elsewhere = models.CharField(max_length=120, blank=True)
    order = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["order"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "slug"], name="division_once_a_county", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def name_in(self, county: County | None) -> str:
        """The division's name at that county office: "Leadership Institute of Kern County"."""
        if not self.name_elsewhere or county is None:
            return self.name
        place = county.name if county.name.endswith("County") else f"{county.name} County"
        return self.name_elsewhere.format(county=place)


@pghistory.track()
class Service(models.Model):
    """A service of a division.

    `level` is the row of the at-a-glance sheet: what stands at Level 1 is open to every LEA, those
    in assistance included. The tags say what a service helps with, as far as its name tells.
    """

    division = models.ForeignKey(Division, on_delete=models.CASCADE, related_name="services")
    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=150)
    description = models.TextField(blank=True)
    level = models.PositiveSmallIntegerField(
        choices=[(level, f"Level {level}") for level in LEVELS]
    )
    order = models.PositiveSmallIntegerField()
    priorities = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    indicators = ArrayField(models.CharField(max_length=8), default=list, blank=True)
    student_groups = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    synonyms = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    # Cases keep what they used, so a service that is no longer offered stays as a row.
    withdrawn_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["division__order", "order"]
        constraints = [
            models.UniqueConstraint(fields=["division", "slug"], name="service_once_a_division"),
            models.CheckConstraint(name="service_level_is_known", condition=Q(level__in=LEVELS)),
            models.CheckConstraint(
                name="service_priorities_are_known",
                condition=Q(priorities__contained_by=list(PRIORITY_NAMES)),
            ),
            models.CheckConstraint(
                name="service_indicators_are_known",
                condition=Q(indicators__contained_by=list(INDICATORS)),
            ),
            models.CheckConstraint(
                name="service_student_groups_are_known",
                condition=Q(student_groups__contained_by=list(STUDENT_GROUPS)),
            ),
        ]

    def __str__(self) -> str:
        return self.name


@pghistory.track()
class LevelText(models.Model):
    """What a level is: as the county office's sheet prints it, and in the law of today."""

    level = models.PositiveSmallIntegerField(primary_key=True)
    name = models.CharField(max_length=20)
    heading = models.CharField(max_length=80)
    printed_paragraphs = ArrayField(models.TextField(), default=list, blank=True)
    printed_items = ArrayField(models.TextField(), default=list, blank=True)
    printed_law = models.CharField(max_length=120, blank=True)
    today_text = models.TextField()
    today_law = models.CharField(max_length=120, blank=True)
    today_since = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["level"]
        constraints = [
            models.CheckConstraint(name="level_text_is_known", condition=Q(level__in=LEVELS)),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.heading}"
