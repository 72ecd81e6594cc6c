"""A test that opens pages waits for what it asserts: a question that is answered at once is asked
of whatever a slow machine has of the page by then."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.conf import settings

TESTS: Path = settings.BASE_DIR / "tests"
OPENS_PAGES = re.compile(
    r"^from playwright|\b(?:page|chromium): (?:Page|Browser|Any)", re.MULTILINE
)
BROWSER_TESTS = sorted(
    path for path in TESTS.rglob("test_*.py") if OPENS_PAGES.search(path.read_text())
)
TEXT = "expect(…).to_have_text(…) or .to_contain_text(…)"
SCRIPT = "run_script(page, …) of tests.plugins.browsers, once something of the new page is there"
# Asked of a page or a part of it, and what waits instead.
ANSWERED_AT_ONCE = {
    "is_visible": "expect(…).to_be_visible()",
    "is_hidden": "expect(…).not_to_be_visible()",
    "is_enabled": "expect(…).to_be_enabled()",
    "is_disabled": "expect(…).to_be_disabled()",
    "is_editable": "expect(…).to_be_editable()",
    "is_checked": "expect(…).to_be_checked()",
    "count": "expect(…).to_have_count(…)",
    "all": "expect(…).to_have_count(…), then .nth(…)",
    "text_content": TEXT,
    "inner_text": TEXT,
    "inner_html": TEXT,
    "all_text_contents": TEXT,
    "all_inner_texts": TEXT,
    "get_attribute": "expect(…).to_have_attribute(…)",
    "input_value": "expect(…).to_have_value(…)",
    "title": "expect(page).to_have_title(…)",
    "content": SCRIPT,
    "evaluate": SCRIPT,
    "evaluate_all": SCRIPT,
    "eval_on_selector": SCRIPT,
    "query_selector": "page.locator(…)",
    "query_selector_all": "page.locator(…)",
    "bounding_box": SCRIPT,
    "wait_for_timeout": "a wait for what must come",
    "new_context": "open_context(…) of tests.plugins.browsers, which is as patient as all",
    "set_default_timeout": "nothing: PATIENCE of tests.patience holds for all pages",
}


def impatience_in(source: str) -> list[str]:
    """What does not wait, one line each: where, what, and what to write instead."""
    found = []
    for node in ast.walk(ast.parse(source)):
        instead = None
        match node:
            case ast.Call(func=ast.Attribute(value=asked, attr=name)):
                of_rows = "objects" in ast.unparse(asked)
                instead = None if of_rows else ANSWERED_AT_ONCE.get(name)
                if any(word.arg == "timeout" for word in node.keywords):
                    instead = "no timeout: PATIENCE of tests.patience holds for all pages"
            case ast.Attribute(value=ast.Name(id=asked), attr="url") if asked.endswith("page"):
                instead = "expect(page).to_have_url(…)"
        if instead:
            found.append(f"line {node.lineno}: {ast.unparse(node)}; write {instead}")
    return found


def name_of(path: Path) -> str:
    return str(path.relative_to(TESTS))


@pytest.mark.parametrize("path", BROWSER_TESTS, ids=name_of)
def test_a_test_that_opens_pages_waits_for_what_it_asserts(path: Path) -> None:
    assert impatience_in(path.read_text()) == []


@pytest.mark.parametrize(
    "line",
    [
        'assert page.get_by_text("Published").is_visible()',
        'assert page.locator("tr").count() == 3',
        'assert "Red" in row.inner_text()',
        'assert their_page.url.endswith("/data/")',
        'assert page.evaluate("document.activeElement.id") == "q"',
        'page.get_by_role("link").wait_for(timeout=30_000)',
    ],
)
def test_a_question_that_is_answered_at_once_is_found(line: str) -> None:
    [found] = impatience_in(line)
    assert found.startswith("line 1: ")


@pytest.mark.parametrize(
    "line",
    [
        'expect(page.get_by_text("Published")).to_be_visible()',
        "page.wait_for_url('**/data/')",
        "assert Notice.objects.filter(state=SENT).count() == 3",
        "page.goto(live_server.url)",
        'assert run_script(page, "window.sent") == 1',
    ],
)
def test_what_waits_and_what_asks_for_rows_is_left_alone(line: str) -> None:
    assert impatience_in(line) == []


def test_the_tests_that_open_pages_are_found() -> None:
    names = {name_of(path) for path in BROWSER_TESTS}
    assert {"browser/test_main_job.py", "county_office/test_notices_in_browser.py"} <= names
