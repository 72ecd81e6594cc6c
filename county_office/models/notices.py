"""The outbox: a notice's row is written before the mail, once for its occasion."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q

from county_office.models.people import User
from county_office.models.places import Lea
from county_office.scope import Scope, ScopedQuerySet


class NoticeState(models.TextChoices):
    WAITING = "waiting", "Will go"
    HELD = "held", "Held"
    SENDING = "sending", "Sending"
    SENT = "sent", "Sent"
    FAILED = "failed", "Not delivered"
    DOUBTFUL = "doubtful", "In doubt"
    CANCELED = "canceled", "Canceled"


# What nobody but a person can settle.
NEEDS_A_PERSON = (NoticeState.DOUBTFUL, NoticeState.FAILED)
# What has not left yet.
PLANNED = (NoticeState.WAITING, NoticeState.HELD)


class Notice(models.Model):
    """One message to one person for one occasion.

    `occasion` names what the notice is about so that the same thing is never written twice, such
    as `milestone:381:due:2026-11-27`; apps choose it, the database keeps it unique for each person
    and kind.
    """

    # Names the row outside the database as well: see `outbox.message_id`.
    key = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), unique=True, editable=False)
    kind = models.CharField(max_length=40)
    occasion = models.CharField(max_length=120)
    lea = models.ForeignKey(Lea, on_delete=models.CASCADE, related_name="notices")
    recipient = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notices")
    to_address = models.EmailField()
    # Whether the recipient led the work at that LEA when it was written.
    for_district = models.BooleanField(default=False, db_default=False)
    # Where an answer goes: the case lead rather than the desk's own address.
    reply_to = models.EmailField(blank=True, default="", db_default="")
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
    # Since it was written or a person sent it again; the events tell of all of them.
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.TextField(blank=True)

    # A district lead sees what was written to a lead of the LEA, never what staff get about it.
    SCOPE = Scope(county="lea__county", lea="lea", district_lead=Q(for_district=True))
    objects = ScopedQuerySet.as_manager()

    class Meta:
        ordering = ["send_after", "id"]
        indexes = [
            models.Index(
                fields=["send_after"], condition=Q(state="waiting"), name="notice_waiting"
            ),
            models.Index(
                fields=["claimed_at"], condition=Q(state="sending"), name="notice_sending"
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
            models.CheckConstraint(
                name="notice_sending_has_its_claim",
                condition=Q(claimed_at__isnull=False) | ~Q(state="sending"),
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def needs_a_person(self) -> bool:
        return self.state in NEEDS_A_PERSON

    @property
    def is_planned(self) -> bool:
        return self.state in PLANNED


class NoticeEventKind(models.TextChoices):
    WRITTEN = "written", "Written"
    SENT = "sent", "Sent"
    PUT_OFF = "put_off", "Not taken, to be tried again"
    REFUSED = "refused", "Not delivered"
    DOUBTED = "doubted", "In doubt"
    HELD = "held", "Held"
    RELEASED = "released", "Released"
    SENT_AGAIN = "sent_again", "To be sent again"
    MARKED_SENT = "marked_sent", "Marked as sent"
    CANCELED = "canceled", "Canceled"


class NoticeEvent(models.Model):
    """What happened to a notice, by the desk or by a person. Rows are only ever added, so a notice
    that was sent again keeps its first attempt."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=12, choices=NoticeEventKind.choices)
    at = models.DateTimeField(auto_now_add=True)
    # Nobody: the desk itself.
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # The mail server's words, or a person's reason.
    detail = models.TextField(blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                name="notice_event_is_known", condition=Q(kind__in=NoticeEventKind.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.notice}"
