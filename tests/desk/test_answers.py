"""What every answer of the site carries, and the pages that stand where something went wrong."""

from __future__ import annotations

import re

import pytest
from django.test import RequestFactory

from lenitive.desk.views import errors


@pytest.mark.parametrize("path", ["/account/", "/nowhere/", "/people/ana/access/"])
def test_no_page_stays_in_a_cache_or_runs_what_we_did_not_send(load, signed_in, path):
    load("ana")
    answer = signed_in("nurse").get(path)
    policy = answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "no-store"
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert re.search(r"script-src 'nonce-[^']+'", policy)
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("DENY", "nosniff")


@pytest.mark.parametrize(
    "path", ["/account/", "/nowhere/", "/people/ana/access/", "/people/ana/join/", "/sign-in/"]
)
def test_no_page_has_inline_style_or_script_or_anything_from_elsewhere(load, signed_in, client, path):
    load("ana")
    page = (client if path == "/sign-in/" else signed_in("nurse")).get(path).content.decode()
    assert "style=" not in page
    assert "<style" not in page
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)
    assert not re.search(r"\son[a-z]+=", page)
    assert not re.search(r"(src|href)=\"(https?:)?//", page)


def test_a_page_that_breaks_needs_neither_database_nor_context():
    answer = errors.broken(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "Something broke" in answer.content.decode()


def test_every_page_says_when_people_are_invented(load, signed_in, client):
    from lenitive.desk.models import Patient

    load("ana", "ben")
    assert "synthetic" not in signed_in("nurse").get("/account/").content.decode().lower()
    Patient.objects.filter(patient_id="ana").update(synthetic=True)
    assert "Partly synthetic" in signed_in("nurse").get("/account/").content.decode()
    Patient.objects.update(synthetic=True)
    for page in (signed_in("nurse").get("/account/"), signed_in("nurse").get("/x/"), client.get("/sign-in/")):
        assert "Everybody here is invented" in page.content.decode()


def test_session_cookies_cannot_be_read_by_scripts(staff, client):
    staff("nurse")
    from tests.conftest import PASSWORD

    client.post("/sign-in/", {"username": "nurse", "password": PASSWORD})
    cookie = client.cookies["lenitive_session"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
