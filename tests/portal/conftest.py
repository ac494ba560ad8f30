"""What tests of the portal share: people, and clients and pages of somebody who is in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.test import Client, RequestFactory
from django.utils import timezone

from lenitive.desk.models import Patient
from lenitive.desk.policy import Helper
from lenitive.portal import sessions
from lenitive.portal.models import Account, Tie
from tests.clinic.conftest import chart_of, invented

__all__ = ["chart_of", "invented"]


@pytest.fixture(autouse=True)
def nothing_told_lately() -> None:
    """What the trail heard in another test is forgotten."""
    cache.clear()


@pytest.fixture
def account_of(load: Callable[..., None]) -> Callable[..., Account]:
    """An account of a person: `account_of("ana")`, or of a helper: `account_of("ana", Helper.CARER)`.

    The person is put into the store where they are not there, as an invented one.
    """

    def make(patient_id: str = "ana", helper: Helper = Helper.SELF, *, language: str = "en") -> Account:
        if not Patient.objects.filter(patient_id=patient_id).exists():
            load(patient_id)
            Patient.objects.filter(patient_id=patient_id).update(synthetic=True)
        name = patient_id.title() if helper == Helper.SELF else f"Helper of {patient_id.title()}"
        login = f"{helper}.{patient_id}@example.org"
        found, _made = Account.objects.get_or_create(
            login=login, defaults={"name": name, "language": language, "email": login}
        )
        Tie.objects.get_or_create(
            account=found, patient_id=patient_id, defaults={"helper": helper, "since": timezone.now()}
        )
        return found

    return make


@pytest.fixture
def me(account_of: Callable[..., Account]) -> Callable[..., Client]:
    """A client of somebody who is in: `me("ana")`, `me("ana", Helper.CARER)`, `me("ana", language="es")`."""

    def client(patient_id: str = "ana", helper: Helper = Helper.SELF, *, language: str = "en") -> Client:
        account = account_of(patient_id, helper, language=language)
        tie = account.ties.get(patient_id=patient_id)
        _session, key = sessions.open_for(
            account, tie, RequestFactory().get("/me/"), way="password", own_device=True
        )
        one = Client()
        one.cookies[sessions.COOKIE] = key
        return one

    return client


@pytest.fixture
def my_page(
    me: Callable[..., Client], page_at: Callable[..., object], live_server: object
) -> Callable[..., object]:
    """A page of a phone of somebody who is in: `my_page("ana", width=320, scheme="dark", language="ar")`."""

    def open_page(
        patient_id: str = "ana",
        helper: Helper = Helper.SELF,
        *,
        width: int = 390,
        scheme: str = "light",
        language: str = "en",
    ) -> object:
        client = me(patient_id, helper, language=language)
        page = page_at(width=width, scheme=scheme)
        key = client.cookies[sessions.COOKIE].value
        page.context.add_cookies([{"name": sessions.COOKIE, "value": key, "url": f"{live_server.url}/me/"}])
        return page

    return open_page
