from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from lenitive.clinic.models import Entry, Kind, RuleAnswer, RuleShown
from lenitive.desk.models import RECORD
from lenitive.knowledge.choices import choices

FINDING = "/people/rosa-lindqvist/findings/yellow_suicidality/"


@pytest.fixture
def rosa(invented, signed_in):
    invented("rosa-lindqvist")
    return signed_in("physician")


def test_an_override_takes_one_tap_and_leaves_the_finding_open(rosa):
    page = rosa.post(FINDING, {"override": "other_treats", "token": str(uuid.uuid4())}, follow=True)
    assert "Thoughts of death or self-harm" in page.content.decode()
    review = RECORD["review"].objects.get()
    assert (review.outcome, review.reason) == ("not_now", "A colleague looks after it")
    said = RuleAnswer.objects.get()
    assert (said.rule, said.did, said.reason_id) == ("yellow_suicidality", "overridden", "other_treats")
    assert "A colleague looks after it" in rosa.get(FINDING).content.decode()


def test_an_answer_is_taken_back_with_its_review(rosa):
    rosa.post(FINDING, {"override": "other_treats"})
    rosa.post("/people/rosa-lindqvist/answers/undo/", {"entry": Entry.objects.get().pk})
    assert not RECORD["review"].objects.exists()
    rosa.post("/people/rosa-lindqvist/answers/undo/", {"entry": Entry.objects.get().pk})  # changes nothing
    assert Entry.objects.get().undone_by == "The physician"


def test_a_page_counts_as_shown_once_a_day(rosa):
    for _ in range(2):
        rosa.get("/people/rosa-lindqvist/")
    assert RuleShown.objects.filter(rule="yellow_suicidality").count() == 1


def many(rule, **dids):
    """So many answers of each kind to a rule, two days ago."""
    now = timezone.now() - timedelta(days=2)
    for did, times in dids.items():
        for number in range(times):
            entry = Entry.objects.create(
                patient_id=f"p{number}",
                kind=Kind.FINDING,
                subject=rule,
                title=rule,
                answer=did,
                words=did,
                day=now.date(),
                at=now,
                who="x",
                token=str(uuid.uuid4()),
            )
            reason = "benefit_outweighs" if did == "overridden" else ""
            RuleAnswer.objects.create(entry=entry, rule=rule, did=did, at=now, reason_id=reason)


def row_of(page, title):
    return next(part for part in page.content.decode().split("<tr>") if title in part)


@pytest.mark.parametrize(
    ("acted", "overridden", "up"), [(5, 5, True), (6, 4, False), (4, 5, False), (0, 10, True)]
)
def test_a_rule_that_most_override_is_up_for_review(db, signed_in, acted, overridden, up):
    assert choices().review_of_rules.least_answers == 10
    many("nsaid_egfr30", acted=acted, overridden=overridden)
    page = signed_in("programme_lead").get("/rules/")
    row = row_of(page, "/rules/nsaid_egfr30/")
    assert ("up for review" in row) is up
    assert f"Benefit outweighs it here {overridden}" in row


def test_what_was_taken_back_and_what_is_old_does_not_count(db, signed_in):
    many("nsaid_egfr30", overridden=12)
    Entry.objects.filter(pk__in=list(Entry.objects.values_list("pk", flat=True)[:6])).update(
        undone_at=timezone.now()
    )
    RuleAnswer.objects.filter(entry__undone_at=None).first().delete()
    row = row_of(signed_in("programme_lead").get("/rules/"), "/rules/nsaid_egfr30/")
    assert "up for review" not in row
    RuleAnswer.objects.update(at=timezone.now() - timedelta(days=91))
    assert "nsaid_egfr30" not in signed_in("programme_lead").get("/rules/").content.decode()


def test_the_owner_reviews_a_rule_and_older_answers_no_longer_put_it_up(db, signed_in, staff, settings):
    many("nsaid_egfr30", overridden=12)
    lead = signed_in("programme_lead")
    assert lead.post("/rules/nsaid_egfr30/", {"did": "keep", "reason": "no"}).status_code == 422
    said = {"did": "keep", "reason": "Read the twelve: all on dialysis."}
    assert lead.post("/rules/nsaid_egfr30/", said).status_code == 302
    assert "up for review" not in row_of(lead.get("/rules/"), "/rules/nsaid_egfr30/")
    lead.post("/rules/nsaid_egfr30/", {"did": "put_up", "reason": "A new guideline is out."})
    assert "up for review" in row_of(lead.get("/rules/"), "/rules/nsaid_egfr30/")


def test_another_than_the_owner_reads_and_does_not_review(db, signed_in, settings):
    many("nsaid_egfr30", overridden=12)
    said = {"did": "keep", "reason": "I like it as it is."}
    physician = signed_in("physician")
    assert physician.post("/rules/nsaid_egfr30/", said).status_code == 422
    assert "up for review" in row_of(physician.get("/rules/"), "/rules/nsaid_egfr30/")
    settings.RULE_OWNERS = {"nsaid": "physician"}
    assert physician.post("/rules/nsaid_egfr30/", said).status_code == 302


def test_rules_are_for_owners_and_an_unknown_rule_is_not_found(db, signed_in):
    assert signed_in("nurse").get("/rules/").status_code == 404
    assert signed_in("programme_lead").get("/rules/no_such/").status_code == 404
    assert "Nothing was shown or answered yet" in signed_in("programme_lead").get("/rules/").content.decode()


def test_the_page_of_rules_asks_the_store_the_same_however_many_rules(
    db, signed_in, django_assert_max_num_queries
):
    many("nsaid_egfr30", overridden=3)
    many("cdc22_9", acted=3)
    client = signed_in("programme_lead")
    with django_assert_max_num_queries(26):
        client.get("/rules/")
