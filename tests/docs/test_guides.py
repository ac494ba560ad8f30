"""What a guide shows is what happens: its Python blocks are run, and print what stands beneath them."""

from __future__ import annotations

import contextlib
import io
import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDES = ["measurement.md"]
_BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:```text\n(.*?)^```\n)?", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", GUIDES)
def test_every_block_of_a_guide_prints_what_the_guide_says(name):
    text = (DOCS / name).read_text(encoding="utf-8")
    names: dict[str, object] = {}
    for number, (code, shown) in enumerate(_BLOCK.findall(text), start=1):
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(code, f"{name} block {number}", "exec"), names)  # noqa: S102 - our own guide
        assert printed.getvalue() == shown, f"docs/{name}, block {number}"
    assert number > 5
