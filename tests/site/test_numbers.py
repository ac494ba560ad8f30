"""Numbers of the environment: the default, a good one, and one line for a bad one."""

from __future__ import annotations

import pytest

from lenitive.errors import ConfigurationError
from lenitive.site.numbers import whole_number


@pytest.mark.parametrize(("text", "expected"), [("", 30), (" ", 30), ("1", 1), (" 90 ", 90)])
def test_a_number_or_its_default(monkeypatch, text, expected):
    monkeypatch.setenv("LENITIVE_X", text)
    assert whole_number("LENITIVE_X", default=30, least=1, most=90) == expected


@pytest.mark.parametrize("text", ["0", "91", "-1", "half", "1.5", "٣", "1e3"])
def test_what_is_no_such_number_is_refused_in_one_line(monkeypatch, text):
    monkeypatch.setenv("LENITIVE_X", text)
    with pytest.raises(ConfigurationError, match=r"LENITIVE_X: .* is not a whole number from 1 to 90"):
        whole_number("LENITIVE_X", default=30, least=1, most=90)
