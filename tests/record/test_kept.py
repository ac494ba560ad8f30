"""What an earlier process compiled is used only where no other account can have written it."""

from __future__ import annotations

import json

import pytest

from lenitive.record import kept


@pytest.fixture
def place(tmp_path, monkeypatch):
    """The kept file of a fresh folder, with one text in it; nothing of other tests is remembered."""
    monkeypatch.setenv("LENITIVE_CACHE", str(tmp_path))
    kept._known.cache_clear()
    path = kept._place()
    path.write_text(json.dumps({"text of one": "kept"}), encoding="utf-8")
    path.chmod(0o600)
    yield path
    kept._known.cache_clear()


def test_a_file_of_our_own_is_used(place):
    assert kept._known() == {"text of one": "kept"}


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_may_write_is_not(place, mode):
    place.chmod(mode)
    assert kept._known() == {}


def test_a_link_to_a_file_elsewhere_is_not_followed(place, tmp_path):
    elsewhere = tmp_path / "elsewhere.json"
    place.rename(elsewhere)
    place.symlink_to(elsewhere)
    assert kept._known() == {}


def test_a_damaged_file_is_as_good_as_none(place):
    place.write_text("{", encoding="utf-8")
    assert kept._known() == {}
