"""Reads for every app: what is live from `results`, loads and batches from `loads`."""

from dashboard_import.selectors.confidential import (
    confidential_batches,
    confidential_until,
    may_see_confidential,
    still_confidential,
)
from dashboard_import.selectors.results import (
    BOTH_LISTS,
    CellRow,
    LiveResult,
    PublishedResult,
    cells_in,
    census_enrollment_of,
    file_name_of,
    file_row,
    live_batches,
    published_status,
    results_in,
    schools_in,
)

__all__ = [
    "BOTH_LISTS",
    "CellRow",
    "LiveResult",
    "PublishedResult",
    "cells_in",
    "census_enrollment_of",
    "confidential_batches",
    "confidential_until",
    "file_name_of",
    "file_row",
    "live_batches",
    "may_see_confidential",
    "published_status",
    "results_in",
    "schools_in",
    "still_confidential",
]
