"""`{% load desk %}`: glyphs, chips, icons and the words of dates for every template."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.forms import Field, Form
from django.middleware.csrf import get_token
from django.template import RequestContext
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from county_office import glyphs, words
from county_office.indicators import LEVEL_COLORS
from county_office.selectors import today
from county_office.student_groups import GROUP_LABELS

NO_BREAK = "\N{NO-BREAK SPACE}"

register = template.Library()


# --- Levels -----------------------------------------------------------------------------------


@register.simple_tag
def dial(level: int | None, size: int = 28, label: str = "") -> SafeString:
    """A performance level: the gauge and its word. `size` is 24, 28, 46 or 88 pixels."""
    word = label or LEVEL_COLORS.get(level or 0, "None")
    return format_html(
        '<span class="glyph-word">{} <span>{}</span></span>', glyphs.dial(level or 0, size), word
    )


@register.simple_tag
def dial_glyph(level: int | None, size: int = 28) -> SafeString:
    """The gauge alone, where the component sets the word itself."""
    return glyphs.dial(level or 0, size)


@register.filter
def level_word(level: int | None) -> str:
    """Red to Blue, or None."""
    return LEVEL_COLORS.get(level or 0, "None")


@register.simple_tag
def status_bars(level: int | None, word: str = "") -> SafeString:
    """A status level without color: bars and the state's word; no level is the dial's None."""
    if not level:
        return dial(None)
    return format_html(
        '<span class="glyph-word">{} <span>{}</span></span>', glyphs.status_bars(level), word
    )


@register.simple_tag
def status_bars_glyph(level: int) -> SafeString:
    """The bars alone, where the component sets the word itself."""
    return glyphs.status_bars(level)


@register.simple_tag
def level_chip(level: int | None, year: int | None = None) -> SafeString:
    """The level of support: 1, 2, 2 with Year 1 or 2, or 3 (criteria met; CCEE decides).

    None says that it cannot be determined from what is loaded.
    """
    if not level:
        return format_html(
            '<span class="chip chip-unknown">{} Undetermined</span>', glyphs.icon("question-circle")
        )
    if level == 3:
        look, word = "3", "Level 3 criteria"
    elif level == 2 and year:
        look, word = f"2 chip-year-{year}", f"Level 2, Year {year}"
    else:
        look, word = str(level), f"Level {level}"
    return format_html(
        '<span class="chip chip-level-{}">{} {}</span>', look, glyphs.level_blocks(level), word
    )


@register.simple_tag
def tick(met: bool | None, words_for_readers: str) -> SafeString:
    """A year of the Level 3 watch: filled, hollow, or a dot where there was no such group."""
    drawing = SafeString('<span aria-hidden="true">·</span>') if met is None else glyphs.tick(met)
    return format_html('{}<span class="visually-hidden">{}</span>', drawing, words_for_readers)


@register.simple_tag
def share_bar(part: float, whole: float, look: str, key: str) -> SafeString:
    """A bar as long as its share; the figure stands beside it."""
    return glyphs.share_bar(part, whole, look, key)


# --- Stages and states ------------------------------------------------------------------------


@register.simple_tag
def stage_boxes(current: int, word: str, total: int = 8) -> SafeString:
    """Eight small boxes and the stage's name; `current` counts from 1."""
    return format_html(
        '<span class="glyph-word">{} <span>{}</span></span>',
        glyphs.stage_boxes(current, total),
        word,
    )


STATES = {
    # what it says by its look: icon; the word is the page's
    "ok": "check-lg",
    "warn": "exclamation-triangle-fill",
    "danger": "exclamation-triangle-fill",
    "held": "pause-fill",
    "info": "info-circle",
    "sent": "check-all",
    "will-go": "send",
    "waits": "person-raised-hand",
    "waiting": "hourglass-split",
}


@register.simple_tag
def state_chip(state: str, word: str) -> SafeString:
    """Received, To look at, Came back, Held, For information: `state` is a key of STATES."""
    return format_html(
        '<span class="chip chip-{}">{} {}</span>', state, glyphs.icon(STATES[state]), word
    )


@register.simple_tag
def confidential_chip(until: dt.date | None) -> SafeString:
    """Confidential until November 30, 2026; nothing where that day has come."""
    if until is None or until <= today():
        return SafeString("")
    return format_html(
        '<span class="chip chip-held">{} Confidential until {}</span>',
        glyphs.icon("lock"),
        words.full_date(until),
    )


@register.simple_tag
def icon(name: str) -> SafeString:
    """A Bootstrap icon beside a word; hidden from screen readers."""
    return glyphs.icon(name)


@register.simple_tag
def mark() -> SafeString:
    """The product's mark."""
    return glyphs.mark()


@register.simple_tag
def person_badge(name: str) -> SafeString:
    """The person's letter in a circle; the full name is read out."""
    return format_html(
        '<span class="badge-person" title="{}"><span aria-hidden="true">{}</span>'
        '<span class="visually-hidden">{}</span></span>',
        name,
        words.initial(name),
        name,
    )


@register.filter
def initial(name: str) -> str:
    return words.initial(name)


# --- Dates ------------------------------------------------------------------------------------


def _due(text: str, days: int) -> SafeString:
    if days < 0:
        return format_html(
            '<span class="due due-over">{} {}</span>',
            glyphs.icon("exclamation-triangle-fill"),
            text,
        )
    if days == 0:
        return format_html(
            '<span class="due due-today">{} {}</span>', glyphs.icon("clock-fill"), text
        )
    return format_html('<span class="due">{}</span>', text)


@register.simple_tag
def due(day: dt.date) -> SafeString:
    """Overdue since Mon, Jan 13; today; tomorrow; in 2 days."""
    return _due(words.due_words(day, today()), (day - today()).days)


@register.simple_tag
def due_day(day: dt.date | None) -> SafeString:
    """The same for a table's column: Overdue Mon, Jan 13; Today; Thu, Jan 16."""
    if day is None:
        return SafeString('<span class="quiet">no date</span>')
    return _due(words.due_day(day, today()), (day - today()).days)


@register.simple_tag
def due_sentence(day: dt.date) -> SafeString:
    """Due Thursday, January 16, in 2 days. Overdue since … when it has passed."""
    if day < today():
        return format_html("{}.", due(day))
    when = words.due_words(day, today())
    rest = "" if when == words.short_day(day, today()) else f", {when}"
    return format_html("Due <strong>{}</strong>{}.", words.long_day(day, today()), rest)


@register.filter
def day(value: dt.date | dt.datetime | None) -> str:
    """Thursday, January 16"""
    return words.long_day(value, today()) if value else words.NO_VALUE


@register.filter
def short_day(value: dt.date | dt.datetime | None) -> str:
    """Thu, Jan 16"""
    return words.short_day(value, today()) if value else words.NO_VALUE


@register.filter
def month_day(value: dt.date) -> str:
    """Jan 16"""
    return words.month_day(value)


@register.filter
def days_to(first: dt.date | None, last: dt.date | None) -> str:
    """Nov 27 to Dec 1: the days from the first to the last; broken, if at all, before "to"."""
    if not first or not last:
        return words.NO_VALUE
    start, to, end = words.days(first, last, today()).partition(" to ")
    return f"{start} {f'to {end}'.replace(' ', NO_BREAK)}" if to else start


@register.filter
def full_date(value: dt.date | dt.datetime | None) -> str:
    """November 22, 2024"""
    return words.full_date(value) if value else words.NO_VALUE


@register.filter
def moment(value: dt.datetime | None) -> str:
    """Mon 4:12 p.m., or November 22, 2024, 9:12 a.m."""
    return words.moment(value, today()) if value else words.NO_VALUE


@register.filter
def clock(value: dt.datetime | dt.time | None) -> str:
    """9 a.m."""
    return words.clock(value) if value else words.NO_VALUE


# --- Numbers and codes ------------------------------------------------------------------------


@register.filter
def count(value: int | None) -> str:
    """1,168,204"""
    return words.count(value)


@register.filter
def number_word(value: int) -> str:
    """Two"""
    return words.number_word(value)


@register.filter
def group_name(code: str) -> str:
    """The state's label of a student group: `HOM` is "Homeless"."""
    return GROUP_LABELS.get(code, code)


@register.filter
def group_names(codes: Iterable[str]) -> str:
    """Labels of student groups in the order of the state's tables."""
    chosen = set(codes)
    return ", ".join(label for code, label in GROUP_LABELS.items() if code in chosen)


_EMPHASIZED = re.compile(
    "|".join(
        re.escape(words)
        for words in sorted(
            [*GROUP_LABELS.values(), "Level 2, differentiated assistance", "Level 3 criteria"],
            key=len,
            reverse=True,
        )
    )
)


@register.filter
def emphasized(sentence: str) -> SafeString:
    """A sentence in which student groups and levels stand out, so that the eye finds the answer."""
    return mark_safe(  # noqa: S308  (escaped before; only <strong> is added)
        _EMPHASIZED.sub(lambda found: f"<strong>{found.group()}</strong>", escape(sentence))
    )


@register.filter
def cds_code(value: str) -> str:
    """99 61042 0000000"""
    return words.cds_code(value)


@register.filter
def joined(text: str) -> str:
    """A sentence's rest after its bold beginning: with a space unless a mark comes first."""
    return text if text[:1] in (",", ".", ":", ";") else f" {text}"


@register.filter
def by_column(
    rows: Sequence[tuple[str, Sequence[str]]], heads: Sequence[Any]
) -> list[tuple[Any, list[tuple[str, str]]]]:
    """A table's rows (name, cells) as one block a column, the last column first, for a phone:
    (head of the column, [(name, cell)])."""
    blocks = [
        (head, [(name, cells[place]) for name, cells in rows]) for place, head in enumerate(heads)
    ]
    return blocks[::-1]


# --- Forms and addresses ----------------------------------------------------------------------


@register.simple_tag
def faults(form: Form) -> list[tuple[str, str]]:
    """All messages of a form for the box on top: (message, id of the field or empty)."""
    found = [(str(message), "") for message in form.non_field_errors()]
    for bound in [*form.hidden_fields(), *form.visible_fields()]:
        target = bound.id_for_label or f"{bound.auto_id}_0"
        for message in bound.errors:
            if message == Field.default_error_messages["required"]:
                message = f"{bound.label}: {message}"
            found.append((str(message), "" if bound.is_hidden else target))
    return found


@register.filter
def set_filters(form: Form) -> int:
    """How many of a filter bar's controls are set; the search is not counted."""
    return sum(1 for bound in form.visible_fields() if bound.name != "q" and bound.value())


@register.simple_tag(takes_context=True)
def without(context: RequestContext, *names: str) -> str:
    """The query string without some parameters and the page: takes a filter off."""
    rest = context.request.GET.copy()
    for name in [*names, "page"]:
        rest.pop(name, None)
    return f"?{rest.urlencode()}"


@register.simple_tag(takes_context=True)
def path(context: RequestContext) -> str:
    """The present address without its query string."""
    return context.request.path


@register.simple_tag(takes_context=True)
def csrf_field(context: RequestContext) -> SafeString:
    """Django's csrf_token for a component included with `only`, which hides the variable."""
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">', get_token(context.request)
    )
