"""One part of a criterion in words: which document or score it asks for."""

from __future__ import annotations

from lenitive.knowledge.authorisation.settings import settings
from lenitive.knowledge.instruments import instrument
from lenitive.knowledge.rules.model import Leaf

_NAMED = 4  # scales that a part names before it says "or another"


def part_words(leaf: Leaf) -> str:
    """What a leaf asks for, in words; empty for a leaf over a table whose words say nothing to a reader."""
    named = {test.field: test.one_of for test in leaf.where if test.one_of}
    when = f", dated in the last {leaf.window[0]} days" if leaf.window else ""
    if leaf.table == "entry" and "concept" in named:
        titles = [
            settings().entries[str(each)].title for each in named["concept"] if each in settings().entries
        ]
        return f"{' or '.join(titles)}{when}" if titles else ""
    if leaf.table == "score" and "scale" in named:
        return f"a score{when}: {_scales([str(each) for each in named['scale']])}"
    if leaf.table == "course" and "modality" in named:
        return f"{named['modality'][0]} care that took place"
    return ""


def _scales(scales: list[str]) -> str:
    forms = list(dict.fromkeys(scale.partition(".")[0] for scale in scales))
    names = [instrument(form).id.upper().replace("_", "-") for form in forms]
    shown = ", ".join(names[:_NAMED])
    return f"{shown} or another" if len(names) > _NAMED else shown
