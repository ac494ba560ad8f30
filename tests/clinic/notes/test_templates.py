"""A site says its own sections and phrases; what a file may not say is refused with the file and the line."""

from __future__ import annotations

import pytest

from lenitive.errors import ConfigurationError
from lenitive.knowledge.visits import notes
from lenitive.knowledge.visits.notes import SETTING, note_kinds


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A folder of the site, which every look reads anew."""
    monkeypatch.setenv(SETTING, str(tmp_path))
    notes._of_site.cache_clear()

    def put(text: str, name: str = "follow_up.yaml"):
        (tmp_path / name).write_text(text)
        notes._of_site.cache_clear()

    yield put
    notes._of_site.cache_clear()


GOOD = """\
kind: follow_up
title: Progress note
sections:
  - id: plan
    title: Plan first
    lines: [tasks, say: Ask for help early.]
  - id: found
    title: Found
    lines:
      - decided
    takes: [each]
  - told
"""


def test_a_site_orders_sections_and_adds_its_phrases(site):
    site(GOOD.replace("[tasks, say: Ask for help early.]", "[tasks, {say: Ask for help early.}]"))
    made = note_kinds().kind("follow_up")
    assert (made.title, [each.id for each in made.sections]) == ("Progress note", ["plan", "found", "told"])
    assert made.sections[0].parts[1].say == "Ask for help early."
    assert made.place.endswith("follow_up.yaml")
    assert note_kinds().kind("procedure").place == ""


_A = "kind: follow_up\nsections:\n  - id: a\n    title: A\n"
WRONG = [
    ("kind: follow_ups\n", 1, "there is no kind 'follow_ups'"),
    ("kind: follow_up\nsections: []\n", 1, "no list of sections"),
    ("kind: follow_up\ncolour: red\n", 1, "no 'colour'"),
    (f"{_A}    lines: [decideds]\n", 3, "no block 'decideds'"),
    ("kind: follow_up\nsections:\n  - id: a\n", 3, "has no title"),
    ("kind: follow_up\nsections:\n  - id: A b\n    title: A\n", 3, "no id of a section"),
    (f"{_A}  - id: a\n    title: B\n", 5, "stands twice"),
    (_A + "    lines:\n      - say: Dear {nam}\n", 6, "no word {nam}"),
    (f"{_A}    lines: [medicines]\n", 3, "repeats no list of medicines"),
    ("kind: work\nsections:\n  - id: a\n    title: A\n    lines: [decided]\n", 3, "tells more"),
    ("kind: follow_up\nsections:\n  - id: a\n    id: b\n", 4, "stands twice"),
    ("kind: follow_up\nsections: [\n", 3, ""),
    ("- follow_up\n", 1, "says no kind"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "line", "what"), WRONG)
def test_what_a_file_may_not_say_is_refused_with_its_line(site, text, line, what):
    site(text)
    with pytest.raises(ConfigurationError) as refused:
        note_kinds()
    assert what in str(refused.value)
    assert f"follow_up.yaml line {line}" in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_folder_that_is_not_there_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv(SETTING, str(tmp_path / "no"))
    notes._of_site.cache_clear()
    with pytest.raises(ConfigurationError, match="no such folder"):
        note_kinds()


def test_the_file_of_a_template_is_named_in_what_is_signed(physician, site):
    from lenitive.clinic.notes.reading import reading_of
    from tests.clinic.notes.conftest import signed

    site("kind: contact\nsections:\n  - id: only\n    title: Only this\n    if_empty: ____\n", "contact.yaml")
    reading = reading_of(signed(physician).versions.get())
    assert [each.title for each in reading.sections] == ["Only this"]
    assert reading.template.endswith("contact.yaml")
