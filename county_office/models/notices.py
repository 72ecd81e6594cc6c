"""The outbox: a notice's row is written before the mail, once for its occasion."""

from django.db import models
from django.db.models import Q

from county_office.models.people import User
from county_office.models.places import Lea
from county_office.scope import Scope, ScopedQuerySet


class NoticeState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    FAILED = "failed", "Not delivered"
    DOUBTFUL = "doubtful", "Needs a person"
    CANCELED = "canceled", "Canceled"


class Notice(models.Model):
    """One message to one person for one occasion.

    `occasion` names what the notice is about so that the same thing is never written twice, such
    as `milestone:381:due:2026-11-27`; apps choose it, the database keeps it unique for each person
    and kind.
    """

    kind = models.CharField(max_length=40)
    occasion = models.CharField(max_length=120)
    lea = models.ForeignKey(Lea, on_delete=models.CASCADE, related_name="notices")
    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    to_address = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    # What the notice is about, for the page that shows it: an app's own label and key.
    about = models.CharField(max_length=60, blank=True)
    state = models.CharField(
        max_length=10, choices=NoticeState.choices, default=NoticeState.WAITING
    )
    written_at = models.DateTimeField(auto_now_add=True)
    send_after = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField(blank=True)

    SCOPE = Scope(county="lea__county", lea="lea")
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["send_after", "id"]
        indexes = [
            models.Index(
                fields=["send_after"], condition=Q(state="waiting"), name="notice_waiting"
            ),
            models.Index(fields=["about"]),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "occasion", "recipient"], name="notice_once_an_occasion"
            ),
            models.CheckConstraint(
                name="notice_state_is_known", condition=Q(state__in=NoticeState.values)
            ),
            models.CheckConstraint(
                name="notice_sent_has_its_moment",
                condition=Q(sent_at__isnull=False) | ~Q(state="sent"),
            ),
        ]

    def __str__(self) -> str:
        return self.subject
