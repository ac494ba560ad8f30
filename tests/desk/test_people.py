"""The list of people: found by the beginning of any word, in any order, with or without accents."""

from __future__ import annotations

import pytest

from lenitive.desk import store
from lenitive.desk.search import words_of
from tests.desk.charts import NAMES


@pytest.fixture
def three(load):
    load(*NAMES)


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("", ["Ana Silva", "Ben Öztürk", "Cléo Marchand-Ruiz"]),
        ("sil", ["Ana Silva"]),
        ("SILVA ana", ["Ana Silva"]),
        ("ozturk", ["Ben Öztürk"]),
        ("Öz", ["Ben Öztürk"]),
        ("cle", ["Cléo Marchand-Ruiz"]),
        ("marchand-r", ["Cléo Marchand-Ruiz"]),
        ("n-ben", ["Ben Öztürk"]),
        ("1972-04-03", ["Ana Silva", "Ben Öztürk", "Cléo Marchand-Ruiz"]),
        ("1972-04-03 cleo", ["Cléo Marchand-Ruiz"]),
        ("ilva", []),
        ("ana ben", []),
        ("%", ["Ana Silva", "Ben Öztürk", "Cléo Marchand-Ruiz"]),
        ("_na", []),
    ],
)
def test_people_are_found_by_the_beginnings_of_their_words(three, staff, search, names):
    assert [line.name for line in store.people(search, staff=staff("nurse")).rows] == names


def test_a_list_has_pages(load, staff, monkeypatch):
    monkeypatch.setattr(store, "ON_A_PAGE", 2)
    load("ana", "ben", "cleo")
    first, second = (store.people(page=page, staff=staff("nurse")) for page in (1, 2))
    assert ([line.patient_id for line in first.rows], first.more) == (["ana", "ben"], True)
    assert ([line.patient_id for line in second.rows], second.more) == (["cleo"], False)


def test_words_are_compared_without_case_and_accents():
    words = words_of("Cléo MARCHAND-Ruiz, N-12 Straße")
    assert words == ["cleo", "marchand-ruiz", "n-12", "strasse", "marchand", "ruiz"]


def test_a_search_uses_the_index(three):
    from django.db import connection

    from lenitive.desk.models import Patient

    if connection.vendor != "sqlite":
        pytest.skip("the plan is SQLite's")
    plan = store.found(Patient.objects.all(), "sil").explain()
    assert "SEARCH U0 USING" in plan
    assert "SCAN U0" not in plan
