"""The empty pages that the guide lists are empty, and each of them teaches."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

GUIDE = Path(__file__).parents[2] / "docs" / "clinician.md"
SAID = re.compile(r'class="empty"[^>]*>(.*?)</(?:p|div)>', re.S)


def listed():
    part = GUIDE.read_text().partition("## Empty pages")[2].partition("\n## ")[0]
    return re.findall(r"^\| `(/[^`]*)` \|", part, re.M)


@pytest.fixture
def physician(invented, signed_in):
    invented("agnes-lorentz", "sam-taylor")
    return signed_in("physician")


def test_each_says_in_a_sentence_what_would_stand_there(physician):
    assert len(listed()) > 5
    for address in listed():
        answer = physician.get(address)
        assert answer.status_code == 200, address
        said = [re.sub(r"<[^>]*>|\s+", " ", each).strip() for each in SAID.findall(answer.content.decode())]
        assert said, address
        assert all(len(each) > 30 for each in said), (address, said)
