"""Banks come from CSV, from FHIR and from ours; what is no bank is refused by file and line."""

from __future__ import annotations

import json

import pytest

from lenitive.errors import InputError
from lenitive.measure.bank_files import GRADED_ITEM, read_bank_file
from lenitive.measure.banks import banks, find_bank, import_banks, installed_bank

CSV = "item,a,b1,b2,b3,label,area\nx,1.5,-1,0,1,Walking,moving\ny,2,-0.5,0.5,,Sleeping,rest\n"


def questionnaire():
    def item(key, slope, thresholds):
        parts = [{"url": "slope", "valueDecimal": slope}, {"url": "area", "valueString": "moving"}]
        parts += [{"url": "threshold", "valueDecimal": value} for value in thresholds]
        options = [{"valueCoding": {"code": str(n), "display": f"word {n}"}} for n in range(4)]
        return {
            "linkId": key,
            "text": f"About {key}",
            "type": "choice",
            "answerOption": options,
            "extension": [{"url": GRADED_ITEM, "extension": parts}],
        }

    return {
        "resourceType": "Questionnaire",
        "name": "ours",
        "title": "Our bank",
        "item": [
            {
                "linkId": "g",
                "type": "group",
                "item": [item("x", 1.5, [-1, 0, 1]), item("y", 2.0, [0, 1, 2])],
            }
        ],
    }


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("LENITIVE_HOME", str(tmp_path / "home"))
    return tmp_path


def written(folder, name, text):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_csv_gives_items_with_their_own_number_of_thresholds(tmp_path):
    (bank,) = read_bank_file(written(tmp_path, "walk.csv", CSV))
    assert bank.id == "walk"
    assert [(item.key, item.a, item.b, item.area) for item in bank.bank.items] == [
        ("x", 1.5, (-1, 0, 1), "moving"),
        ("y", 2, (-0.5, 0.5), "rest"),
    ]
    assert bank.label == {"x": "Walking", "y": "Sleeping"}


def test_the_names_that_other_programs_give_to_columns_are_known(tmp_path):
    text = "Item_ID,Slope,Threshold1,threshold_2\nx,1.5,-1,1\n"
    (bank,) = read_bank_file(written(tmp_path, "walk.csv", text))
    assert [(item.key, item.a, item.b) for item in bank.bank.items] == [("x", 1.5, (-1, 1))]


def test_a_csv_may_hold_several_banks(tmp_path):
    path = written(tmp_path, "two.csv", "bank,item,a,b1\none,x,1,0\ntwo,x,2,0\n")
    assert [bank.id for bank in read_bank_file(path)] == ["one", "two"]
    assert find_bank(str(path), of="two").bank.items[0].a == 2
    with pytest.raises(InputError, match="holds 2 banks"):
        find_bank(str(path))
    with pytest.raises(InputError, match="no bank 'three'"):
        find_bank(str(path), of="three")


def test_a_questionnaire_gives_items_and_the_words_of_their_answers(tmp_path):
    (bank,) = read_bank_file(written(tmp_path, "q.json", json.dumps(questionnaire())))
    assert (bank.id, bank.title, bank.options) == (
        "ours",
        "Our bank",
        ("word 0", "word 1", "word 2", "word 3"),
    )
    assert bank.bank.items[1].b == (0, 1, 2)
    assert bank.label["x"] == "About x"


def test_an_imported_bank_is_found_by_its_id_with_its_licence(home):
    (kept,) = import_banks(written(home, "walk.csv", CSV), licence="ours, tests", name="walking")
    found = installed_bank("walking")
    assert found == kept
    assert found.licence == "ours, tests"
    assert found.calibrated is None
    assert [bank.id for bank in banks()] == ["walking", "demo_activity"]


def test_the_demonstration_bank_says_that_nobody_calibrated_it(home):
    bank = find_bank("demo_activity")
    assert bank.calibrated is False
    assert len({item.area for item in bank.bank.items}) >= 4
    assert all(bank.label[key] for key in bank.bank.keys)
    assert len(bank.options) == 5


def test_a_fingerprint_changes_with_a_parameter(tmp_path):
    (one,) = read_bank_file(written(tmp_path, "a.csv", CSV))
    (other,) = read_bank_file(written(tmp_path, "a.csv", CSV.replace("1.5", "1.6")))
    assert one.fingerprint != other.fingerprint


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("a.csv", "", "no column 'item'"),
        ("a.csv", "item,a\nx,1\n", "no column 'b1'"),
        ("a.csv", "item,a,b1\n", "has no items"),
        ("a.csv", "item,a,b1\nx,one,0\n", "a.csv line 2: an item cannot be read"),
        ("a.csv", "item,a,b1,b2\nx,1,2,1\n", "rising thresholds"),
        ("a.csv", "item,a,b1\nx,-1,2\n", "positive slope"),
        ("a.csv", "item,a,b1\nx,1,2\nx,1,2\n", "given twice"),
        ("a.csv", "item,a,b1\nx,1,\x00\n", "a.csv"),
        ("a.csv", "item,a,b1\nx\n", "line 2: an item cannot be read"),
        ("a.json", "{", "cannot be parsed"),
        ("a.json", "[]", "is not a bank"),
        ("a.json", '{"items": []}', "has no items"),
        ("a.json", '{"items": [3]}', "item 1: an item cannot be read"),
        ("a.json", '{"resourceType": "Questionnaire", "item": [{"linkId": "x"}]}', "graded-item extension"),
    ],
)
def test_what_is_no_bank_is_refused_by_file_and_line(tmp_path, name, text, says):
    with pytest.raises(InputError, match=says):
        read_bank_file(written(tmp_path, name, text))


def test_a_bank_needs_a_licence_and_an_id_that_a_file_can_have(home):
    path = written(home, "walk.csv", CSV)
    with pytest.raises(InputError, match="licence is empty"):
        import_banks(path, licence="  ")
    with pytest.raises(InputError, match="cannot be the id"):
        import_banks(path, licence="x", name="../walk")
    with pytest.raises(InputError, match=r"no bank '\.\./walk'"):
        installed_bank("../walk")
