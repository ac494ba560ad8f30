"""The pictures of the guides: each is one that the script takes again, is there, and is small."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
_MOST_BYTES = 150_000
FORMS = {
    "Picture": ("1280-light", "390-dark"),
    "AtHome": ("390-light", "320-dark"),
    "Public": ("1280-light", "390-dark"),
}
_IMAGE = re.compile(r"!\[([^\]]*)\]\((?:\.\./)?images/([^)]+\.png)\)")
SHOWN = [
    (guide.name, words, name)
    for guide in sorted(DOCS.rglob("*.md"))
    for words, name in _IMAGE.findall(guide.read_text(encoding="utf-8"))
]


def taken():
    """The names of `Picture(...)`, `AtHome(...)` and `Public(...)` in the script, each in both its forms."""
    tree = ast.parse((DOCS / "take_pictures.py").read_text(encoding="utf-8"))
    calls = (each for each in ast.walk(tree) if isinstance(each, ast.Call))
    made = [(getattr(each.func, "id", ""), each.args) for each in calls]
    named = [(kind, ast.literal_eval(args[0])) for kind, args in made if kind in FORMS]
    return {f"{name}-{form}.png" for kind, name in named for form in FORMS[kind]}


@pytest.mark.parametrize(("guide", "words", "name"), SHOWN, ids=[f"{each[0]} {each[2]}" for each in SHOWN])
def test_a_picture_of_a_guide_is_there_and_says_in_words_what_it_shows(guide, words, name):
    assert (DOCS / "images" / name).is_file()
    assert len(words) > 10
    assert name in taken()


def test_every_picture_that_is_kept_is_taken_by_the_script_and_small():
    kept = list((DOCS / "images").glob("*.png"))
    assert {each.name for each in kept} == taken()
    assert [each.name for each in kept if each.stat().st_size > _MOST_BYTES] == []
