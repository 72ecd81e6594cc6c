"""The student groups that count for eligibility, with the state's labels.

Law: numerically significant pupil subgroups, EC 52052(a)(2). `ALL` is not a group, nor are the
other codes of `NO_GROUPS` that appear in some files. Two or more races is MR in the Dashboard files
and TOM in the published assistance lists.
"""

from collections.abc import Iterable

from county_office.words import listed

GROUP_LABELS: dict[str, str] = {
    "AA": "Black/African American",
    "AI": "American Indian or Alaska Native",
    "AS": "Asian",
    "EL": "English Learner",
    "FI": "Filipino",
    "FOS": "Foster Youth",
    "HI": "Hispanic",
    "HOM": "Homeless",
    "LTEL": "Long-Term English Learner",
    "MR": "Two or More Races",
    "PI": "Pacific Islander",
    "SED": "Socioeconomically Disadvantaged",
    "SWD": "Students with Disabilities",
    "WH": "White",
}
STUDENT_GROUPS: tuple[str, ...] = tuple(GROUP_LABELS)

# Codes of the files that are no groups: all students, those who took one test, and those who speak
# English only, are English learners only, or were reclassified as fluent.
NO_GROUPS: tuple[str, ...] = ("ALL", "SBA", "CAA", "CAST", "EO", "ELO", "RFP")

# Everyday words, for a district's own page.
PLAIN_LABELS: dict[str, str] = {
    "AA": "Black or African American students",
    "AI": "American Indian or Alaska Native students",
    "AS": "Asian students",
    "EL": "English learners",
    "FI": "Filipino students",
    "FOS": "foster youth",
    "HI": "Hispanic students",
    "HOM": "students experiencing homelessness",
    "LTEL": "long-term English learners",
    "MR": "students of two or more races",
    "PI": "Pacific Islander students",
    "SED": "socioeconomically disadvantaged students",
    "SWD": "students with disabilities",
    "WH": "White students",
}

PUBLISHED_CODES: dict[str, str] = {"MR": "TOM"}
FIRST_YEAR: dict[str, int] = {"LTEL": 2024}


def group_names(groups: Iterable[str]) -> str:
    """The state's labels of student groups as a list in words."""
    return listed([GROUP_LABELS[group] for group in groups])


def groups_of_year(year: int) -> tuple[str, ...]:
    """The groups that the Dashboard of that year reports: 13, from 2024 on 14."""
    return tuple(group for group in STUDENT_GROUPS if year >= FIRST_YEAR.get(group, 0))
