"""Parts of a page that change in place: the same addresses, and the same templates, as the whole page."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from lenitive.clinic.models import Entry, State, WorkItem, WorkStep


def part(target):
    return {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": target}


@pytest.fixture
def item(load):
    load("ana", "ben")

    def put(patient_id="ana", **more):
        now = timezone.now()
        words = {"title": f"Naloxone for {patient_id}", "urgency": 2, "mark": "m", "kind": "naloxone"}
        return WorkItem.objects.create(
            patient_id=patient_id, subject="cdc22_8", changed_at=now, opened_at=now, **{**words, **more}
        )

    return put


def say(client, item, did, **more):
    said = {"did": did, "next": f"/work/{item.kind}/", "had": "", **more}
    return client.post(f"/people/{item.patient_id}/work/{item.pk}/", said, **part(f"w{item.pk}"))


def test_a_press_is_answered_with_the_row_the_counts_and_the_way_back(item, signed_in):
    one, client = item(), signed_in("nurse")
    answer = say(client, one, "take")
    page, step = answer.content.decode(), WorkStep.objects.get()
    assert page.lstrip().startswith('<li class="item item-soon"')
    assert "Yours" in page
    assert re.search(r'id="undo"[^>]* hx-swap-oob="innerHTML"', page)
    assert f'hx-post="/people/ana/work/undo/{step.pk}/" hx-target="#w{one.pk}"' in page
    assert 'id="counts" hx-swap-oob="true"' in page
    assert answer["HX-Replace-Url"] == f"/work/naloxone/?did={step.pk}"
    assert "<html" not in page


def test_what_is_done_stays_in_its_place_until_the_list_is_opened_again(item, signed_in):
    one, client = item(), signed_in("nurse")
    page = say(client, one, "done").content.decode()
    assert "item-gone" in page
    assert re.search(r"Naloxone missing</span> <b>0</b>", page)
    step = WorkStep.objects.get()
    answer = client.post(
        f"/people/ana/work/undo/{step.pk}/", {"next": f"/work/naloxone/?did={step.pk}"}, **part(f"w{one.pk}")
    )
    assert "item-gone" not in answer.content.decode()
    assert "It is as it was before." in answer.content.decode()
    assert answer["HX-Replace-Url"] == "/work/naloxone/"
    one.refresh_from_db()
    assert one.state == State.OPEN


def test_a_second_press_in_place_counts_once(item, signed_in):
    one, client = item(), signed_in("nurse")
    first, second = say(client, one, "done"), say(client, one, "done")
    assert first["HX-Replace-Url"] == second["HX-Replace-Url"]
    assert WorkStep.objects.count() == 1


def test_who_is_slower_sees_the_row_as_it_is_now(item, signed_in):
    one = item()
    say(signed_in("physician"), one, "take")
    page = say(signed_in("nurse"), one, "take").content.decode()
    assert "The physician has taken it meanwhile" in page
    assert "The physician has it" in page


def test_what_was_typed_stays_where_it_cannot_be_put_off(item, signed_in):
    answer = say(signed_in("nurse"), item(), "put_off", until="2001-01-01", reason="Waits for a result")
    assert answer["HX-Reswap"] == "none"
    assert "must be after today" in answer.content.decode()
    assert "<li class=" not in answer.content.decode().replace('<li class="message', "")


def test_filters_and_pages_of_a_list_come_alone_and_are_announced(item, signed_in):
    item("ana", owner=None)
    item("ben", due=timezone.localdate() - timedelta(days=3), by=timezone.localdate() - timedelta(days=3))
    page = signed_in("nurse").get("/work/naloxone/", {"due": "over"}, **part("list")).content.decode()
    assert "Naloxone for ben" in page
    assert "Naloxone for ana" not in page
    assert '<p id="said" hx-swap-oob="innerHTML">1 shown</p>' in page
    assert "<html" not in page


def test_an_earlier_page_is_answered_as_a_whole(item, signed_in):
    item()
    again = {**part("list"), "HTTP_HX_HISTORY_RESTORE_REQUEST": "true"}
    assert "<html" in signed_in("nurse").get("/work/naloxone/", **again).content.decode()


def test_people_are_searched_in_place(load, signed_in):
    load("ana", "ben")
    client = signed_in("physician")
    page = client.get("/people/", {"search": "N-ana"}, **part("people")).content.decode()
    assert page.lstrip().startswith('<div class="people-page" id="people"')
    assert "1 person found for “N-ana”, page 1 of 1" in page
    assert "<html" not in page
    assert 'hx-target="#people"' in client.get("/people/").content.decode()
    assert 'hx-target="#people"' not in client.get("/today/").content.decode()


def test_whoever_is_signed_out_meanwhile_is_led_to_the_door_and_not_into_a_row(item, client):
    one = item()
    answer = say(client, one, "take")
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["HX-Redirect"].startswith("/sign-in/")
    assert not WorkStep.objects.exists()


@pytest.fixture
def physician(invented, signed_in, cares_for):
    invented("philippa-ames")
    cares_for("physician", "philippa-ames")
    return signed_in("physician")


PERSON = "/people/philippa-ames/"
JUDGED = part("alerts-now")


def test_a_choice_is_kept_in_place_and_every_part_is_judged_anew(physician):
    page = physician.get(PERSON).content.decode()
    token = re.search(r'value="monitoring_programme"><input type="hidden" name="token" value="([^"]+)"', page)
    assert token, re.findall(r'name="choice" value="(\w+)"', page)
    said = {"choice": "monitoring_programme", "answer": "looked", "token": token[1]}
    answers = [physician.post(f"{PERSON}choices/", said, **JUDGED) for _ in range(2)]
    assert Entry.objects.count() == 1
    page = answers[0].content.decode()
    assert answers[0]["HX-Reswap"] == "none"
    for each in ("alerts-now", "choices", "quiet-now", "fits-next", "missing-now"):
        assert re.search(rf'id="{each}"[^>]* hx-swap-oob="true"', page), each
    assert "choice-answered" in page
    entry = Entry.objects.get()
    assert f'name="entry" value="{entry.pk}"' in page.partition('id="undo"')[2].partition("</form>")[0]
    back = physician.post(f"{PERSON}choices/undo/", {"entry": entry.pk}, **JUDGED).content.decode()
    assert "choice-answered" not in back
    assert "Taken back:" in back


def test_a_finding_is_overridden_where_it_stands(physician):
    form = physician.get(f"{PERSON}findings/cdc22_8/", **part("answer-cdc22_8")).content.decode()
    assert "<html" not in form
    assert 'hx-target="#alerts-now"' in form
    reason = re.search(r'name="override" value="(\w+)"', form)[1]
    answer = physician.post(f"{PERSON}findings/cdc22_8/", {"override": reason}, **JUDGED)
    assert 'id="quiet-now"' in answer.content.decode()
    assert Entry.objects.get().reason_id == reason
    wrong = physician.post(f"{PERSON}findings/cdc22_8/", {"outcome": "open", "reason": "x"}, **JUDGED)
    assert (wrong.status_code, wrong["HX-Retarget"]) == (422, "#answer-cdc22_8")
    assert 'value="open"' in wrong.content.decode()
    assert Entry.objects.count() == 1


def test_a_choice_that_somebody_answered_meanwhile_takes_the_place_of_the_page(physician):
    for number in range(2):
        token = f"00000000-0000-4000-8000-00000000000{number}"
        said = {"choice": "monitoring_programme", "answer": "looked", "token": token}
        answer = physician.post(f"{PERSON}choices/", said, **JUDGED)
    assert (answer.status_code, answer["HX-Retarget"], answer["HX-Reselect"]) == (409, "#main", "#main")
