"""`manage.py import_dashboard`: dry unless told, all or nothing; `list_imports`."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from county_office.models import County, Lea
from dashboard_import.models import Batch, Load, ReceivedFile
from dashboard_import.selectors import live_batches
from tests.factories.dashboard_files import (
    MONTEREY_DISTRICT,
    file_text,
    packed,
    row,
    statewide_rows,
)

pytestmark = pytest.mark.usefixtures("demo_county")


@pytest.fixture
def files(tmp_path: Path) -> Path:
    """A folder with a suspension file in it and a graduation file below it, and a note."""
    folder = tmp_path / "2018"
    (folder / "later").mkdir(parents=True)
    suspension = file_text(2018, "SUSP", [row(), row(MONTEREY_DISTRICT)])
    (folder / "suspdownload2018.txt").write_text(suspension)
    (folder / "later/graddownload2018.txt").write_text(file_text(2018, "GRAD", [row()]))
    (folder / "README.md").write_text("not a Dashboard file")
    return folder


def run(*arguments: object, **options: Any) -> tuple[str, str, int]:
    """Standard output, standard error, exit status."""
    out, err = io.StringIO(), io.StringIO()
    status = 0
    try:
        call_command("import_dashboard", *map(str, arguments), stdout=out, stderr=err, **options)
    except SystemExit as end:
        status = int(end.code or 0)
    return out.getvalue(), err.getvalue(), status


def test_a_dry_run_leaves_nothing(files: Path, settings: Any) -> None:
    out, _, status = run(files)

    assert status == 0
    assert "suspdownload2018.txt: SUSP 2018, 2 rows in = 2 staged + 0 refused; staged" in out
    assert "Nothing was changed." in out
    assert not Batch.objects.exists()
    assert not Load.objects.exists()
    assert not ReceivedFile.objects.exists()
    assert not Lea.objects.filter(county="99").exists()
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_publishing_makes_a_whole_folder_live(files: Path) -> None:
    out, _, status = run(files, publish=True)

    assert status == 0
    assert "published" in out
    assert set(live_batches(2018)) == {"SUSP", "GRAD"}


def test_the_same_files_again_are_already_loaded(files: Path) -> None:
    run(files, publish=True)
    before = live_batches(2018)

    _, err, status = run(files, publish=True)

    assert status == 0
    assert "already loaded and live" in err
    assert live_batches(2018) == before
    assert Batch.objects.count() == 2
    assert Load.objects.count() == 1


def test_one_refused_row_in_one_file_publishes_nothing(files: Path) -> None:
    bad = file_text(2018, "CHRO", [row(), row(MONTEREY_DISTRICT, statuslevel="bad")])
    (files / "chronicdownload2018.txt").write_text(bad)

    out, err, status = run(files, publish=True)

    assert status == 1
    assert "line 3, column statuslevel, “bad”" in out
    assert "1 of 3 files cannot be loaded: chronicdownload2018.txt" in err
    assert live_batches(2018) == {}


def test_only_the_rows_of_the_counties_that_are_named(files: Path) -> None:
    _, _, status = run(files / "suspdownload2018.txt", county=["27"], publish=True)

    assert status == 0
    assert list(live_batches(2018)["SUSP"]) == ["27"]


def test_a_statewide_file_without_a_row_of_the_county_does_not_keep_the_folder_back(
    tmp_path: Path,
) -> None:
    every, some = statewide_rows(), statewide_rows(without=["02"])
    (tmp_path / "suspdownload2018.txt").write_text(file_text(2018, "SUSP", every))
    (tmp_path / "graddownload2018.txt").write_text(file_text(2018, "GRAD", some))

    out, _, status = run(tmp_path, county=["02"], publish=True, json=True)

    assert status == 0
    entries = {entry["indicator"]: entry for entry in json.loads(out)}
    assert {code: entry["rows_in"] for code, entry in entries.items()} == {"GRAD": 0, "SUSP": 1}
    assert "has no row of Alpine" in entries["GRAD"]["faults"][0]["message"]
    assert {code: set(live) for code, live in live_batches(2018).items()} == {
        "GRAD": {"02"},
        "SUSP": {"02"},
    }


def test_an_indicator_can_be_said_where_the_file_cannot_tell(tmp_path: Path) -> None:
    path = tmp_path / "download.txt"
    path.write_text(file_text(2018, "ELA", [row()]))

    assert run(path)[2] == 1
    out, _, status = run(path, indicator="math")

    assert status == 0
    assert "MATH 2018" in out


def test_the_same_file_as_of_another_year_is_not_already_loaded(tmp_path: Path) -> None:
    path = tmp_path / "local.txt"
    path.write_text(file_text(2018, "LOCAL", [row(localindicator="Basic-Priority Area 1")]))
    run(path, publish=True, year=2017)

    _, err, status = run(path, publish=True, year=2018)

    assert (err, status) == ("", 0)
    assert set(live_batches(2017)) == set(live_batches(2018)) == {"LOCAL"}


def test_json_is_one_array_on_standard_output_and_nothing_else(files: Path) -> None:
    (files / "empty.txt").write_text("")

    out, err, status = run(files, json=True)

    entries = {entry["file"]: entry for entry in json.loads(out)}
    assert status == 1
    assert "empty.txt" in err
    good = entries["suspdownload2018.txt"]
    assert {key: good[key] for key in ("year", "indicator", "state")} == {
        "year": 2018,
        "indicator": "SUSP",
        "state": "staged",
    }
    assert (good["rows_in"], good["rows_staged"], good["rows_refused"]) == (2, 2, 0)
    assert len(good["sha256"]) == 64
    bad = entries["empty.txt"]
    assert bad["state"] == "refused"
    assert bad["faults"][0]["line"] == 1
    assert bad["faults"][0]["remedy"]


def test_a_zip_in_a_folder_is_its_files(tmp_path: Path, settings: Any) -> None:
    suspension = file_text(2018, "SUSP", [row()]).encode()
    graduation = file_text(2018, "GRAD", [row()]).encode()
    content = packed({"2018/suspdownload2018.txt": suspension, "graddownload2018.txt": graduation})
    (tmp_path / "dashboard").mkdir()
    (tmp_path / "dashboard/2018.zip").write_bytes(content)

    out, _, status = run(tmp_path / "dashboard", json=True)

    assert status == 0
    assert [(one["file"], one["state"]) for one in json.loads(out)] == [
        ("suspdownload2018.txt", "staged"),
        ("graddownload2018.txt", "staged"),
    ]
    assert not [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert run(tmp_path / "dashboard/2018.zip", publish=True)[2] == 0
    assert set(live_batches(2018)) == {"SUSP", "GRAD"}


def test_a_hostile_zip_publishes_nothing_and_is_told_by_its_name(files: Path) -> None:
    (files / "more.zip").write_bytes(packed({"again.zip": packed({"susp.txt": b"cds"})}))

    out, err, status = run(files, publish=True)

    assert status == 1
    assert "column name in the archive, “again.zip”: The archive holds another archive" in out
    assert "1 of 3 files cannot be loaded: more.zip" in err
    assert live_batches(2018) == {}


def test_warnings_do_not_change_the_exit_status(tmp_path: Path) -> None:
    path = tmp_path / "eladownload2018.txt"
    path.write_text(file_text(2018, "ELA", [row(), row(studentgroup="")]))

    out, _, status = run(path)

    assert status == 0
    assert "warning: column studentgroup" in out


def test_two_files_of_one_run_for_the_same_county_are_not_guessed_between(tmp_path: Path) -> None:
    for name, color in (("susp.txt", "1"), ("susp-rev.txt", "2")):
        (tmp_path / name).write_text(file_text(2018, "SUSP", [row(color=color)]))

    paths = (tmp_path / "susp-rev.txt", tmp_path / "susp.txt")
    dry_out, dry_err, dry_status = run(*paths)
    out, err, status = run(*paths, publish=True, json=True)

    assert dry_status == status == 1
    assert f"Nothing could be published. {paths[0]} and {paths[1]} are both SUSP 2018" in dry_err
    assert "To make the files live" not in dry_out
    assert f"Nothing was published. {paths[0]} and {paths[1]} are both SUSP 2018 for" in err
    assert [entry["state"] for entry in json.loads(out)] == ["staged", "staged"]
    assert live_batches(2018) == {}


def test_the_same_file_given_twice_is_loaded_once(files: Path) -> None:
    path = files / "suspdownload2018.txt"

    out, _, status = run(path, files, files / "later/.." / path.name, publish=True, json=True)

    assert status == 0
    assert [entry["file"] for entry in json.loads(out)] == [path.name, "graddownload2018.txt"]


def test_what_does_not_exist_is_told() -> None:
    with pytest.raises(CommandError, match="does not exist"):
        run("nowhere.txt")
    with pytest.raises(CommandError, match="no county '77'"):
        run(__file__, county=["77"])


@pytest.mark.parametrize("publish", [False, True])
def test_a_folder_without_a_file_is_told(tmp_path: Path, publish: bool) -> None:
    (tmp_path / "README.md").write_text("not a Dashboard file")

    with pytest.raises(CommandError, match=f"No file was found in {tmp_path} that could be loaded"):
        run(tmp_path, publish=publish, json=True)


def test_what_is_neither_a_file_nor_a_folder_is_told() -> None:
    with pytest.raises(CommandError, match="/dev/null is neither a file nor a folder"):
        run("/dev/null")


def test_a_link_to_nothing_is_named_and_nothing_is_loaded(files: Path) -> None:
    (files / "eladownload2018.txt").symlink_to("gone.txt")

    with pytest.raises(
        CommandError, match=r"eladownload2018\.txt is a link to a file that does not"
    ):
        run(files, publish=True)
    assert not Load.objects.exists()


def test_a_file_that_cannot_be_opened_is_named_before_any_is_received(
    files: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever runs the tests as root may open everything, so the system's no is made up."""
    opened = Path.open

    def refuse(path: Path, *arguments: Any, **options: Any) -> Any:
        if path.name == "suspdownload2018.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return opened(path, *arguments, **options)

    monkeypatch.setattr(Path, "open", refuse)

    with pytest.raises(CommandError, match=r"suspdownload2018\.txt cannot be read: Permission den"):
        run(files, publish=True)
    assert not Load.objects.exists()


def test_a_file_that_breaks_off_while_it_is_read_leaves_nothing(files: Path) -> None:
    """Linux opens a process's own memory, and then gives no byte of it."""
    with pytest.raises(CommandError, match="/proc/self/mem cannot be read: Input/output error"):
        run(files, "/proc/self/mem", publish=True)

    assert not Load.objects.exists()
    assert not ReceivedFile.objects.exists()


def test_a_name_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"susp\xe9.txt")
    path.write_text(file_text(2018, "SUSP", [row()]))

    with pytest.raises(CommandError, match=r"susp\\xe9\.txt is not written in UTF-8. Rename"):
        run(tmp_path)


@pytest.mark.parametrize(
    "counties",
    [["--county", "27", "99"], ["--county", "monterey", "--county", "99"]],
    ids=["in a row", "one by one"],
)
def test_counties_are_named_before_or_after_the_paths(files: Path, counties: list[str]) -> None:
    path = files / "suspdownload2018.txt"

    assert run("--county", "27", path, publish=True)[2] == 0
    assert list(live_batches(2018)["SUSP"]) == ["27"]
    assert run(path, *counties, publish=True)[2] == 0
    assert set(live_batches(2018)["SUSP"]) == {"27", "99"}


def test_a_year_and_an_indicator_that_no_file_can_be_are_refused(files: Path) -> None:
    with pytest.raises(CommandError, match="99999 is no year of a Dashboard"):
        run(files, year=99999)
    with pytest.raises(CommandError, match="There is no indicator SUSPENSION"):
        run(files, indicator="suspension")


def test_a_county_that_is_none_and_a_missing_path_are_told_apart(files: Path) -> None:
    with pytest.raises(CommandError, match="There is no county 'Nowhere'"):
        run("--county", "Nowhere", files)
    with pytest.raises(CommandError, match="Name the files or folders to import"):
        run("--county", "27")


def test_the_list_of_imports(files: Path, demo_county: County) -> None:
    run(files, publish=True)
    out = io.StringIO()
    call_command("list_imports", json=True, stdout=out)
    entries = json.loads(out.getvalue())
    text = io.StringIO()
    call_command("list_imports", stdout=text)

    assert {entry["indicator"] for entry in entries} == {"SUSP", "GRAD"}
    assert {entry["who"] for entry in entries} == {"import_dashboard"}
    assert all(entry["state"] == "published" and entry["published_at"] for entry in entries)
    assert "suspdownload2018.txt" in text.getvalue()


def test_the_list_of_imports_of_a_year_of_which_nothing_was_loaded(files: Path) -> None:
    out = io.StringIO()
    call_command("list_imports", stdout=out)
    run(files, publish=True)
    call_command("list_imports", year=1900, stdout=out)

    assert out.getvalue() == "Nothing was loaded yet.\nNothing of 1900 was loaded.\n"
