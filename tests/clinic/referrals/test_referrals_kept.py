"""Referrals in the backup, in what `lenitive check` looks at, and in the demonstration."""

from __future__ import annotations

import pytest

from lenitive.clinic.models import Referral, ReferralFact, ReferralLetter, ReferralRecord, ReferralStep
from lenitive.clinic.referrals import matching, records
from lenitive.desk.backup import backup, restore
from lenitive.desk.checks import check_store
from lenitive.desk.models import PersonChange
from lenitive.desk.people import corrections
from lenitive.desk.people.identity import Identity
from lenitive.errors import LenitiveError
from tests.clinic.referrals.conftest import LETTER


@pytest.mark.django_db
def test_the_check_finds_a_referral_whose_person_is_gone(load, take_in):
    load("ana")
    take_in("ana")
    assert all(each.good for each in check_store() if "people" in each.sentence)
    Referral.objects.update(patient_id="nobody")
    (bad,) = [each for each in check_store() if not each.good]
    assert "1 in clinic_referral" in bad.sentence


@pytest.mark.django_db
def test_one_without_a_person_is_no_fault(take_in):
    take_in(None, person={"name": "Ana"})
    assert all(each.good for each in check_store())


@pytest.mark.django_db
def test_a_person_who_was_made_for_a_referral_is_not_unmade_below_it(take_in, staff):
    desk = staff("coordinator")
    referral = take_in(None, person={"name": "Zoe Adams"})
    matching.make_and_match(
        referral, Identity("Zoe Adams"), desk, clinic=None, token="3f0b2a52-6d0a-4a3e-9a58-6a3c9e6f1d11"
    )
    made = PersonChange.objects.get()
    with pytest.raises(LenitiveError, match="referral"):
        corrections.undo(made, desk)
    matching.unmatch(Referral.objects.get(), desk)
    corrections.undo(made, desk)
    assert Referral.objects.get().patient_id is None


def _all():
    models = (Referral, ReferralFact, ReferralLetter, ReferralRecord, ReferralStep)
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


@pytest.mark.django_db(transaction=True)
def test_a_backup_brings_every_table_of_referrals_back(load, take_in, staff, tmp_path):
    load("ana")
    records.ask(take_in("ana", letter=LETTER), ["imaging"], "Dr Hall", staff("coordinator"))
    before = _all()
    assert all(before.values())
    backup(tmp_path / "kept.zip")
    Referral.objects.all().delete()
    assert not any(_all().values())
    restore(tmp_path / "kept.zip", replace=True)
    assert _all() == before
