"""Reads for every app: what is live from `results`, loads and batches from `loads`."""

from dashboard_import.selectors.confidential import (
    confidential_batches,
    confidential_until,
    days_of_confidential_batches,
    may_see_confidential,
    still_confidential,
)
from dashboard_import.selectors.publications import PublishedTogether, publications_of_county
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
    "PublishedTogether",
    "cells_in",
    "census_enrollment_of",
    "confidential_batches",
    "confidential_until",
    "days_of_confidential_batches",
    "file_name_of",
    "file_row",
    "live_batches",
    "may_see_confidential",
    "publications_of_county",
    "published_status",
    "results_in",
    "schools_in",
    "still_confidential",
]
