"""Writes: receive a file, stage and check it, publish it, roll it back."""

from dashboard_import.services.checking import stage_batch
from dashboard_import.services.publishing import (
    NotPublishable,
    publish_batch,
    publish_load,
    roll_back_batch,
)
from dashboard_import.services.receiving import (
    cancel_batch,
    choose_meaning,
    cut_down_batch,
    receive_file,
    remove_batches,
    start_load,
)

__all__ = [
    "NotPublishable",
    "cancel_batch",
    "choose_meaning",
    "cut_down_batch",
    "publish_batch",
    "publish_load",
    "receive_file",
    "remove_batches",
    "roll_back_batch",
    "stage_batch",
    "start_load",
]
