"""A person's own named filter sets of the list of LEAs."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from county_office.models import User


class SavedView(models.Model):
    """What the list is narrowed to and how it is sorted, under a name of the person's own.

    It belongs to its owner alone and has no other scope: selectors and services never reach
    another person's. `parameters` are those of the list's address, without the Dashboard year.
    """

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    parameters = models.JSONField(default=dict, blank=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint("owner", Lower("name"), name="saved_view_name_once_a_person"),
            models.UniqueConstraint(
                fields=["owner"], condition=Q(is_default=True), name="saved_view_one_default"
            ),
            models.CheckConstraint(name="saved_view_has_a_name", condition=~Q(name="")),
        ]

    def __str__(self) -> str:
        return self.name
