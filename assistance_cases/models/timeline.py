"""What happened in a case: notes that people write, events that services record."""

from django.db import models
from django.db.models import Q

from assistance_cases.models.cases import AssistanceCase
from assistance_cases.models.history import tracked
from assistance_cases.models.milestones import Milestone
from county_office.models import User
from county_office.scope import Scope, ScopedQuerySet


@tracked
class CaseNote(models.Model):
    """A note. It is the county office's own unless its author shares it with the district."""

    case = models.ForeignKey(AssistanceCase, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    shared_with_district = models.BooleanField(default=False)

    SCOPE = Scope(
        county="case__lea__county",
        lea="case__lea",
        district_lead=Q(shared_with_district=True),
    )
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(name="case_note_is_not_empty", condition=~Q(text="")),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class EventKind(models.TextChoices):
    OPENED = "opened", "Case opened"
    YEAR_ADDED = "year_added", "Dashboard year added"
    LEAD_CHANGED = "lead_changed", "Case lead changed"
    DATE_MOVED = "date_moved", "Due date moved"
    NOT_NEEDED = "not_needed", "Milestone not needed"
    REOPENED_MILESTONE = "milestone_reopened", "Milestone open again"
    CLOSED = "closed", "Case closed"
    REOPENED = "reopened", "Case reopened"


class CaseEvent(models.Model):
    """Something that a service did to a case, in words that stay as they were; insert only."""

    case = models.ForeignKey(AssistanceCase, on_delete=models.CASCADE, related_name="events")
    milestone = models.ForeignKey(
        Milestone, null=True, blank=True, on_delete=models.CASCADE, related_name="events"
    )
    kind = models.CharField(max_length=20, choices=EventKind.choices)
    text = models.CharField(max_length=300)
    reason = models.TextField(blank=True)
    details = models.TextField(blank=True, help_text="What closing canceled, one thing a line.")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    # Reasons are written for colleagues; the district's page tells what it needs in its own words.
    SCOPE = Scope(county="case__lea__county", lea="case__lea", district_lead=Q(pk__in=[]))
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="case_event_kind_is_known", condition=Q(kind__in=EventKind.values)
            ),
        ]

    def __str__(self) -> str:
        return self.text
