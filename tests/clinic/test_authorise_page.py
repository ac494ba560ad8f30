from __future__ import annotations

import pytest
from django.utils import timezone

from lenitive.desk.models import AuditEvent
from tests.conftest import accessibility_problems
from tests.plan.authorisation_charts import observed, pain, peg, problem, procedure, therapy

CHOOSE = "/people/p/authorise/"
PAGE = "/people/p/authorise/esi_lumbar/medicare_esi/"


@pytest.fixture
def root(chart_of, signed_in):
    """Somebody with a radiculopathy, therapy without a result, and one injection."""
    today = timezone.localdate().isoformat()
    resources = [
        problem("root", "M54.16", "Radiculopathy, lumbar region", "2024-01-05"),
        pain(6, today),
        peg(today),
        *therapy("pt", 120, 80, outcome=None),
        procedure(
            "esi", "Lumbar epidural steroid injection", "2026-03-03", outcome="60% relief for 3 months"
        ),
        observed("exam", "neuro_exam", True, today),
    ]
    of_p = [{**each, "subject": {"reference": "Patient/p"}} for each in resources]
    chart_of(*of_p, birthDate="1970-02-03", gender="female")
    return signed_in("physician")


def test_the_checklist_says_what_is_missing_how_to_get_it_and_what_is_there(root):
    page = root.get(PAGE).content.decode()
    assert "What is missing" in page
    assert "what it did, with a score before and after" in page
    assert "How to get it:" in page
    assert '<li class="truth-met">' in page
    assert "/people/p/rows/Condition/root" in page
    assert "Does it help?" in page
    assert "This is no promise of cover" in page


def test_the_choice_lists_every_policy_and_leads_to_the_checklist(root):
    page = root.get(CHOOSE).content.decode()
    assert PAGE in page
    assert "Medicare, facet joint interventions" in page
    led = root.get(CHOOSE, {"procedure": "esi_lumbar", "policy": "medicare_esi"})
    assert (led.status_code, led.url) == (302, PAGE)


@pytest.mark.parametrize(
    "address", ["yoga_injection/medicare_esi", "esi_lumbar/nobody", "rfa_lumbar/medicare_esi"]
)
def test_what_is_not_there_is_not_found(root, address):
    assert root.get(f"{CHOOSE}{address}/").status_code == 404
    assert root.get("/people/nobody/authorise/esi_lumbar/medicare_esi/").status_code == 404


def test_a_place_that_names_nothing_is_said_on_the_page(root):
    answer = root.get(PAGE, {"place": "here"})
    assert answer.status_code == 422
    assert "names no region, level or side" in answer.content.decode()
    assert root.get(PAGE, {"place": "L4-L5 left"}).status_code == 200


def test_only_those_who_may_see_the_person_see_it_and_both_are_in_the_trail(root, signed_in, cares_for):
    cares_for("nurse", "p")
    assert root.get(PAGE).status_code == 404
    assert signed_in("nurse").get(PAGE).status_code == 200
    tried = AuditEvent.objects.filter(what="authorisation of a procedure").values_list("allowed", flat=True)
    assert set(tried) == {False, True}


@pytest.mark.browser
@pytest.mark.parametrize("address", [CHOOSE, PAGE])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.django_db(transaction=True)
def test_it_fits_and_is_accessible(root, page_at, width, address):
    page = page_at(root, width=width)
    page.goto(address)
    assert accessibility_problems(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
