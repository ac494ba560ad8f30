"""What an amendment changed, word by word; both texts can be put together again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lenitive.clinic.notes.differences import GONE, NEW, SAME, Run, differences, runs
from lenitive.clinic.notes.reading import ReadSection

TEXTS = st.text("ab left right 2.5,\n-/é", max_size=60)


@given(TEXTS, TEXTS)
def test_both_texts_come_back_out_of_their_difference(before, after):
    made = runs(before, after)
    assert "".join(run.text for run in made if run.kind != NEW) == before
    assert "".join(run.text for run in made if run.kind != GONE) == after


def test_a_word_and_a_number_are_whole():
    assert runs("Left, 2.5 mL", "Right, 2.0 mL") == (
        Run(GONE, "Left"),
        Run(NEW, "Right"),
        Run(SAME, ", "),
        Run(GONE, "2.5"),
        Run(NEW, "2.0"),
        Run(SAME, " mL"),
    )


def test_a_section_that_went_stands_where_it_stood():
    one = [ReadSection(name, name, f"text of {name}") for name in "abc"]
    other = [one[0], one[2], ReadSection("d", "d", "new")]
    made = differences(one, other)
    assert [(each.title, each.changed) for each in made] == [
        ("a", False),
        ("b", True),
        ("c", False),
        ("d", True),
    ]
