"""Views over small resources, with what each must give; by both sources."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pytest

from lenitive.record.sql_on_fhir import Files, Rows, ViewError, compile_view
from tests.record.sql_on_fhir.running import column, from_file, from_rows

Resource = dict[str, Any]


def observation(**more: Any) -> Resource:
    return {"resourceType": "Observation", "id": "o", **more}


def patient(**more: Any) -> Resource:
    return {"resourceType": "Patient", "id": "p", **more}


def value(view: Resource, resource: Resource, tmp_path: Path) -> Any:
    """The one value of a view of one column, which both sources must give alike."""
    (row,) = from_rows(view, [resource])
    assert from_file(view, [resource], tmp_path) == [row]
    return row["v"]


NAMES = [{"use": "usual", "given": ["Ana", "Maria"]}, {"use": "official", "family": "Ito"}]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("name.given.count()", 2),
        ("name.count()", 2),
        ("birthDate.count()", 1),
        ("address.count()", 0),
        ("name.last().family", "Ito"),
        ("name.where(use = 'official').family", "Ito"),
        ("name.where(use = 'official').exists()", True),
        ("name.exists(use = 'nickname')", False),
        ("name.where($this.use = 'usual').given.join('-')", "Ana-Maria"),
        ("Patient.name.family", "Ito"),
        ("name.given[1]", "Maria"),
        ("name[5].family", None),
        ("birthDate[0]", "1970-02-03"),
        ("birthDate[1]", None),
        ("'it''s'.exists()", None),
        (r"'it\'s'", "it's"),
        ("`birthDate`", "1970-02-03"),
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("7 div 2", 3),
        ("7 mod 4", 3),
        ("-7 + 2", -5),
        ("1 / 0", None),
        ("2 > 1 and not_there.empty()", True),
        ("true xor false", True),
        ("false implies false", True),
        ("'a' & name.where(false).use & 'b'", "ab"),
        ("'a' + 'b'", "ab"),
        ("active.empty() or active", True),
        ("active and false", False),
        ("active = true", None),
        ("gender != 'male'", True),
        ("deceased.exists()", False),
        ("multipleBirth.exists()", True),
        ("multipleBirth.ofType(integer) + 1", 3),
        ("birthDate = @1970-02-03", True),
        ("birthDate < @1970-03", True),
        ("birthDate < @1970-02", None),
        ("birthDate = @1970", None),
        ("birthDate >= @1970-02-03", True),
        ("birthDate > @1980", False),
        ("name.given = 'Ana'", False),
        ("gender = 5", False),
    ],
)
def test_a_path(path: str, expected: Any, tmp_path: Path) -> None:
    ana = patient(name=NAMES, birthDate="1970-02-03", gender="female", multipleBirthInteger=2)
    if path.startswith("'it''s'"):
        with pytest.raises(ViewError, match="not expected"):
            compile_view(column("Patient", path), Rows("x"))
        return
    assert value(column("Patient", path), ana, tmp_path) == expected


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (0.95, 1.05, "1.0"),
        (0.995, 1.005, "1.00"),
        (0.5, 1.5, "1"),
        (1.495, 1.505, "1.50"),
        (1.5865, 1.5875, "1.587"),
        (-1.5875, -1.5865, "-1.587"),
        (950, 1050, "1.0e3"),
        (0.0000095, 0.0000105, "1.0e-5"),
        (99.5, 100.5, "100"),
    ],
)
def test_the_bounds_of_a_decimal_follow_its_written_digits(
    low: float, high: float, text: str, tmp_path: Path
) -> None:
    raw = (
        '{"resourceType": "Observation", "id": "o1-2", "code": {"text": "say \\"5.50\\", 1.5e3 or {-2}"}, '
        f'"valueQuantity": {{"unit": "mg 7.70", "value": {text}}}}}'
    )
    resource = {"resourceType": "Observation", "json": raw}
    columns = [
        {"name": "low", "path": "value.ofType(Quantity).value.lowBoundary()"},
        {"name": "high", "path": "value.ofType(Quantity).value.highBoundary()"},
        {"name": "words", "path": "code.text"},
        {"name": "unit", "path": "value.ofType(Quantity).unit"},
    ]
    view = {"resource": "Observation", "select": [{"column": columns}]}
    (row,) = from_rows(view, [resource])
    assert row == {
        "low": pytest.approx(low),
        "high": pytest.approx(high),
        "words": 'say "5.50", 1.5e3 or {-2}',
        "unit": "mg 7.70",
    }
    assert from_file(view, [resource], tmp_path) == [row]


MOMENTS = """
  date     | 1970                          | 1970-01-01                    | 1970-12-31
  date     | 1970-06                       | 1970-06-01                    | 1970-06-30
  date     | 1972-02                       | 1972-02-01                    | 1972-02-29
  date     | 1970-06-05                    | 1970-06-05                    | 1970-06-05
  dateTime | 2010                          | 2010-01-01T00:00:00.000+14:00 | 2010-12-31T23:59:59.999-12:00
  dateTime | 2010-02                       | 2010-02-01T00:00:00.000+14:00 | 2010-02-28T23:59:59.999-12:00
  dateTime | 2010-10-10                    | 2010-10-10T00:00:00.000+14:00 | 2010-10-10T23:59:59.999-12:00
  dateTime | 2010-10-10T12:34Z             | 2010-10-10T12:34:00.000Z      | 2010-10-10T12:34:59.999Z
  dateTime | 2010-10-10T12:34:56+02:00     | 2010-10-10T12:34:56.000+02:00 | 2010-10-10T12:34:56.999+02:00
  dateTime | 2010-10-10T12:34:56.7-05:00   | 2010-10-10T12:34:56.700-05:00 | 2010-10-10T12:34:56.799-05:00
  time     | 12:34                         | 12:34:00.000                  | 12:34:59.999
  time     | 12:34:56                      | 12:34:56.000                  | 12:34:56.999
  time     | 12:34:56.7                    | 12:34:56.700                  | 12:34:56.799
"""


@pytest.mark.parametrize("line", MOMENTS.strip().splitlines())
def test_the_bounds_of_a_moment_of_any_precision(line: str, tmp_path: Path) -> None:
    kind, written, low, high = (cell.strip() for cell in line.split("|"))
    if kind == "date":
        resource, path = patient(birthDate=written), "birthDate"
    else:
        resource = observation(**{f"value{kind[0].upper()}{kind[1:]}": written})
        path = f"value.ofType({kind})"
    assert value(column(resource["resourceType"], f"{path}.lowBoundary()"), resource, tmp_path) == low
    assert value(column(resource["resourceType"], f"{path}.highBoundary()"), resource, tmp_path) == high


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("1.587.lowBoundary(2)", 1.58),
        ("1.587.highBoundary(2)", 1.59),
        ("1.587.lowBoundary(99)", None),
        ("@2014.lowBoundary(6)", "2014-01"),
        ("@2014-01-01T08:05.highBoundary(8)", "2014-01-01"),
        ("@T10:30.highBoundary(6)", "10:30:59"),
        ("@2014.lowBoundary(7)", None),
    ],
)
def test_a_boundary_to_a_precision(path: str, expected: Any, tmp_path: Path) -> None:
    assert value(column("Patient", path), patient(), tmp_path) == expected


def nested(depth: int) -> Resource:
    item: Resource = {"linkId": str(depth)}
    for number in reversed(range(depth)):
        holder = {"item": [item]} if number % 2 else {"answer": [{"valueInteger": number, "item": [item]}]}
        item = {"linkId": str(number), **holder}
    return {"resourceType": "QuestionnaireResponse", "id": "q", "item": [item]}


@pytest.mark.parametrize("depth", [0, 1, 7, 60])
def test_repeat_reaches_any_depth(depth: int, tmp_path: Path) -> None:
    columns = [{"name": "n", "path": "%rowIndex"}, {"name": "v", "path": "linkId"}]
    view = {
        "resource": "QuestionnaireResponse",
        "select": [{"repeat": ["item", "answer.item"], "column": columns}],
    }
    rows = from_rows(view, [nested(depth)])
    assert rows == [{"n": number, "v": str(number)} for number in range(depth + 1)]
    assert from_file(view, [nested(depth)], tmp_path) == rows


def test_repeat_keeps_each_branch_together_and_stands_beside_other_columns(tmp_path: Path) -> None:
    form = {
        "resourceType": "QuestionnaireResponse",
        "id": "q",
        "item": [
            {"linkId": "a", "item": [{"linkId": "a1", "item": [{"linkId": "a11"}]}, {"linkId": "a2"}]},
            {"linkId": "b", "text": 'the word "item": [ in a text'},
        ],
    }
    view = {
        "resource": "QuestionnaireResponse",
        "select": [
            {"column": [{"name": "id", "path": "id"}, {"name": "first", "path": "item.linkId.first()"}]},
            {
                "repeat": ["item"],
                "column": [{"name": "v", "path": "linkId"}, {"name": "n", "path": "item.count()"}],
            },
        ],
    }
    rows = from_rows(view, [form, {"resourceType": "QuestionnaireResponse", "id": "empty"}])
    assert [(row["v"], row["n"]) for row in rows] == [("a", 2), ("a1", 1), ("a11", 0), ("a2", 0), ("b", 0)]
    assert {(row["id"], row["first"]) for row in rows} == {("q", "a")}
    assert from_file(view, [form], tmp_path) == rows


def test_repeat_within_for_each_counts_anew(tmp_path: Path) -> None:
    form = {
        "resourceType": "QuestionnaireResponse",
        "id": "q",
        "item": [
            {"linkId": "a", "item": [{"linkId": "a1"}, {"linkId": "a2"}]},
            {"linkId": "b", "item": [{"linkId": "b1"}]},
        ],
    }
    columns = [{"name": "n", "path": "%rowIndex"}, {"name": "v", "path": "linkId"}]
    view = {
        "resource": "QuestionnaireResponse",
        "select": [
            {
                "forEach": "item",
                "column": [{"name": "top", "path": "linkId"}],
                "select": [{"repeat": ["item"], "column": columns}],
            }
        ],
    }
    rows = from_rows(view, [form])
    assert [tuple(row.values()) for row in rows] == [("a", 0, "a1"), ("a", 1, "a2"), ("b", 0, "b1")]
    assert from_file(view, [form], tmp_path) == rows


def test_primitive_lists_skip_their_empty_places(tmp_path: Path) -> None:
    ana = patient(name=[{"given": ["Ana", None, "Maria"]}])
    assert value(column("Patient", "name.given", collection=True), ana, tmp_path) == ["Ana", "Maria"]


def test_references_give_the_id_they_end_in(tmp_path: Path) -> None:
    for reference in ("Patient/p", "http://x.org/fhir/Patient/p", "Patient/p/_history/3", "urn:uuid:p"):
        told = observation(subject={"reference": reference})
        assert value(column("Observation", "subject.getReferenceKey()"), told, tmp_path) == "p"
    told = observation(subject={"reference": "Group/p"})
    assert value(column("Observation", "subject.getReferenceKey(Patient)"), told, tmp_path) is None


@pytest.mark.parametrize(
    ("view", "resource", "words"),
    [
        (column("Observation", "value.ofType(integer)"), observation(valueInteger="five"), "five"),
        (column("Observation", "value.ofType(integer)"), observation(valueInteger=1.5), "1.5"),
        (
            column("Observation", "value.ofType(Quantity).value"),
            observation(valueQuantity={"value": "x"}),
            "x",
        ),
        (column("Patient", "active"), patient(active="perhaps"), "perhaps"),
        (
            column("Patient", "name.family"),
            patient(name=[{"family": "a"}, {"family": "b"}]),
            "more than one value",
        ),
        (column("Patient", "birthDate", type="integer"), patient(birthDate="1970-02-03"), "1970-02-03"),
    ],
)
def test_a_value_that_does_not_fit_ends_the_query(
    view: Resource, resource: Resource, words: str, tmp_path: Path
) -> None:
    for run in (lambda: from_rows(view, [resource]), lambda: from_file(view, [resource], tmp_path)):
        with pytest.raises(duckdb.Error, match=words):
            run()


def test_a_file_with_a_list_in_the_place_of_an_object_ends_the_query(tmp_path: Path) -> None:
    with pytest.raises(duckdb.Error, match="Expected"):
        from_file(column("Patient", "name.family.first()"), [patient(name="Ana")], tmp_path)


def test_an_object_in_the_place_of_a_text_shows_as_json(tmp_path: Path) -> None:
    assert value(column("Patient", "gender"), patient(gender={"code": "f"}), tmp_path) == '{"code":"f"}'


@pytest.mark.parametrize(
    ("view", "words"),
    [
        (column("Patient", "name"), "name is a HumanName, which no column can hold"),
        (column("Observation", "value"), "may be of several types"),
        (column("Observation", "value.first()"), "may be of several types"),
        (column("Observation", "value.ofType(Zebra)"), 'R4 has no type "Zebra"'),
        (column("Patient", "name.matches('x')"), 'the function "matches()" is not supported'),
        (column("Patient", "name | address"), 'the operator "|" is not supported'),
        (column("Patient", "name.first(1)"), '"first()" takes 0 to 0 arguments'),
        (column("Patient", "gender > 5"), "cannot compare a string with a integer"),
        (column("Patient", "gender and true"), "a condition must be true or false, and this is a string"),
        (column("Patient", "name.family[gender]"), "an index must be a whole number"),
        (column("Patient", "name.(family)"), '"(" is not expected'),
        (column("Patient", "name."), "the path ends too soon"),
        (column("Patient", "'open"), "has no meaning here"),
        (column("Patient", "(" * 200 + "1" + ")" * 200), "nested too deeply"),
        (column("Zebra", "id"), 'R4 has no resource "Zebra"'),
        (
            {"resource": "Patient", "select": [{"column": [{"name": "a b", "path": "id"}]}]},
            "is no column name",
        ),
        (
            {
                "resource": "Patient",
                "select": [{"column": [{"name": "a", "path": "id"}, {"name": "A", "path": "id"}]}],
            },
            "two columns",
        ),
        (
            {"resource": "Patient", "select": [{"forEach": "name", "repeat": ["name"], "column": []}]},
            "only one of them",
        ),
        ({"resource": "Patient", "select": [{"forEach": "name"}]}, "no column, no select and no unionAll"),
        ({"resource": "Patient", "select": "id"}, '"select" must be a list'),
    ],
)
def test_a_view_without_meaning_is_refused_with_the_reason(view: Resource, words: str) -> None:
    with pytest.raises(ViewError) as caught:
        compile_view(view, Rows("arrived"))
    assert words in str(caught.value)


def test_an_element_that_r4_does_not_have_is_empty_and_told() -> None:
    compiled = compile_view(column("Patient", "favouriteColour"), Rows("arrived"))
    assert compiled.unknown == ("Patient.favouriteColour",)


def test_only_what_the_view_uses_is_read() -> None:
    compiled = compile_view(column("Patient", "name.family.first()"), Files([Path("x.ndjson")]))
    assert """columns={"resourceType": 'VARCHAR', "name": 'STRUCT("family" VARCHAR)[]'}""" in compiled.sql
