"""The look keeps its own rules: components explain themselves, nothing is inline or from afar,
and the tokens have the contrast that they promise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template
from django.test import Client

from tests.factories.county_office import CountyFactory, staff_of, system_administrator

ROOT: Path = settings.BASE_DIR
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PAGES = [path for path in TEMPLATES if "email" not in path.parts]
COMPONENTS = sorted((ROOT / "templates/components").glob("*.html"))
STYLES = sorted((ROOT / "static/css").glob("*.css"))
VENDORED = sorted(path for path in (ROOT / "static/vendor").iterdir() if path.is_dir())


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", COMPONENTS, ids=name_of)
def test_a_component_says_what_it_is_and_takes_on_top(path: Path) -> None:
    text = path.read_text()
    assert text.startswith("{% comment %}\n")
    comment = text.split("{% endcomment %}", 1)[0]
    named = set(re.findall(r"^  (?:\w+ and )?(\w+)", comment, re.MULTILINE))
    assert named or "no arguments" in comment.lower()


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_no_template_has_inline_style_or_script_or_an_address_outside(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r'\sstyle="', text)
    assert not re.search(r"\son[a-z]+=", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert not re.search(r'<(?:script|link|img)[^>]*="(?:https?:)?//', text)


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_template_compiles(path: Path) -> None:
    get_template(str(path.relative_to(ROOT / "templates")))


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_icon_that_is_named_exists(path: Path) -> None:
    for name in re.findall(r'{% icon "([\w-]+)" %}', path.read_text()):
        assert (ROOT / f"static/vendor/bootstrap-icons-1.13.2/{name}.svg").exists(), name


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_colors_are_written_in_the_tokens_alone(path: Path) -> None:
    if path.name == "tokens.css":
        return
    rules = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    rules = re.sub(r'url\("data:.*?"\)', "", rules)
    if path.name.startswith("print"):  # paper is white, its margins are set outside of the page
        rules = rules.replace("#fff;", "").replace("#464b52;", "")
    assert not re.findall(r"#[0-9a-f]{3,8}\b", rules)


@pytest.mark.parametrize("path", STYLES, ids=name_of)
def test_styles_use_only_tokens_that_exist(path: Path) -> None:
    known = set(re.findall(r"^\s+(--[\w-]+):", (ROOT / "static/css/tokens.css").read_text(), re.M))
    used = set(re.findall(r"var\((--(?!bs-)[\w-]+)", path.read_text()))
    assert used <= known


@pytest.mark.parametrize("path", VENDORED, ids=name_of)
def test_what_others_made_has_its_version_and_licence(path: Path) -> None:
    assert re.fullmatch(r"[a-z-]+-\d+\.\d+\.\d+", path.name)
    assert (path / "LICENSE").exists()
    assert f"| {path.name} |" in (ROOT / "static/vendor/README.md").read_text()


# --- Contrast ---------------------------------------------------------------------------------


def tokens() -> dict[str, tuple[str, str]]:
    """Name to (light, dark), as six hexadecimal digits."""
    text = (ROOT / "static/css/tokens.css").read_text()
    pairs = re.findall(r"--([\w-]+): light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\)", text)
    return {name: (light, dark) for name, light, dark in pairs}


def luminance(color: str) -> float:
    """Relative luminance by WCAG 2.2."""
    parts = [int(color[start : start + 2], 16) / 255 for start in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


TEXT = [
    ("ink", "paper"),
    ("ink", "surface"),
    ("ink", "level-1-tint"),
    ("ink-2", "level-1-tint"),
    ("ink-2", "surface"),
    ("ink-2", "sunken"),
    ("ink-3", "paper"),
    ("ink-3", "surface"),
    ("ink-3", "sunken"),
    ("accent", "surface"),
    ("accent", "paper"),
    ("accent", "accent-soft"),
    ("ink-3", "accent-soft"),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
    ("on-solid", "solid"),
    *((state, f"{state}-soft") for state in ("danger", "warn", "ok")),
    *((state, "surface") for state in ("danger", "warn", "ok")),
]
SHAPES = [
    ("line-strong", "surface"),
    ("line-strong", "sunken"),
    ("level-off-stroke", "surface"),
    *((f"level-{level}-stroke", "surface") for level in range(1, 6)),
]


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT)
def test_text_has_a_contrast_of_4_5(front: str, back: str, theme: int) -> None:
    colors = tokens()
    assert contrast(colors[front][theme], colors[back][theme]) >= 4.5


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), SHAPES)
def test_edges_and_glyphs_have_a_contrast_of_3(front: str, back: str, theme: int) -> None:
    colors = tokens()
    assert contrast(colors[front][theme], colors[back][theme]) >= 3


# --- The page for developers -------------------------------------------------------------------


def test_every_component_is_shown_to_developers() -> None:
    frame = [*(ROOT / "templates").glob("*.html"), *(ROOT / "templates/bootstrap5").glob("*.html")]
    page = (ROOT / "templates/county_office").glob("*parts*.html")
    shown = "".join(path.read_text() for path in [*frame, *page, *COMPONENTS])
    missing = [path.name for path in COMPONENTS if f"components/{path.name}" not in shown]
    assert missing == ["undo.html"]  # sent by a row's button only; its line is shown


@pytest.mark.django_db
def test_the_parts_are_for_system_administrators_only_where_debug_is_off(client: Client) -> None:
    client.force_login(staff_of(CountyFactory(code="99")))
    assert client.get("/developers/parts/").status_code == 404
    client.force_login(system_administrator())
    page = client.get("/developers/parts/").content.decode()
    assert "Every glyph and component" in page
    assert "UNDEFINED TEMPLATE VARIABLE" not in page
