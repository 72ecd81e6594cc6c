import re

import pytest

from county_office import glyphs


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_a_dial_fills_as_many_segments_as_its_level_from_the_left(level: int) -> None:
    kinds = re.findall(r"dial-(on|off)", glyphs.dial(level))
    assert kinds == ["on"] * level + ["off"] * (5 - level)


@pytest.mark.parametrize(
    ("level", "end"),
    [(1, "9.20 14.47"), (2, "12.18 10.37"), (3, "17.00 8.80"), (4, "21.82 10.37")],
)
def test_the_needle_points_to_the_middle_of_the_last_filled_segment(level: int, end: str) -> None:
    assert f"M17 17L{end}" in glyphs.dial(level)


@pytest.mark.parametrize("level", [None, 0])
def test_no_color_is_a_dashed_arc_without_segments_or_needle(level: int | None) -> None:
    drawing = glyphs.dial(level)
    assert "dial-none" in drawing
    assert "dial-on" not in drawing
    assert "needle" not in drawing


def test_a_dial_refuses_levels_and_widths_that_do_not_exist() -> None:
    with pytest.raises(ValueError, match="not 6"):
        glyphs.dial(6)
    with pytest.raises(ValueError, match="not 30"):
        glyphs.dial(1, 30)


@pytest.mark.parametrize("level", [1, 3, 5])
def test_status_bars_fill_as_many_as_the_status_code(level: int) -> None:
    assert glyphs.status_bars(level).count("bar-on") == level
    assert glyphs.status_bars(level).count("bar-off") == 5 - level


def test_a_status_level_is_one_to_five() -> None:
    with pytest.raises(ValueError, match="not 0"):
        glyphs.status_bars(0)


@pytest.mark.parametrize("level", [1, 2, 3])
def test_level_blocks_fill_as_many_as_the_level(level: int) -> None:
    assert glyphs.level_blocks(level).count("block-on") == level


def test_the_third_stage_of_eight_is_two_full_one_half_and_five_empty() -> None:
    drawing = glyphs.stage_boxes(3)
    assert drawing.count("box-now") == 1
    assert drawing.count('<rect class="box-on"') == 2
    assert drawing.count("box-off") == 5


def test_a_closed_case_has_eight_full_boxes() -> None:
    assert glyphs.stage_boxes(9).count('<rect class="box-on"') == 8


def test_a_bar_is_as_long_as_its_share_and_nothing_of_nothing_is_short() -> None:
    assert 'width="50.0%"' in glyphs.share_bar(4, 8, "accent", "a")
    assert 'width="0%"' in glyphs.share_bar(0, 0, "accent", "a")


@pytest.mark.parametrize(
    "drawing",
    [
        glyphs.dial(1),
        glyphs.status_bars(1),
        glyphs.level_blocks(1),
        glyphs.stage_boxes(1),
        glyphs.tick(True),
        glyphs.mark(),
        glyphs.share_bar(1, 2, "hatched", "a"),
    ],
)
def test_every_drawing_is_hidden_from_screen_readers_and_has_no_inline_style(drawing: str) -> None:
    assert 'aria-hidden="true"' in drawing
    assert "style=" not in drawing


def test_an_icon_is_drawn_in_the_color_of_its_words() -> None:
    assert 'fill="currentColor"' in glyphs.icon("check")
    with pytest.raises(FileNotFoundError):
        glyphs.icon("no-such-icon")
