"""Reads for every app: what is live from `results`, loads and batches from `loads`."""

from dashboard_import.selectors.confidential import (
    confidential_batches,
    confidential_until,
    may_see_confidential,
    still_confidential,
)
from dashboard_import.selectors.results import (
    BOTH_LISTS,
    LiveCell,
    LiveResult,
    LocalResult,
    PublishedResult,
    cells_in,
    census_enrollment_of,
    file_name_of,
    file_row,
    lea_codes_with_results,
    live_batches,
    live_cells,
    local_indicator_results,
    published_status,
    results_of,
    schools_behind,
)

__all__ = [
    "BOTH_LISTS",
    "LiveCell",
    "LiveResult",
    "LocalResult",
    "PublishedResult",
    "cells_in",
    "census_enrollment_of",
    "confidential_batches",
    "confidential_until",
    "file_name_of",
    "file_row",
    "lea_codes_with_results",
    "live_batches",
    "live_cells",
    "local_indicator_results",
    "may_see_confidential",
    "published_status",
    "results_of",
    "schools_behind",
    "still_confidential",
]
