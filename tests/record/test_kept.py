"""What an earlier process made is used only where no other account can have written it."""

from __future__ import annotations

import marshal
from datetime import date

import pytest

from lenitive import kept


@pytest.fixture
def place(tmp_path, monkeypatch):
    """The kept file of a fresh folder, with one text in it; nothing of other tests is remembered."""
    monkeypatch.setenv("LENITIVE_CACHE", str(tmp_path))
    monkeypatch.setattr(kept, "_changed", set())
    kept._known.cache_clear()
    path = kept._place()
    path.write_bytes(marshal.dumps({"text one": marshal.dumps("kept")}))
    path.chmod(0o600)
    yield path
    kept._known.cache_clear()


def anew():
    """What is made where nothing is kept."""
    return "made anew"


def test_a_file_of_our_own_is_used(place):
    assert kept.kept_text("one", anew) == "kept"


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_may_write_is_not(place, mode):
    place.chmod(mode)
    assert kept.kept_text("one", anew) == "made anew"


def test_a_link_to_a_file_elsewhere_is_not_followed(place, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    place.rename(elsewhere)
    place.symlink_to(elsewhere)
    assert kept.kept_text("one", anew) == "made anew"


@pytest.mark.parametrize(
    "damaged", [b"", b"{", marshal.dumps(["one"]), marshal.dumps({"text one": b"{"}), b"\0" * 40]
)
def test_a_damaged_file_is_as_good_as_none(place, damaged):
    place.write_bytes(damaged)
    assert kept.kept_text("one", anew) == "made anew"


def test_what_is_new_is_there_for_the_next_process_beside_what_another_wrote(place):
    kept.kept_data("two", lambda: [("a", 1.5), {"b": None}])
    place.write_bytes(marshal.dumps({"text three": marshal.dumps("of another process")}))
    kept.keep()
    kept._known.cache_clear()
    assert kept.kept_data("two", anew) == [("a", 1.5), {"b": None}]
    assert kept.kept_text("three", anew) == "of another process"
    assert place.stat().st_mode & 0o077 == 0


def test_what_is_kept_is_given_anew_so_that_nobody_changes_it_for_others(place):
    kept.kept_data("two", lambda: ["a"])
    kept.kept_data("two", anew).append("b")
    assert kept.kept_data("two", anew) == ["a"]


def test_what_is_no_plain_data_is_made_each_time(place):
    made = [kept.kept_data("day", lambda day=day: date(2026, 1, day)) for day in (1, 2)]
    assert made == [date(2026, 1, 1), date(2026, 1, 2)]


def test_code_is_kept_by_its_name(place):
    kept.kept_code("three", "1 + 2")
    assert kept.kept_code("three", "never compiled (").co_consts


def test_nothing_is_kept_where_that_is_switched_off(place, monkeypatch):
    monkeypatch.setenv("LENITIVE_CACHE", "off")
    kept._known.cache_clear()
    assert kept.kept_text("one", anew) == "made anew"
    kept.keep()


def test_only_the_files_used_last_stay(place, tmp_path):
    for number in range(12):
        (tmp_path / f"kept-{number}").write_bytes(b"")
    kept.kept_text("new", anew)
    kept.keep()
    assert len(list(tmp_path.glob("kept-*"))) == kept._AT_MOST_FILES
    assert place.exists()


def test_a_changed_file_is_another_digest(tmp_path):
    file = tmp_path / "rules.yaml"
    file.write_text("dose: 50")
    (before,) = kept._files(tmp_path)
    state = kept._state(before)
    file.write_text("dose: 90")
    (after,) = kept._files(tmp_path)
    assert kept._state(after) != state
