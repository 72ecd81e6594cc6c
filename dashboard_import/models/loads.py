"""A load brings files; each file becomes a batch; live pointers say which batch counts where.

A batch is live for a county when its pointer says so, and for nothing else. Publishing and rolling
back move pointers, so the batch before is never touched and can come back.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from dashboard_import.faults import Severity

COUNTY_CODE = r"^[0-9]{2}$"
# The state's own rows (rtype X) stand under this code, which is no county.
STATE_CODE = "00"
RECEIVED = "received"  # the folder of the files that came, below that of all media


class Load(models.Model):
    """Files that were brought together, by a person or by a command."""

    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Who acted, as history shows it: the person's name then, or the command.
    actor_name = models.CharField(max_length=120)
    started_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-started_at"]

    def __str__(self) -> str:
        return f"Load {self.pk}"


def storage_path(received: ReceivedFile, name: str) -> str:
    """Named by its content, so that no name of a stranger becomes a path."""
    return f"{RECEIVED}/{received.sha256[:2]}/{received.sha256}"


class ReceivedFile(models.Model):
    """The bytes as they came, kept once however often they come."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    name = models.CharField(max_length=255)
    size = models.PositiveBigIntegerField(help_text="bytes")
    content = models.FileField(upload_to=storage_path, max_length=120)
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-received_at"]
        constraints = [
            models.CheckConstraint(
                name="received_file_hash_is_hexadecimal",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class BatchState(models.TextChoices):
    """What became of a file. Only `published` batches can be live."""

    RECEIVED = "received", "Received"
    STAGING = "staging", "Checking"
    STAGED = "staged", "Checked"
    REFUSED = "refused", "Refused"
    PUBLISHED = "published", "Published"
    REPLACED = "replaced", "Replaced"
    ROLLED_BACK = "rolled_back", "Rolled back"
    FAILED = "failed", "Failed"
    CANCELED = "canceled", "Canceled"


# The states in which a batch has a table of rows.
WITH_ROWS = [
    BatchState.STAGED,
    BatchState.PUBLISHED,
    BatchState.REPLACED,
    BatchState.ROLLED_BACK,
]


class Batch(models.Model):
    """One file of one Dashboard year and indicator, or its rows of some counties.

    `counties_wanted` cuts the file down on receipt (empty: all). `counties` are those of its rows
    and, where the file is statewide, those of which it has none. `rows_in` counts the rows of the
    wanted counties, with those whose county is unreadable.
    """

    load = models.ForeignKey(Load, on_delete=models.CASCADE, related_name="batches")
    file = models.ForeignKey(ReceivedFile, on_delete=models.PROTECT, related_name="batches")
    file_name = models.CharField(max_length=255)
    chosen_year = models.PositiveSmallIntegerField(null=True, blank=True)
    chosen_indicator = models.CharField(max_length=16, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    indicator = models.CharField(max_length=16, blank=True)
    layout_known = models.CharField(max_length=20, blank=True)
    counties_wanted = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    counties = ArrayField(models.CharField(max_length=2), default=list, blank=True)

    state = models.CharField(max_length=12, choices=BatchState.choices, default=BatchState.RECEIVED)
    rows_in = models.PositiveIntegerField(default=0)
    rows_staged = models.PositiveIntegerField(default=0)
    rows_refused = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict, blank=True)
    # The pointers that the report was compared with; publishing refuses when they have moved.
    live_when_checked = models.JSONField(default=dict, blank=True)

    progress_phase = models.CharField(max_length=40, blank=True)
    progress_rows = models.PositiveIntegerField(default=0)
    progress_of = models.PositiveIntegerField(default=0)
    cancel_asked = models.BooleanField(default=False)

    actor_name = models.CharField(max_length=120)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField(auto_now_add=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    # Until that day only staff see what it holds: the preview before the public release.
    confidential_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at", "-pk"]
        verbose_name_plural = "batches"
        indexes = [models.Index(fields=["year", "indicator"])]
        constraints = [
            models.CheckConstraint(
                name="batch_state_is_known", condition=Q(state__in=BatchState.values)
            ),
            models.CheckConstraint(
                name="batch_counts_every_row",
                condition=Q(rows_in=F("rows_staged") + F("rows_refused")),
            ),
            models.CheckConstraint(
                name="batch_with_rows_has_year_and_indicator",
                condition=~Q(state__in=WITH_ROWS) | (Q(year__isnull=False) & ~Q(indicator="")),
            ),
            models.CheckConstraint(
                name="batch_that_may_be_published_refused_nothing",
                condition=~Q(state__in=WITH_ROWS) | Q(rows_refused=0),
            ),
            models.CheckConstraint(
                name="batch_year_is_a_dashboard_year",
                condition=Q(year__isnull=True) | Q(year__range=(2017, 2099)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator or self.file_name} {self.year or ''}".strip()

    @property
    def has_rows(self) -> bool:
        return self.state in WITH_ROWS


class Fault(models.Model):
    """Something found while a batch was checked: where, what stands there, what to do."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="faults")
    severity = models.CharField(
        max_length=12, choices=[(severity.value, severity.name.title()) for severity in Severity]
    )
    line = models.PositiveIntegerField(null=True, blank=True)
    column = models.CharField(max_length=200, blank=True)
    value = models.CharField(max_length=200, blank=True)
    message = models.TextField()
    remedy = models.TextField()
    # Empty: the whole file, or a row whose county cannot be read.
    county_code = models.CharField(max_length=2, blank=True)

    class Meta:
        ordering = ["batch", "line", "pk"]
        constraints = [
            models.CheckConstraint(
                name="fault_severity_is_known",
                condition=Q(severity__in=[severity.value for severity in Severity]),
            ),
            models.CheckConstraint(
                name="fault_says_what_and_what_to_do",
                condition=~Q(message="") & ~Q(remedy=""),
            ),
        ]

    def __str__(self) -> str:
        return self.message


class RefusedRow(models.Model):
    """A row that was refused, as it stands in the file, cell by cell."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="refused")
    line = models.PositiveIntegerField()
    county_code = models.CharField(max_length=2, blank=True)
    cells = ArrayField(models.TextField(blank=True))

    class Meta:
        ordering = ["batch", "line"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "line"], name="refused_row_once"),
        ]

    def __str__(self) -> str:
        return f"line {self.line}"


class LiveBatch(models.Model):
    """Which batch counts for a year, an indicator and a county (00: the state's own rows)."""

    year = models.PositiveSmallIntegerField()
    indicator = models.CharField(max_length=16)
    county_code = models.CharField(max_length=2)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="live_in")

    class Meta:
        ordering = ["year", "indicator", "county_code"]
        verbose_name_plural = "live batches"
        constraints = [
            models.UniqueConstraint(
                fields=["year", "indicator", "county_code"], name="live_batch_one_a_county"
            ),
            models.CheckConstraint(
                name="live_batch_county_is_two_digits", condition=Q(county_code__regex=COUNTY_CODE)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}, county {self.county_code}"


class Act(models.TextChoices):
    PUBLISHED = "published", "Published"
    ROLLED_BACK = "rolled_back", "Rolled back"


class Publication(models.Model):
    """That a batch was published or rolled back, and what was live before in each county."""

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="publications")
    act = models.CharField(max_length=12, choices=Act.choices)
    # County code → key of the batch that was live there, or null.
    before = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_name = models.CharField(max_length=120)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(name="publication_act_is_known", condition=Q(act__in=Act.values))
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} {self.batch}"
