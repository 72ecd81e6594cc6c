"""The small drawings that tell a level or a stage without color, as SVG text.

Every drawing is hidden from screen readers: its word always stands beside it. Colors come from
`static/css/glyphs.css` by class, so that one drawing serves light, dark and print.
"""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from county_office.indicators import LEVEL_COLORS

ICONS = Path("static/vendor/bootstrap-icons-1.13.2")

DIAL_WIDTHS = (24, 28, 46, 88)
_HUB = 17.0
_OUTER, _INNER = 16.0, 9.2
_SEGMENT, _GAP = 36.0, 2.4  # degrees
_NEEDLE = 8.2


def _point(radius: float, degrees: float) -> str:
    """A point at an angle counted from the left end of the half ring, clockwise."""
    angle = math.radians(degrees)
    return f"{_HUB - radius * math.cos(angle):.2f} {_HUB - radius * math.sin(angle):.2f}"


def _segment(index: int) -> str:
    start, end = _SEGMENT * index + _GAP, _SEGMENT * (index + 1) - _GAP
    return (
        f"M{_point(_OUTER, start)}A{_OUTER:g} {_OUTER:g} 0 0 1 {_point(_OUTER, end)}"
        f"L{_point(_INNER, end)}A{_INNER:g} {_INNER:g} 0 0 0 {_point(_INNER, start)}Z"
    )


@lru_cache(maxsize=64)
def dial(level: int | None, width: int = 28) -> SafeString:
    """The performance level as a gauge: fill and needle both tell it.

    `level` is 1 (Red) to 5 (Blue); None or 0 is no color. `width` is one of DIAL_WIDTHS, in pixels.
    """
    if width not in DIAL_WIDTHS:
        raise ValueError(f"A dial is {DIAL_WIDTHS} pixels wide, not {width}.")
    height = round(width * 19 / 34, 1)
    if not level:
        drawing = SafeString(
            '<path class="dial-none" d="M2.1 17a14.9 14.9 0 0 1 29.8 0"/>'
            '<path class="dial-dash" d="M12.4 15.9h9.2"/>'
        )
    elif level not in LEVEL_COLORS:
        raise ValueError(f"A performance level is 1 to 5 or none, not {level}.")
    else:
        segments = format_html_join(
            "",
            '<path class="{}" d="{}"/>',
            (("dial-on" if index < level else "dial-off", _segment(index)) for index in range(5)),
        )
        needle = format_html(
            '<path class="dial-needle" d="M17 17L{}"/><circle class="dial-hub" cx="17" cy="17" '
            'r="2.3"/>',
            _point(_NEEDLE, _SEGMENT * (level - 0.5)),
        )
        drawing = segments + needle
    return format_html(
        '<svg class="dial dial-{}" viewBox="0 0 34 19.4" width="{}" height="{}" aria-hidden="true" '
        'focusable="false">{}</svg>',
        level or "no",
        width,
        height,
        drawing,
    )


@lru_cache(maxsize=8)
def status_bars(level: int) -> SafeString:
    """Five rising bars, as many filled as the status code, for what has no color.

    One bar is the worst, also for suspension and absenteeism, whose word is then "Very High".
    """
    if not 1 <= level <= 5:
        raise ValueError(f"A status level is 1 to 5, not {level}.")
    bars = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="3.4" height="{}"/>',
        (
            (
                "bar-on" if index < level else "bar-off",
                round(0.5 + 4.4 * index, 1),
                round(9.5 - 2.2 * index, 1),
                round(4 + 2.2 * index, 1),
            )
            for index in range(5)
        ),
    )
    return format_html(
        '<svg class="status-bars" viewBox="0 0 22 14" width="22" height="14" aria-hidden="true" '
        'focusable="false">{}</svg>',
        bars,
    )


@lru_cache(maxsize=8)
def level_blocks(level: int) -> SafeString:
    """Three rising blocks, one, two or three of them filled: Level 1, 2 or 3 of support."""
    blocks = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="5.6" height="{}"/>',
        (
            ("block-on" if index < level else "block-off", 0.7 + 7 * index, y, 11.3 - y)
            for index, y in enumerate((6.3, 3.5, 0.7))
        ),
    )
    return format_html(
        '<svg class="level-blocks" viewBox="0 0 21 12" width="21" height="12" aria-hidden="true" '
        'focusable="false">{}</svg>',
        blocks,
    )


@lru_cache(maxsize=128)
def stage_boxes(current: int, total: int = 8) -> SafeString:
    """One box a stage: full when done, half when it is the present one, empty when to come.

    `current` counts from 1; `total + 1` says that all are done.
    """

    def box(number: int) -> SafeString:
        x = 9 * (number - 1) + 0.5
        if number < current:
            return format_html(
                '<rect class="box-on" x="{}" y=".5" width="6" height="11" rx=".8"/>', x
            )
        if number == current:
            return format_html(
                '<rect class="box-now" x="{}" y=".5" width="6" height="11" rx=".8"/>'
                '<path class="box-on" d="M{} 6h6v5.5h-6z"/>',
                x,
                x,
            )
        return format_html('<rect class="box-off" x="{}" y=".5" width="6" height="11" rx=".8"/>', x)

    boxes = format_html_join("", "{}", ((box(number),) for number in range(1, total + 1)))
    width = 9 * total - 2
    return format_html(
        '<svg class="stage-boxes" viewBox="0 0 {} 12" width="{}" height="12" aria-hidden="true" '
        'focusable="false">{}</svg>',
        width,
        width,
        boxes,
    )


@lru_cache(maxsize=4)
def tick(met: bool) -> SafeString:
    """A small square, filled when a group met two priorities in that year."""
    return format_html(
        '<svg class="tick" viewBox="0 0 15 15" width="15" height="15" aria-hidden="true" '
        'focusable="false"><rect class="{}" x=".75" y=".75" width="13.5" height="13.5" rx="2"/>'
        "</svg>",
        "tick-on" if met else "tick-off",
    )


def share_bar(part: float, whole: float, look: str, key: str) -> SafeString:
    """A horizontal bar as long as `part` of `whole`; `look` is solid, accent, hatched or outline.

    `key` makes the hatching's id unique on the page.
    """
    percent = round(100 * part / whole, 2) if whole else 0
    hatching = format_html(
        '<defs><pattern id="hatch-{}" width="6" height="6" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><path class="hatch-line" d="M1.5 0v6"/></pattern></defs>',
        key,
    )
    return format_html(
        '<svg class="share-bar" width="100%" height="14" aria-hidden="true" focusable="false">{}'
        '<rect class="share-{}" x=".5" y=".5" width="{}%" height="13"{}/></svg>',
        hatching if look == "hatched" else "",
        look,
        percent,
        format_html(' fill="url(#hatch-{})"', key) if look == "hatched" else "",
    )


@lru_cache(maxsize=1)
def mark() -> SafeString:
    """The product's mark: a gauge on the accent."""
    return SafeString(
        '<svg class="desk-mark" viewBox="0 0 28 28" width="28" height="28" aria-hidden="true" '
        'focusable="false"><rect class="mark-ground" width="28" height="28" rx="4"/>'
        '<path class="mark-ring" d="M6 18a8 8 0 0 1 16 0"/>'
        '<path class="mark-needle" d="M13.8 18.2L20 11.7"/></svg>'
    )


@lru_cache(maxsize=128)
def icon(name: str) -> SafeString:
    """The drawing of one Bootstrap icon, to stand beside a word.

    Raises FileNotFoundError for an icon that is not vendored.
    """
    drawing = (settings.BASE_DIR / ICONS / f"{name}.svg").read_text()
    inner = drawing.split(">", 1)[1].rsplit("</svg>", 1)[0].strip()
    return format_html(
        '<svg class="icon icon-{}" viewBox="0 0 16 16" width="16" height="16" fill="currentColor" '
        'aria-hidden="true" focusable="false">{}</svg>',
        name,
        SafeString(inner),  # a file of the repository, never a person's text
    )
