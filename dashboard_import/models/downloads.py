"""A file that is fetched from the state's site for a load, until it is received as a batch."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dashboard_import.models.loads import Batch, Load


class DownloadState(models.TextChoices):
    WAITING = "waiting", "Waiting"
    FETCHING = "fetching", "Being fetched"
    RECEIVED = "received", "Received"
    FAILED = "failed", "Not fetched"
    CANCELED = "canceled", "Canceled"


class Download(models.Model):
    """One file of a load that is to be had at an address, and how far that has come.

    `batch` is what it was received as; null again where that very file was live already.
    """

    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="downloads")
    year = models.PositiveSmallIntegerField()
    indicator = models.CharField(max_length=16)
    address = models.URLField(max_length=300)
    file_name = models.CharField(max_length=255)
    counties_wanted = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    confidential_until = models.DateField(null=True, blank=True)

    state = models.CharField(
        max_length=12, choices=DownloadState.choices, default=DownloadState.WAITING
    )
    bytes_done = models.PositiveBigIntegerField(default=0)
    bytes_of = models.PositiveBigIntegerField(null=True, blank=True)
    # When a worker last said that it is at it; a sweep finds those that nobody is at.
    noted_at = models.DateTimeField(auto_now_add=True)
    message = models.TextField(blank=True)
    remedy = models.TextField(blank=True)
    # There was no connection at all, so that the other files of that host cannot be had either.
    is_host_unreachable = models.BooleanField(default=False)
    batch = models.OneToOneField(
        Batch, null=True, blank=True, on_delete=models.SET_NULL, related_name="download"
    )

    class Meta:
        ordering = ["load", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["load", "address"], name="download_once_a_load"),
            models.CheckConstraint(
                name="download_state_is_known", condition=Q(state__in=DownloadState.values)
            ),
            models.CheckConstraint(
                name="download_that_failed_says_why_and_what_to_do",
                condition=~Q(state=DownloadState.FAILED) | (~Q(message="") & ~Q(remedy="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year} from {self.address}"
