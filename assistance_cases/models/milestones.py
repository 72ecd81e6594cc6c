"""The milestones of a case: the steps of its timeline with due and done dates."""

from django.db import models
from django.db.models import Q

from assistance_cases.models.cases import AssistanceCase
from assistance_cases.models.history import tracked
from assistance_cases.workflow import CLOSED, STAGE_BY_KEY, STAGE_KEYS, Responsible
from county_office.models import User
from county_office.scope import Scope, ScopedQuerySet


@tracked
class Milestone(models.Model):
    """One step of a case.

    Its words and its rule come from the timeline when it is created, so that a later change of the
    file rewrites no case. `timeline_due_on` is the day the timeline gives; `due_on` differs from it
    once a person moved the date.
    """

    case = models.ForeignKey(AssistanceCase, on_delete=models.CASCADE, related_name="milestones")
    dashboard_year = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=30)
    title = models.CharField(max_length=150)
    district_title = models.CharField(max_length=150, blank=True)
    responsible = models.CharField(max_length=20)
    citation = models.CharField(max_length=60, blank=True)
    is_optional = models.BooleanField(default=False)
    shared_with_district = models.BooleanField(default=False)
    timeline_due_on = models.DateField()
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    not_needed_reason = models.TextField(blank=True)

    SCOPE = Scope(
        county="case__lea__county",
        lea="case__lea",
        district_lead=Q(shared_with_district=True),
    )
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        indexes = [
            models.Index(
                fields=["due_on"],
                condition=Q(done_on=None, not_needed_reason=""),
                name="milestone_open_by_due",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "dashboard_year", "key"], name="milestone_once_a_case_and_year"
            ),
            models.CheckConstraint(
                name="milestone_stage_is_known",
                condition=Q(stage__in=[key for key in STAGE_KEYS if key != CLOSED]),
            ),
            models.CheckConstraint(
                name="milestone_responsible_is_known",
                condition=Q(responsible__in=[str(who) for who in Responsible]),
            ),
            models.CheckConstraint(
                name="milestone_done_by_somebody",
                condition=Q(done_on__isnull=True, done_by__isnull=True)
                | Q(done_on__isnull=False, done_by__isnull=False),
            ),
            models.CheckConstraint(
                name="milestone_done_or_not_needed",
                condition=Q(done_on__isnull=True) | Q(not_needed_reason=""),
            ),
            models.CheckConstraint(
                name="milestone_shared_has_everyday_words",
                condition=Q(shared_with_district=False) | ~Q(district_title=""),
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_settled(self) -> bool:
        """Done, or not needed with a reason: both count, neither waits any more."""
        return self.done_on is not None or bool(self.not_needed_reason)

    @property
    def stage_title(self) -> str:
        return STAGE_BY_KEY[self.stage].title
