"""Steroid of a year: drawn tables of what is on record, and what must always hold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from lenitive.clinic.visits.steroid_total import Given, of_record, steroid_in, total
from lenitive.desk import store
from lenitive.knowledge.visits.steroids import steroids
from lenitive.plan.authorisation.rows import procedures
from lenitive.reason.story.words import Day
from tests.plan.drawing import cases

AS_OF = date(2026, 6, 1)


def drawn(text: str) -> list[Given]:
    """`mp 40 @10, ? @20` : methylprednisolone 40 mg 10 days ago, and a dose not known 20 days ago."""
    names = {"mp": "methylprednisolone", "tr": "triamcinolone", "dx": "dexamethasone", "bm": "betamethasone"}
    made = []
    for place, one in enumerate(each for each in text.split(",") if each.strip()):
        said, _at, day = one.partition("@")
        steroid, _space, mg = said.strip().partition(" ")
        at = AS_OF - timedelta(days=int(day)) if day.strip() else None
        steroid = names.get(steroid, "")
        made.append(
            Given(
                f"row/{place}", "injection", steroid, float(mg) if mg else None, Day(at, at) if at else None
            )
        )
    return made


@cases("""
  given              | done            | sex    | age | known | verdict
                     |                 | female | 60  | 0     | under
  mp 40 @10          |                 | female | 60  | 40    | under
  mp 80 @10, tr 80 @200, mp 60 @30 |   | female | 60  | 220   | over
  mp 80 @10, mp 80 @200, mp 40 @300 |  | female | 60  | 200   | under     # at the limit is not over it
  dx 15 @10          |                 | female | 60  | 80    | under     # 0.75 mg do as much as 4
  bm 6 @10           |                 | female | 60  | 32    | under
  mp 80 @364         |                 | female | 60  | 80    | under     # the last day that counts
  mp 80 @365         |                 | female | 60  | 0     | under     # a year ago
  mp 80 @-1          |                 | female | 60  | 0     | under     # still to come
                     | ? @30           | female | 60  | 0     | unknown   # a procedure that says no dose
  mp 40 @30          | ? @30           | female | 60  | 40    | under     # what was given at it
  mp 40 @30          | ? @30, ? @30    | female | 60  | 40    | unknown   # two procedures, one dose
  mp 40 @30          | mp 40 @30       | female | 60  | 40    | under     # told twice, given once
  mp 40 @30          | mp 80 @30       | female | 60  | 80    | under     # the greater of two tellings
  mp 40 @30          | tr 40 @30       | female | 60  | 80    | under     # two steroids of one day
  mp 40              |                 | female | 60  | 0     | unknown   # undated: may be of this year
  mp @30             |                 | female | 60  | 0     | unknown   # a dose that is not written
  mp 0 @30           |                 | female | 60  | 0     | under
  mp 120 @9, mp 120 @99 | ? @30        | female | 60  | 240   | over      # over, whatever is not known
  mp 120 @9, mp 120 @99 |              | male   | 60  | 240   | no_limit
  mp 120 @9, mp 120 @99 |              | female | 40  | 240   | no_limit
                     | ? @30           | male   | 60  | 0     | unknown
  mp 120 @9, mp 120 @99 |              |        | 60  | 240   | unknown   # whether the limit applies
  mp 120 @9, mp 120 @99 |              | female |     | 240   | unknown
  mp 40 @9           |                 |        | 60  | 40    | under     # under it, if it applies or not
""")
def test_the_total_of_a_year(given, done, sex, age, known, verdict):
    made = total(drawn(given), drawn(done), AS_OF, sex or None, float(age) if age else None)
    assert (made.known, made.verdict) == (float(known), verdict)


def test_a_day_that_is_only_known_to_the_month_counts_only_where_it_is_certain():
    month = Day(date(2025, 5, 15), date(2025, 6, 14))
    made = total([Given("a", "x", "methylprednisolone", 40.0, month)], [], AS_OF, "female", 60.0)
    assert (made.known, made.verdict, len(made.unknown)) == (0.0, "unknown", 1)


@cases("""
  text                                                  | steroid            | mg
  Lumbar epidural steroid injection                     |                    |
  Lumbar ESI with Depo-Medrol 80 mg                     | methylprednisolone | 80
  60mg methylprednisolone acetate, L4-L5                | methylprednisolone | 60
  triamcinolone (Kenalog) 40 mg                         | triamcinolone      | 40
  kenalog 40 mg/mL                                      | triamcinolone      |         # how strong; no dose
  dexamethasone 10 mg, then 4 mg dexamethasone          | dexamethasone      |          # two doses
  12 mg betamethasone with 40 mg triamcinolone          |                    |          # two steroids
  Knee injection, no steroid                            | methylprednisolone | 0
  Block, under fluoroscopy, without steroid             | methylprednisolone | 0
  prednisolone 25 mg                                    | prednisolone       | 25
""")
def test_what_words_say_of_a_steroid_and_its_dose(text, steroid, mg):
    assert steroid_in(text) == (steroid, float(mg) if mg else None)


DOSES = some.lists(
    some.builds(
        Given,
        some.uuids().map(str),
        some.just("injection"),
        some.sampled_from([*steroids().equivalents, ""]),
        some.none() | some.integers(0, 200).map(float),
        some.none() | some.integers(0, 400).map(lambda ago: Day(*[AS_OF - timedelta(days=ago)] * 2)),
    ),
    max_size=6,
)
AGES = some.none() | some.integers(18, 100).map(float)
SEXES = some.sampled_from([None, "male", "female"])


@given(DOSES, DOSES, SEXES, AGES)
def test_more_on_record_never_makes_the_sum_less_and_nothing_unknown_counts_as_none(
    medicines, done, sex, age
):
    whole = total(medicines, done, AS_OF, sex, age)
    assert whole.known <= total([*medicines, *drawn("mp 40 @10")], done, AS_OF, sex, age).known
    assert whole.known == pytest.approx(sum(each.amount or 0 for each in whole.counted))
    if whole.unknown:
        assert whole.verdict in ("unknown", "over")
    backwards = total(medicines[::-1], done[::-1], AS_OF, sex, age)
    assert (backwards.known, backwards.verdict) == (pytest.approx(whole.known), whole.verdict)


@given(some.sampled_from(list(steroids().equivalents)), some.integers(1, 500))
def test_doses_that_do_as_much_are_the_same_in_the_common_steroid(steroid, mg):
    of = steroids().equivalents
    as_unit = steroids().as_unit(steroid, float(mg))
    assert as_unit * of[steroid].mg == pytest.approx(mg * of["methylprednisolone"].mg)


def test_the_total_is_taken_across_the_chart_and_what_was_given_here(chart_of, staff):
    from tests.clinic.visits.test_filling import BLOCK, fill, opened

    chart = {
        "resourceType": "Procedure",
        "id": "esi",
        "status": "completed",
        "code": {"text": "Lumbar epidural steroid injection, triamcinolone 40 mg"},
        "performedDateTime": "2026-03-01",
    }
    silent = {**chart, "id": "knee", "code": {"text": "Lumbar epidural steroid injection"}}
    from django.utils import timezone

    today = timezone.localdate()
    chart["performedDateTime"] = (today - timedelta(days=90)).isoformat()
    silent["performedDateTime"] = (today - timedelta(days=60)).isoformat()
    chart_of(chart, silent, birthDate="1950-02-03", gender="female")
    visit, ito = opened("p", staff("physician")), staff("physician")
    fill(visit, BLOCK | {"procedure": "esi_lumbar", "steroid": "dexamethasone", "steroid_mg": "15"}, ito)
    from lenitive.clinic.plan.made import judged

    with store.person("p") as record:
        judged(record, "p", today)
        assert len(procedures(record)) == 4
        made = of_record(record, today, "female", 76.0)
    assert made.known == 120.0
    assert [each.text for each in made.unknown] == ["Lumbar epidural steroid injection"]
    assert made.words == "at least 120 mg as methylprednisolone; the total is not known"
