"""A cycle: one Dashboard's round of assistance in one county."""

from django.db import models
from django.db.models import Q

from assistance_cases.models.history import tracked
from county_office.models import County
from county_office.scope import Scope, ScopedQuerySet


@tracked
class Cycle(models.Model):
    """The dates of one Dashboard year in one county; its timeline is a file of `timelines/`."""

    county = models.ForeignKey(County, on_delete=models.PROTECT, related_name="cycles")
    dashboard_year = models.PositiveSmallIntegerField()
    timeline = models.CharField(max_length=40)
    release_on = models.DateField(help_text="The day the Dashboard became public.")

    # Dates of all cases together are the county office's; a district sees its own on its own page.
    SCOPE = Scope(county="county", lea="county__leas", district_lead=Q(pk__in=[]))
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-dashboard_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "dashboard_year"], name="cycle_once_a_county_and_year"
            ),
            models.CheckConstraint(
                name="cycle_released_around_its_year",
                condition=Q(release_on__year__gte=models.F("dashboard_year"))
                & Q(release_on__year__lte=models.F("dashboard_year") + 1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.county}, Dashboard {self.dashboard_year}"

    @property
    def school_year(self) -> str:
        """The school year in which the assistance begins, such as 2024 to 25 for Dashboard 2024."""
        return f"{self.dashboard_year}\u2013{(self.dashboard_year + 1) % 100:02}"
