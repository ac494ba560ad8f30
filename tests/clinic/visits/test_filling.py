"""Visits are filled field by field: kept once, with their history, as rows of the record at once."""

from __future__ import annotations

import uuid
from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from lenitive.clinic.models import Visit, VisitChange
from lenitive.clinic.visits.filling import ClosedVisit, HeldBack, Sent, keep
from lenitive.clinic.visits.opening import NotYet, close, open_visit
from lenitive.desk.models import RECORD
from lenitive.errors import InputError
from lenitive.knowledge.visits.visit_templates import template
from tests.clinic.visits.charts import facet_joint_in_question

BLOCK = {
    "procedure": "mbb_diagnostic",
    "reason": "does the facet joint hurt",
    "pain_before": "8",
    "consent": "yes",
    "consent_by": "Dr Ito",
    "infection": "no",
    "pregnancy": "not_possible",
    "allergies": "no",
    "side": "left",
    "levels": "L4-L5",
    "side_again": "left",
    "in_the_room": "Dr Ito, Marit Olsen",
    "said_aloud": "yes",
    "steroid": "none",
    "guidance": "fluoroscopy",
    "done": "yes",
    "neuro": "as_before",
    "driver": "yes",
    "told": "yes",
    "event": "no",
    "next_step": "second block",
}


def sent(values, *, seen=0, reason=""):
    return [Sent(field, value, seen, uuid.uuid4().hex, reason) for field, value in values.items()]


def opened(patient_id, who, kind="procedure", now=None):
    return open_visit(patient_id, template(kind), who, str(uuid.uuid4()), now=now)[0]


def fill(visit, values, who, now=None):
    for one in sent(values):
        keep(visit.pk, [one], who, now)


@pytest.fixture
def ito(chart_of, staff):
    chart_of(birthDate="1970-02-03", gender="female")
    return staff("physician")


def rows(table, **where):
    return list(RECORD[table].objects.filter(patient_id="p", **where))


def test_a_procedure_that_was_filled_is_a_procedure_of_the_record(ito):
    visit = opened("p", ito)
    fill(visit, BLOCK, ito)
    procedure = rows("procedure", text__startswith="Medial branch")[0]
    assert procedure.text == "Medial branch block (diagnostic), under fluoroscopy, without steroid"
    assert procedure.body_site == "L4-L5, left"
    assert procedure.reason == "does the facet joint hurt"
    assert [row.decision for row in rows("consent")] == ["permit"]
    assert rows("procedure", text="Risks and benefits discussed")
    assert [row.value_number for row in rows("score", instrument="nrs")] == [8.0]


def test_a_value_sent_twice_counts_once_and_the_same_value_changes_nothing(ito):
    visit = opened("p", ito)
    one = sent({"reason": "neck"})
    assert keep(visit.pk, one, ito)[0].is_new
    assert not keep(visit.pk, one, ito)[0].is_new
    assert not keep(visit.pk, sent({"reason": " neck "}), ito)[0].is_new
    assert VisitChange.objects.count() == 1


def test_two_sides_that_differ_stop_the_visit_and_nothing_after_them_is_kept(ito):
    visit = opened("p", ito)
    until = {key: value for key, value in BLOCK.items() if key not in ("side_again", "steroid", "done")}
    until = dict(list(until.items())[: list(until).index("guidance")])
    fill(visit, until | {"side_again": "right"}, ito)
    with pytest.raises(HeldBack, match="The two sides differ"):
        keep(visit.pk, sent({"steroid": "none"}), ito)
    assert not visit.values_now.filter(field="steroid").exists()
    fill(visit, {"side_again": "left", "steroid": "none"}, ito)
    assert visit.values_now.get(field="steroid").value == "none"


def test_the_last_one_of_two_stands_and_what_the_other_said_is_in_the_history(ito, staff):
    visit, nurse = opened("p", ito), staff("nurse")
    keep(visit.pk, sent({"side": "left"}), ito)
    kept = keep(visit.pk, sent({"side": "right"}), nurse)[0]
    assert "The physician had entered “left” meanwhile" in kept.notice
    last = VisitChange.objects.order_by("-pk")[0]
    assert (last.kind, last.before, last.after) == ("over", "left", "right")
    assert keep(visit.pk, sent({"side": "left"}, seen=2), ito)[0].notice == ""


def test_words_of_two_are_brought_together(ito, staff):
    visit, nurse = opened("p", ito), staff("nurse")
    first = keep(visit.pk, sent({"consent_said": "bleeding infection"}), ito)[0].number
    keep(visit.pk, sent({"consent_said": "bleeding infection headache"}, seen=first), ito)
    kept = keep(visit.pk, sent({"consent_said": "rare: bleeding infection"}, seen=first), nurse)[0]
    assert kept.value == "rare: bleeding infection headache"
    assert VisitChange.objects.order_by("-pk")[0].kind == "merged"


def test_a_visit_is_closed_when_all_is_filled_and_nothing_stops_it(ito):
    visit = opened("p", ito)
    with pytest.raises(NotYet, match="still to be filled in"):
        close(visit.pk, ito)
    fill(visit, BLOCK, ito)
    assert close(visit.pk, ito)[1]
    assert not close(visit.pk, ito)[1]
    assert [row.status for row in rows("encounter")] == ["finished"]


def test_what_stops_it_can_be_heeded_and_the_visit_closed_without_the_rest(ito):
    visit = opened("p", ito)
    fill(visit, {"procedure": "esi_lumbar", "infection": "yes"}, ito)
    with pytest.raises(HeldBack, match="Infection"):
        keep(visit.pk, sent({"done": "yes"}), ito)
    fill(visit, {"put_off": "a boil at the site", "next_step": "again in two weeks"}, ito)
    assert close(visit.pk, ito)[1]
    assert not rows("procedure")


def test_a_wrong_side_corrected_after_closing_leaves_its_trace_everywhere(ito, staff):
    visit = opened("p", ito)
    fill(visit, BLOCK, ito)
    close(visit.pk, ito)
    with pytest.raises(ClosedVisit, match="was closed by"):
        keep(visit.pk, sent({"side": "right"}), ito)
    nurse = staff("nurse")
    keep(visit.pk, sent({"side": "right"}, reason="the image shows the right side"), nurse)
    done = [row for row in rows("procedure") if row.text.startswith("Medial")]
    assert [row.body_site for row in done] == ["L4-L5, right"]
    kept = [row.json for row in rows("resource", type="Procedure") if "Medial" in row.json]
    assert sorted('"entered-in-error"' in each for each in kept) == [False, True]
    change = VisitChange.objects.get(kind="corrected")
    assert (change.before, change.after, change.who) == ("left", "right", "The nurse")
    assert change.reason == "the image shows the right side"
    assert VisitChange.objects.get(field="side", number=1).after == "left"


def test_what_happens_later_is_entered_after_closing_without_a_reason_and_corrected_with_one(ito):
    visit = opened("p", ito)
    fill(visit, BLOCK, ito)
    close(visit.pk, ito)
    fill(visit, {"diary:60": "1", "diary:240": "1"}, ito)
    assert [row.value_number for row in rows("score", scale="hours")] == [3.0]
    with pytest.raises(ClosedVisit):
        fill(visit, {"diary:60": "2"}, ito)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("pain_before", "11", "0 to 10"),
        ("pain_before", "much", "Write a number"),
        ("side", "up", "none of its answers"),
        ("procedure", "yoga", "none of its answers"),
        ("next_day", "tomorrow", "Write it as"),
        ("diary:7", "3", "no such field"),
        ("holds:", "2026-01-01", "no such field"),
        ("diary", "3", "no such field"),
        ("nothing", "3", "no such field"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(ito, field, value, says):
    visit = opened("p", ito)
    with pytest.raises(InputError, match=says):
        keep(visit.pk, sent({field: value}), ito)


def test_a_planned_visit_of_today_is_the_one_that_begins(ito):
    today = timezone.localdate()
    RECORD["encounter"].objects.create(
        patient_id="p",
        row_id="Encounter/plan#1",
        kind="Procedure visit",
        status="planned",
        start_low=today,
        start_high=today,
    )
    visit = opened("p", ito)
    assert visit.encounter == "Encounter/plan#1"
    assert rows("encounter")[0].status == "in_progress"
    other = opened("p", ito, "nurse")
    assert other.encounter != visit.encounter
    assert Visit.objects.count() == 2


def test_two_positive_blocks_entered_here_make_the_ablation_ready(chart_of, staff):
    from lenitive.desk import store
    from lenitive.plan.authorisation import authorise

    now, day = timezone.now(), timezone.localdate()
    chart_of(*facet_joint_in_question(day), birthDate="1970-02-03", gender="female")
    ito = staff("physician")

    def ready():
        with store.person("p") as record:
            made = authorise(record, "rfa_lumbar", "medicare_facet", patient_id="p", as_of=day)
        return made.standing, {each.id: each.status for each in made.items}

    assert ready()[1]["first_block_80"] == "not_met"
    numbers = {f"diary:{minutes}": "1" for minutes in (30, 60, 120, 240)} | {"diary:480": "7"}
    said = {}
    for days in (40, 20):
        at = now - timedelta(days=days)
        visit = opened("p", ito, now=at)
        fill(visit, BLOCK, ito, at)
        close(visit.pk, ito, at)
        said[days] = [ready()[1]["first_block_80"]]
        fill(visit, numbers, ito, at)
        said[days] += [ready()[1]["first_block_80"], ready()[1]["second_block_80"]]
    assert said[40] == ["unknown", "met", "not_met"]
    readiness, status = ready()
    assert (status["first_block_80"], status["second_block_80"]) == ("met", "met")
    assert readiness == "ready", status


def test_two_who_open_the_same_kind_of_visit_on_one_day_meet_in_one(ito, staff):
    first = opened("p", ito)
    assert opened("p", staff("nurse")) == first
    assert opened("p", staff("nurse"), "nurse") != first


OPERATIONS = some.lists(
    some.tuples(
        some.sampled_from(["reason", "consent_said", "side", "pain_before", "diary:60", "next_day"]),
        some.sampled_from(["", "left", "right", "5", "7", "2026-06-01", "a b c", "a b x c", "b c d"]),
        some.integers(0, 3),
        some.sampled_from(["physician", "nurse"]),
        some.booleans(),
    ),
    max_size=12,
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(OPERATIONS)
def test_whatever_two_people_send_the_history_tells_it_whole(ito, staff, operations):
    """Each value is that of its last change, and each change begins where the one before ended."""
    visit = opened("p", ito)
    token = ""
    for field, value, seen, role, again in operations:
        token = token if again and token else uuid.uuid4().hex
        with suppress(InputError):
            keep(visit.pk, [Sent(field, value, seen, token)], staff(role))
    for now in visit.values_now.all():
        changes = list(visit.changes.filter(field=now.field).order_by("number"))
        assert [each.number for each in changes] == list(range(1, now.number + 1))
        assert [each.before for each in changes] == ["", *(each.after for each in changes[:-1])]
        assert changes[-1].after == now.value
    words = [each.after for each in visit.changes.filter(field="consent_said", kind="merged")]
    assert all(words)
    close_all(visit)


def close_all(visit):
    """So that the next example opens a visit of its own."""
    Visit.objects.filter(pk=visit.pk).update(status="closed")


def test_the_hours_of_a_night_in_which_the_clocks_change_are_counted_as_they_pass(ito):
    from datetime import UTC, datetime

    with timezone.override("Europe/Berlin"):
        at = datetime(2026, 10, 24, 23, 30, tzinfo=UTC)  # half past one, before three o'clock comes twice
        visit = opened("p", ito, now=at)
        fill(visit, BLOCK | {"diary:30": "1", "diary:240": "1"}, ito, at)
        score = RECORD["score"].objects.get(patient_id="p", scale="hours")
        assert score.at_time == datetime(2026, 10, 25, 3, 30, tzinfo=UTC)
        assert score.value_number == 3.5
        assert rows("procedure", text__startswith="Medial")[0].at_low.isoformat() == "2026-10-25"


@pytest.mark.parametrize("key", ["diary:030", "diary:٣٠", "diary:-30", "treatment:sleep", "holds:A;B"])
def test_a_field_has_one_name(ito, key):
    with pytest.raises(InputError, match="no such field"):
        keep(opened("p", ito).pk, sent({key: "3"}), ito)


def test_what_a_database_cannot_hold_is_left_out_of_words(ito):
    visit = opened("p", ito)
    assert keep(visit.pk, sent({"reason": " left\x00 knee \r\n"}), ito)[0].value == "left knee"
