"""Downloads from a web server of the test's own: resumed, looked at, and never waited for long."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from dashboard_import.downloads import HostUnreachable, Limits, NotFetched, fetch
from tests.dashboard_import.state_site import Site, state_site
from tests.patience import PATIENCE

NAME = "suspdownload2018.txt"
TEXT = "cds\tcolor\n" + "99600010000000\t1\n" * 5_000
QUICK = Limits(silence=PATIENCE, seconds=PATIENCE, attempts=2, pause=0.01)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "127.0.0.1")


@pytest.fixture
def site() -> Iterator[Site]:
    with state_site() as running:
        running.files[NAME] = TEXT
        yield running


def fetched(site: Site, folder: Path, limits: Limits = QUICK, name: str = NAME) -> str:
    return fetch(f"{site.address}/{name}", folder, limits=limits).read_text()


def test_a_file_arrives_as_it_is_and_tells_how_far_it_is(site: Site, tmp_path: Path) -> None:
    seen: list[tuple[int, int | None]] = []

    path = fetch(f"{site.address}/{NAME}", tmp_path, progress=lambda *far: seen.append(far))

    assert path.read_text() == TEXT
    assert seen[-1] == (len(TEXT), len(TEXT))


def test_what_breaks_off_in_the_middle_goes_on_where_it_was(site: Site, tmp_path: Path) -> None:
    site.breaks_off_after[NAME] = [1000, 500]

    assert fetched(site, tmp_path) == TEXT
    assert site.asked[NAME] == ["", "bytes=1000-", "bytes=1500-"]


def test_a_later_download_asks_for_the_rest_only(site: Site, tmp_path: Path) -> None:
    site.breaks_off_after[NAME] = [1000, 0, 0, 0]
    with pytest.raises(NotFetched, match="broke off again and again"):
        fetched(site, tmp_path)
    site.breaks_off_after.clear()

    assert fetched(site, tmp_path) == TEXT
    assert site.asked[NAME][-1] == "bytes=1000-"


def test_a_file_that_changed_meanwhile_is_fetched_from_the_beginning(
    site: Site, tmp_path: Path
) -> None:
    site.breaks_off_after[NAME] = [1000, 0, 0, 0]
    with pytest.raises(NotFetched):
        fetched(site, tmp_path)
    site.breaks_off_after.clear()
    site.files[NAME] = TEXT.replace("\t1", "\t2")

    assert fetched(site, tmp_path) == site.files[NAME]


def test_a_file_that_is_not_there_says_so_and_what_to_do(site: Site, tmp_path: Path) -> None:
    with pytest.raises(NotFetched, match=r"no such file \(404 Not Found\).*browser"):
        fetched(site, tmp_path, name="graddownload2018.txt")


@pytest.mark.parametrize("kind", ["by its type", "by its beginning"])
def test_a_web_page_is_not_taken_for_the_file(site: Site, tmp_path: Path, kind: str) -> None:
    error_page = "\n<!DOCTYPE html><html><body>Service unavailable</body></html>"
    (site.pages if kind == "by its type" else site.files)[NAME] = error_page

    with pytest.raises(NotFetched, match="a web page instead of the file"):
        fetched(site, tmp_path)


def test_a_server_that_says_nothing_is_not_waited_for(site: Site, tmp_path: Path) -> None:
    site.silent.add(NAME)

    with pytest.raises(NotFetched, match="sent nothing for 0 seconds"):
        fetched(site, tmp_path, Limits(silence=0.3, seconds=PATIENCE, attempts=2, pause=0.01))


def test_a_server_that_drips_is_left_when_the_time_is_up(site: Site, tmp_path: Path) -> None:
    site.dripping.add(NAME)  # for an hour, and never silent

    with pytest.raises(NotFetched, match="did not arrive within"):
        fetched(site, tmp_path, Limits(silence=PATIENCE, seconds=0.5, pause=0.1))


def test_a_file_that_is_too_large_is_refused_before_it_comes(site: Site, tmp_path: Path) -> None:
    with pytest.raises(NotFetched, match="larger than"):
        fetched(site, tmp_path, Limits(size=1000))

    assert not list(tmp_path.glob("*.json"))


def test_a_redirect_to_another_host_is_not_followed(site: Site, tmp_path: Path) -> None:
    site.redirects[NAME] = "http://files.example.org/a.txt"

    with pytest.raises(NotFetched, match=r"leads on to http://files\.example\.org"):
        fetched(site, tmp_path)


def test_a_redirect_within_the_host_is_followed(site: Site, tmp_path: Path) -> None:
    site.redirects["old.txt"] = f"/{NAME}"

    assert fetched(site, tmp_path, name="old.txt") == TEXT


def test_without_a_server_the_host_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/{NAME}"

    with pytest.raises(HostUnreachable, match=r"127\.0\.0\.1 cannot be reached"):
        fetch(address, tmp_path, limits=QUICK)
