"""Which columns of a header that no layout knows are which: said by a person, never guessed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


def key_of_header(header: Sequence[str]) -> str:
    """SHA-256 over the names in their order and case: a mapping is for exactly that header."""
    return hashlib.sha256("\x1f".join(header).encode()).hexdigest()


class ColumnMapping(models.Model):
    """For files of one year and indicator with exactly this header: column → published name.

    A removed one stays readable; it no longer applies.
    """

    year = models.PositiveSmallIntegerField()
    indicator = models.CharField(max_length=16)
    header = ArrayField(models.TextField(blank=True))
    header_key = models.CharField(max_length=64)
    columns = models.JSONField(help_text="Name in the file → name in the layout.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    actor_name = models.CharField(max_length=120)
    made_at = models.DateTimeField(auto_now_add=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["header_key", "year", "indicator"],
                condition=Q(removed_at__isnull=True),
                name="column_mapping_one_a_header",
            ),
            models.CheckConstraint(
                name="column_mapping_removed_by_somebody",
                condition=Q(removed_at__isnull=True, removed_by__isnull=True)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} {self.year}, {len(self.columns)} columns"

    def renamed(self) -> tuple[str, ...]:
        """The header with the published names of the mapped columns."""
        return tuple(self.columns.get(name, name) for name in self.header)
