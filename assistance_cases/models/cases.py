"""A case: the assistance of one LEA, and the Dashboard years that it answers."""

from django.db import models
from django.db.models import F, Q

from assistance_cases.models.history import tracked
from county_office.models import Lea, User
from county_office.scope import Scope, ScopedQuerySet


class Provider(models.TextChoices):
    """Who gives the assistance. A county office's own case is the state's, EC 52071.5."""

    COUNTY_OFFICE = "county_office", "County office of education"
    CDE = "cde", "California Department of Education"
    OTHER = "other", "Another provider"


@tracked
class AssistanceCase(models.Model):
    """The assistance of one LEA from its opening to its closing; one open case an LEA.

    The county is the LEA's. `opening_reason` is filled when the LEA was not eligible by the
    Dashboard and the case was opened all the same, such as on the board's request, EC 52071(a).
    """

    lea = models.ForeignKey(Lea, on_delete=models.PROTECT, related_name="cases")
    provider = models.CharField(
        max_length=20, choices=Provider.choices, default=Provider.COUNTY_OFFICE
    )
    case_lead = models.ForeignKey(User, on_delete=models.PROTECT, related_name="cases_led")
    opened_on = models.DateField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opening_reason = models.TextField(blank=True)
    closed_on = models.DateField(null=True, blank=True)
    closed_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    previous_case = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="next_case"
    )

    SCOPE = Scope(county="lea__county", lea="lea")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["lea__name", "-opened_on"]
        indexes = [models.Index(fields=["case_lead"], condition=Q(closed_on=None), name="case_led")]
        constraints = [
            models.UniqueConstraint(
                fields=["lea"], condition=Q(closed_on__isnull=True), name="case_one_open_an_lea"
            ),
            models.CheckConstraint(
                name="case_provider_is_known", condition=Q(provider__in=Provider.values)
            ),
            models.CheckConstraint(
                name="case_closed_by_somebody",
                condition=Q(closed_on__isnull=True, closed_by__isnull=True)
                | Q(closed_on__isnull=False, closed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="case_days_in_order",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("opened_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"Case of {self.lea}"

    @property
    def is_closed(self) -> bool:
        return self.closed_on is not None


class YearOfAssistance(models.TextChoices):
    """What a Dashboard year says about a case; assistance lasts at least two years."""

    YEAR_1 = "year_1", "Year 1"
    YEAR_2 = "year_2", "Year 2"
    MET_AGAIN = "met_again", "Year 1, met again"
    ON_REQUEST = "on_request", "On request"


@tracked
class CaseYear(models.Model):
    """A Dashboard year that a case answers, with the determination it rests on."""

    case = models.ForeignKey(AssistanceCase, on_delete=models.CASCADE, related_name="years")
    dashboard_year = models.PositiveSmallIntegerField()
    year_of_assistance = models.CharField(max_length=10, choices=YearOfAssistance.choices)
    determination = models.ForeignKey(
        "eligibility.Determination",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="case_years",
    )

    SCOPE = Scope(county="case__lea__county", lea="case__lea")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["dashboard_year"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "dashboard_year"], name="case_year_once_a_case"
            ),
            models.CheckConstraint(
                name="case_year_is_known",
                condition=Q(year_of_assistance__in=YearOfAssistance.values),
            ),
            models.CheckConstraint(
                name="case_year_rests_on_a_determination",
                condition=Q(determination__isnull=False) | Q(year_of_assistance="on_request"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dashboard_year}: {self.get_year_of_assistance_display()}"
