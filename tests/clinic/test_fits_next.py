"""The plan on the one page: cards, what is taken now, the pathway, and what it says when there is none."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from lenitive.clinic.plan.cards import fits_next
from lenitive.clinic.plan.made import made_plan, measured
from lenitive.clinic.plan.strip import strip
from lenitive.clinic.plan.words import PARTS, SAFER_OPIOIDS
from lenitive.desk import store
from tests.plan.authorisation_charts import problem

PEOPLE = ["harold-okafor", "teresa-vidal", "maya-lindholm", "agnes-lorentz", "nadia-haddad"]


def section(client, patient_id):
    page = client.get(f"/people/{patient_id}/").content.decode()
    return re.search(r'<section class="card fits-next".*?</section>', page, re.DOTALL).group()


def words(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def plan_of(patient_id):
    today = timezone.localdate()
    with store.person(patient_id) as record:
        made = made_plan(record, patient_id, today)
        return made, fits_next(made), strip(made, measured(record))


def test_every_proposal_and_all_that_is_taken_stands_on_the_page_once(invented):
    invented(*PEOPLE)
    for patient_id in PEOPLE:
        made, shown, _way = plan_of(patient_id)
        combination = made.combination
        proposed = [each.treatment.id for each in combination.start]
        taken = [*combination.keep, *combination.review, *combination.stop_slowly]
        carded = [each.opened.treatment for each in (*shown.cards, *shown.taken)]
        assert len(carded) == len(set(carded)), patient_id
        assert {*proposed, *(each.treatment.id for each in taken)} <= set(carded), patient_id
        waiting = {each.opened.treatment for each in shown.cards if each.waiting}
        assert not waiting & set(proposed), patient_id


def test_each_part_has_a_card_or_is_named_as_fitting_nothing(invented):
    invented("harold-okafor")
    _made, shown, _way = plan_of("harold-okafor")
    kinds = {each.kind for each in shown.cards} - {str(SAFER_OPIOIDS)}
    assert kinds | set(shown.nothing) == {str(name) for name in PARTS.values()}
    assert not kinds & set(shown.nothing)


def test_a_card_has_a_standing_function_first_and_opens_to_both_sides(invented, signed_in):
    invented("harold-okafor")
    page = section(signed_in("physician"), "harold-okafor")
    first = words(page.split('<li class="option')[1])
    assert "Self-management and education" in first
    assert "Fits now" in first
    assert first.index("Function:") < first.index("evidence of benefit")
    for told in (
        "For",
        "Against",
        "Expected for function",
        "Expected for pain",
        "Certainty",
        "Time to effect",
    ):
        assert told in first, told
    for told in ("A fair trial", "Who delivers it", "How we will know that it worked", "If declined"):
        assert told in first, told
    assert first.index("Expected for function") < first.index("Expected for pain")


def test_what_must_not_be_stopped_suddenly_says_so_on_its_card(invented, signed_in):
    invented("nadia-haddad", "rosa-lindqvist")
    client = signed_in("physician")
    _made, shown, _way = plan_of("rosa-lindqvist")
    slow = [each for each in (*shown.cards, *shown.taken) if each.opened.option.never_suddenly]
    assert {each.opened.treatment for each in slow} >= {"opioid_ir", "benzodiazepine", "duloxetine"}
    assert all("Never stop it suddenly" in each.why[0] for each in slow)
    assert "Lower slowly, never suddenly" in words(section(client, "rosa-lindqvist"))
    tramadol = section(client, "nadia-haddad")
    assert "Safer opioids" in tramadol
    assert "/people/nadia-haddad/taper/?medicine=opioid" in tramadol


def test_an_open_emergency_stands_at_the_head_and_nothing_but_rescue_is_proposed(invented, signed_in):
    invented("rosa-lindqvist")
    page = words(section(signed_in("physician"), "rosa-lindqvist"))
    assert page.index("Safety first: an emergency is open.") < page.index("After the emergency")
    assert "Thoughts of death or self-harm" in page
    _made, shown, _way = plan_of("rosa-lindqvist")
    proposed = [each for each in shown.cards if not each.waiting and each.opened.option.current is None]
    assert [each.opened.treatment for each in proposed] == ["naloxone_rescue"]
    assert {each.badge for each in shown.cards if each.waiting} == {"After the emergency"}


@pytest.mark.parametrize("who", ["rosa-lindqvist", "tomas-hale", "dorothea-finch"])
def test_what_waits_is_what_the_plan_proposes_once_the_emergency_is_answered(invented, signed_in, who):
    invented(who)
    client = signed_in("physician")
    made, shown, _way = plan_of(who)
    assert made.combination.emergencies
    waiting = {each.opened.treatment for each in shown.cards if each.waiting}
    will_start = {each.treatment.id for each in made.afterwards.combination.start}
    page = client.get(f"/people/{who}/").context["page"]
    for alert in page.loud:
        if alert.urgency == "emergency":
            said = {"outcome": "cleared", "reason": "Seen, and looked after today."}
            client.post(f"/people/{who}/findings/{alert.rule}/", said)
    answered, after, _way = plan_of(who)
    assert not answered.combination.emergencies
    proposed = {each.treatment.id for each in answered.combination.start}
    assert will_start == proposed
    assert waiting & will_start <= {each.opened.treatment for each in after.cards}
    assert waiting & will_start


def test_under_eighteen_a_card_of_a_medicine_is_never_for_adults_alone(invented):
    invented("maya-lindholm")
    _made, shown, _way = plan_of("maya-lindholm")
    offered = [each for each in shown.cards if not each.waiting and each.opened.option.current is None]
    assert offered
    assert all(each.opened.option.treatment.modality != "interventional" for each in offered)
    started = [each.opened.option.start for each in offered if each.opened.option.start]
    assert all(start.for_a_child for start in started)


def test_pregnancy_is_named_where_it_speaks_against(invented, signed_in):
    invented("teresa-vidal")
    page = signed_in("physician").get("/people/teresa-vidal/options/").content.decode()
    assert "Pregnant" in page


def test_somebody_who_died_has_no_plan_and_the_page_says_so(chart_of, signed_in):
    chart_of(deceasedDateTime="2026-01-05", birthDate="1950-01-01")
    page = section(signed_in("physician"), "p")
    assert "This person has died; no plan is made." in page
    assert 'class="option' not in page
    assert "plan.pdf" not in page
    assert "summary.pdf" in page


def test_somebody_without_any_row_still_has_education_movement_and_mind(chart_of, signed_in):
    chart_of()
    _made, shown, way = plan_of("p")
    assert shown.cards or shown.nothing
    page = section(signed_in("physician"), "p")
    assert "All 124 treatments and where they stand" in page
    assert "Answers that would open most:" in page
    assert not any(step.state == "done" for step in way.steps)


@pytest.mark.parametrize(
    ("patient_id", "title"),
    [
        ("harold-okafor", "Chronic pain"),
        ("leonard-quist", "Palliative care"),
    ],
)
def test_the_pathway_is_named_with_its_steps(invented, signed_in, patient_id, title):
    invented(patient_id)
    _made, _shown, way = plan_of(patient_id)
    assert way.title == title
    assert len(way.steps) > 4
    page = words(section(signed_in("physician"), patient_id))
    assert title in page
    assert way.count in page


def test_a_pain_of_ten_days_follows_the_acute_pathway(chart_of, signed_in):
    began = (timezone.localdate() - timedelta(days=10)).isoformat()
    chart_of({**problem("back", "M54.50", "Low back pain", began), "subject": {"reference": "Patient/p"}})
    _made, _shown, way = plan_of("p")
    assert way.title == "Acute pain"
    assert "Look again" in [step.title for step in way.steps]


def test_a_step_is_done_only_when_all_was_measured_and_something_of_it_is_used(invented):
    invented("harold-okafor")
    _made, _shown, way = plan_of("harold-okafor")
    by_title = {step.title: step for step in way.steps}
    medicines = by_title["Medicines that fit the mechanism"]
    assert (medicines.state, medicines.done) == ("done", "Duloxetine and Gabapentin")
    understand = by_title["Understand the pain and the person"]
    assert understand.state == "begun"
    assert "Brief Pain Inventory" in understand.done
    assert "GAD-7" in understand.left
    assert by_title["Move"].state == "open"


def test_every_link_of_the_section_opens(invented, signed_in):
    invented("nadia-haddad")
    client = signed_in("physician")
    links = sorted(set(re.findall(r'href="(/people/[^"]+)"', section(client, "nadia-haddad"))))
    own = [link for link in links if "/rows/" not in link]
    assert len(own) > 15
    for link in [*own, *[link for link in links if "/rows/" in link][::5]]:
        assert client.get(link.replace("&amp;", "&")).status_code == 200, link


def test_the_person_is_judged_once_for_the_whole_page(invented, signed_in, monkeypatch):
    from lenitive.reason import assess

    invented("harold-okafor")
    client = signed_in("physician")
    judged = []
    once = assess.judge_person
    monkeypatch.setattr(assess, "judge_person", lambda *a, **k: (judged.append(1), once(*a, **k))[1])
    assert client.get("/people/harold-okafor/").status_code == 200
    assert len(judged) == 1
