"""What to do now: open to anyone, by country, small, and about nobody."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("country", "numbers"),
    [
        ("US", ("911", "988")),
        ("GB", ("999", "116 123")),
        ("ES", ("112", "024")),
        ("gb", ("999",)),
        ("PT", ("112",)),
    ],
)
def test_the_numbers_are_those_of_the_country(client, country, numbers):
    page = client.get("/me/now/", {"country": country, "kind": "self_harm"}).content.decode()
    for number in numbers:
        assert f"tel:{number.replace(' ', '')}" in page


def test_without_a_country_no_number_is_guessed(client):
    page = client.get("/me/now/", {"country": "<script>"}).content.decode()
    assert "tel:" not in page
    assert "Call your local emergency number" in page
    assert "<script>" not in page.replace('<script src="', "")


def test_it_needs_nobody_and_is_small(client):
    answer = client.get("/me/now/")
    assert answer.status_code == 200
    assert len(answer.content) < 30_000


def test_the_country_of_the_account_comes_first_and_the_address_before_it(me):
    phone = me("ana")
    from lenitive.portal.models import Account

    Account.objects.update(country="NZ")
    assert "tel:111" in phone.get("/me/now/").content.decode()
    assert "tel:999" in phone.get("/me/now/?country=GB").content.decode()


@pytest.mark.parametrize(
    "on", ["https://elsewhere.example/", "//elsewhere.example/me/", "javascript:alert(1)", "/people/"]
)
def test_the_way_on_leads_to_the_portal_and_nowhere_else(client, on):
    assert on not in client.get("/me/now/", {"on": on}).content.decode()


def test_the_danger_that_led_here_is_open_and_stands_first(client):
    page = client.get("/me/now/", {"kind": "overdose"}).content.decode()
    first = page.index("<details")
    assert page[first : first + 80].startswith("<details open><summary>Too much medicine")


def test_it_speaks_spanish_and_arabic(me):
    assert "¿" in me("ana", language="es").get("/me/now/").content.decode()
    assert "النالوكسون" in me("ben", language="ar").get("/me/now/").content.decode()
