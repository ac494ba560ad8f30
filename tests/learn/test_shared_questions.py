"""The questions that were agreed on, read in place."""

from __future__ import annotations

import json

import pytest

from lenitive.learn.ask import ask
from tests.shared_cases import folder

LINES = (folder("").joinpath("ask.jsonl")).read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("case", [json.loads(line) for line in LINES], ids=lambda case: case["id"])
def test_a_shared_question_is_answered_in_kind_and_content(case):
    reply = ask(case["question"])
    said = reply.answer.lower()
    assert reply.kind == case["kind"]
    assert all(any(each.lower() in said for each in group) for group in case["contain"])
    assert not any(each.lower() in said for each in case["absent"])
    assert reply.sources or reply.kind not in ("answer", "course", "compare")
