"""The Dashboard's state indicators, by the codes of the files' column `indicator`."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Indicator:
    """A state indicator: its code, name, short name for tables, plain words for districts, and
    the LCFF state priority it belongs to (None: informational)."""

    code: str
    name: str
    short_name: str
    plain_words: str
    priority: int | None
    lower_is_better: bool = False

    @property
    def name_in_sentence(self) -> str:
        """The name within a sentence: "chronic absenteeism", but "English language arts"."""
        if self.name.startswith("English"):
            return self.name
        return self.name[0].lower() + self.name[1:]


INDICATORS: dict[str, Indicator] = {
    indicator.code: indicator
    for indicator in (
        Indicator("ELA", "English language arts", "ELA", "reading and writing", 4),
        Indicator("MATH", "Mathematics", "Math", "math", 4),
        Indicator("ELPI", "English learner progress", "EL progress", "progress in English", 4),
        Indicator("GRAD", "Graduation rate", "Graduation", "graduating", 5),
        Indicator("CHRO", "Chronic absenteeism", "Absenteeism", "being absent often", 5, True),
        Indicator("SUSP", "Suspension rate", "Suspension", "suspensions", 6, True),
        Indicator(
            "CCI", "College/career", "College/career", "being prepared for college or a career", 8
        ),
        Indicator("SCIENCE", "Science", "Science", "science", None),
    )
}

PRIORITY_NAMES: dict[int, str] = {
    1: "Basic services",
    2: "State standards",
    3: "Family engagement",
    4: "Achievement",
    5: "Engagement",
    6: "School climate",
    7: "Course access",
    8: "Course outcomes",
    9: "Expelled students",
    10: "Foster youth services",
}

LEVEL_COLORS: dict[int, str] = {1: "Red", 2: "Orange", 3: "Yellow", 4: "Green", 5: "Blue"}


def status_word(indicator: str, status_level: int) -> str:
    """The state's word for a status level; 1 is always the worst, also where it is "Very High"."""
    words = ["Very Low", "Low", "Medium", "High", "Very High"]
    if INDICATORS[indicator].lower_is_better:
        words.reverse()
    return words[status_level - 1]
