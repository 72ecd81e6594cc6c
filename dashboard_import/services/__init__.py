"""Writes: receive a file, stage and check it, publish it, roll it back."""

from dashboard_import.services.checking import forgotten_batches, stage_batch
from dashboard_import.services.fetching import (
    cancel_download,
    fetch_again,
    fetch_download,
    fetch_next,
    loads_with_forgotten_downloads,
    start_fetch,
)
from dashboard_import.services.keeping import NoRoom
from dashboard_import.services.mapping import remove_mapping, save_mapping
from dashboard_import.services.publishing import (
    NotPublishable,
    as_if_published,
    as_if_rolled_back,
    publish_batch,
    publish_batches,
    publish_load,
    roll_back_batch,
)
from dashboard_import.services.receiving import (
    already_live,
    cancel_batch,
    check_batch_again,
    choose_meaning,
    cut_down_batch,
    keep_load,
    receive_file,
    receive_files,
    remove_batches,
    start_load,
)

__all__ = [
    "NoRoom",
    "NotPublishable",
    "already_live",
    "as_if_published",
    "as_if_rolled_back",
    "cancel_batch",
    "cancel_download",
    "check_batch_again",
    "choose_meaning",
    "cut_down_batch",
    "fetch_again",
    "fetch_download",
    "fetch_next",
    "forgotten_batches",
    "keep_load",
    "loads_with_forgotten_downloads",
    "publish_batch",
    "publish_batches",
    "publish_load",
    "receive_file",
    "receive_files",
    "remove_batches",
    "remove_mapping",
    "roll_back_batch",
    "save_mapping",
    "stage_batch",
    "start_fetch",
    "start_load",
]
