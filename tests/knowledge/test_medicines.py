"""The tables of medicines: what each code, word and factor says."""

from __future__ import annotations

import pyarrow.compute as pc
import pytest

from lenitive.knowledge.medicines import MG_A_DAY_TO, routes, unit_amounts
from lenitive.knowledge.tables import knowledge_tables


def rows(table: str, **where: object) -> list[dict[str, object]]:
    made = knowledge_tables()[table]
    for column, value in where.items():
        made = made.filter(pc.equal(made[column], value))
    return made.to_pylist()


def test_two_salts_of_one_product_are_added() -> None:
    strengths = [
        row["strength_mg"] for row in rows("product_ingredient", code="637540", ingredient="oxycodone")
    ]
    assert strengths == [pytest.approx(4.88)]


def test_a_code_of_an_ingredient_says_nothing_of_how_much() -> None:
    (morphine,) = rows("product_ingredient", code="7052")
    assert (morphine["ingredient"], morphine["strength_mg"], morphine["preparation"]) == (
        "morphine",
        None,
        None,
    )
    assert morphine["opioid"] is True


def test_a_product_and_ingredient_stand_once() -> None:
    made = knowledge_tables()["product_ingredient"]
    assert made.group_by(["code", "ingredient"]).aggregate([]).num_rows == made.num_rows


def test_every_opioid_of_the_factors_is_known_by_its_name() -> None:
    words = {row["ingredient"] for row in rows("medicine_word", opioid=True)}
    opioids = {row["ingredient"] for row in rows("opioid_factor")}
    assert opioids == words


@pytest.mark.parametrize(
    ("ingredient", "preparation", "cdc2016", "cdc2022"),
    [
        ("codeine", "oral", 0.15, 0.15),
        ("fentanyl", "patch", 2.4, 2.4),
        ("hydrocodone", "oral", 1, 1),
        ("hydromorphone", "oral", 4, 5),
        ("methadone", "oral", None, 4.7),
        ("morphine", "oral", 1, 1),
        ("oxycodone", "oral", 1.5, 1.5),
        ("oxymorphone", "oral", 3, 3),
        ("tapentadol", "oral", 0.4, 0.4),
        ("tramadol", "oral", 0.1, 0.2),
        ("buprenorphine", "patch", None, None),
        ("fentanyl", "injection", None, None),
    ],
)
def test_the_factors_of_the_two_tables(
    ingredient: str, preparation: str, cdc2016: float | None, cdc2022: float | None
) -> None:
    (row,) = rows("opioid_factor", ingredient=ingredient, preparation=preparation)
    assert (row["cdc2016"], row["cdc2022"]) == (cdc2016, cdc2022)
    per_mg = None if cdc2022 is None else pytest.approx(cdc2022 * MG_A_DAY_TO[str(row["basis"])])
    assert row["cdc2022_per_mg"] == per_mg


def test_a_factor_that_is_missing_has_a_reason_and_a_number_a_verified_source() -> None:
    for row in rows("opioid_factor"):
        if row["cdc2022"] is None:
            assert row["why"], row
        else:
            assert row["verified"], row
            assert row["source"], row


def test_bands_of_methadone_leave_no_gap() -> None:
    bands = rows("opioid_factor_band", ingredient="methadone")
    assert [band["above_mg"] for band in bands[1:]] == [band["to_mg"] for band in bands[:-1]]
    assert (bands[0]["above_mg"], bands[-1]["to_mg"]) == (0, None)


def test_units_and_routes_are_known_by_one_meaning_each() -> None:
    units = [unit for kind in unit_amounts().values() for unit in kind]
    names = [name for group in routes().values() for name in group]
    assert len(units) == len(set(units))
    assert len(names) == len(set(names))
    assert unit_amounts()["mass"]["ug"] == 0.001
