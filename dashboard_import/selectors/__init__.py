"""Reads for every app: what is live from `results`, loads and batches from `loads`."""

from dashboard_import.selectors.results import (
    LiveCell,
    LiveResult,
    LocalResult,
    PublishedResult,
    batches_of_year,
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
    "LiveCell",
    "LiveResult",
    "LocalResult",
    "PublishedResult",
    "batches_of_year",
    "cells_in",
    "census_enrollment_of",
    "file_name_of",
    "file_row",
    "lea_codes_with_results",
    "live_batches",
    "live_cells",
    "local_indicator_results",
    "published_status",
    "results_of",
    "schools_behind",
]
