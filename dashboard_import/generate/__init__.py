"""Fictitious Dashboard files in the state's own layouts, the same at every run.

`write_county_files` writes the demonstration county (code 99), whose stories stand in
stories.yaml; `write_statewide_file` a whole invented state, for measuring. Nothing here is data of
a real LEA, and no table here is used to judge one.
"""

from dashboard_import.generate.directory import (
    write_school_directory,
    write_statewide_directory,
)
from dashboard_import.generate.files import county_layouts, write_county_files, write_file
from dashboard_import.generate.places import fictitious_county
from dashboard_import.generate.published import (
    planned_letters,
    write_charter_list,
    write_published_list,
)
from dashboard_import.generate.results import DASHBOARD_YEARS
from dashboard_import.generate.statewide import Size, write_statewide_file
from dashboard_import.generate.stories import StoryError, planned_priorities

__all__ = [
    "DASHBOARD_YEARS",
    "Size",
    "StoryError",
    "county_layouts",
    "fictitious_county",
    "planned_letters",
    "planned_priorities",
    "write_charter_list",
    "write_county_files",
    "write_file",
    "write_published_list",
    "write_school_directory",
    "write_statewide_directory",
    "write_statewide_file",
]
