"""Every change of a case's rows is kept by database trigger, with who made it."""

from typing import TypeVar

import pghistory
from django.db import models

AnyModel = TypeVar("AnyModel", bound=type[models.Model])


def tracked(model: AnyModel) -> AnyModel:
    """Keeps each version of the model's rows, reached from a row as `row.history`."""
    track = pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="history"))
    return track(model)
