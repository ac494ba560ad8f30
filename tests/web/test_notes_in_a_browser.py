"""Notes in a browser: accessible, by keyboard, kept while typing, and no word lost while the line is down."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from lenitive.clinic.models import DraftPart, Note
from tests.clinic.notes.conftest import WHO, address, amended, begun, draft_of, fill, signed
from tests.clinic.notes.conftest import physician as notes_physician
from tests.conftest import page_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

physician = notes_physician


@pytest.fixture
def some(transactional_db, physician):
    """A client, an amended note, a draft, and a letter to the workplace that is being written."""
    note = signed(physician, found="- Block of the right knee\n- Walked after")
    amended(physician, note, found="- Block of the left knee\n- Walked after")
    return physician, note, begun(physician), begun(physician, "work")


@pytest.mark.parametrize(
    ("width", "scheme"), [(390, "dark"), (390, "light"), (1280, "light"), (1280, "dark")]
)
def test_every_page_of_notes_is_accessible_and_fits_its_width(some, page_at, width, scheme):
    client, note, draft, letter = some
    page = page_at(client, width=width, scheme=scheme)
    person = f"/people/{WHO}/"
    problems = page_problems(
        page,
        {
            "list": f"{person}notes/",
            "letters": f"{person}letters/",
            "new": f"{person}notes/new/",
            "new letter": f"{person}letters/new/",
            "signed": address(note),
            "first version": address(note, "versions/1/"),
            "versions": address(note, "versions/"),
            "draft": address(draft, "draft/"),
            "letter": address(letter, "draft/"),
            "preview": address(letter, "preview/"),
            "waiting": "/notes/",
        },
    )
    assert not problems, "\n".join(problems)


def test_a_note_is_written_read_and_signed_by_keyboard_alone(some, page_at):
    client, _note, draft, _letter = some
    fill(client, draft)
    page = page_at(client)
    page.goto(address(draft, "draft/"))
    page.get_by_label("What it was about").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("Called: sleeps better.")
    page.get_by_role("button", name="Keep and read it").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/preview/")
    page.get_by_role("button", name="Sign", exact=True).focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{address(draft)}")
    expect(page.get_by_text("Called: sleeps better.")).to_have_count(1)
    assert draft.versions.count() == 1


def test_what_is_typed_is_kept_by_itself_and_after_the_line_was_down(some, page_at):
    client, _note, draft, _letter = some
    page = page_at(client)
    page.goto(address(draft, "draft/"))
    field = page.get_by_label("What it was about")
    field.fill("First words.")
    page.get_by_text("All is kept").wait_for()
    assert _text(draft) == "First words."
    page.context.set_offline(True)
    field.focus()
    page.keyboard.press("End")
    page.keyboard.type(" Typed while the line was down.")
    page.get_by_text("Not kept yet").wait_for()
    assert _text(draft) == "First words."
    page.context.set_offline(False)
    page.get_by_text("All is kept").wait_for()
    assert _text(draft) == "First words. Typed while the line was down."


def test_two_browsers_in_one_section_keep_each_others_words(some, page_at):
    client, _note, draft, _letter = some
    one, other = page_at(client), page_at(client, width=390)
    for page in (one, other):
        page.goto(address(draft, "draft/"))
    label = "What it was about"
    one.get_by_label(label).fill("Pain at night.")
    one.get_by_text("All is kept").wait_for()
    other.get_by_label(label).fill("Walks to the shop.")
    expect(other.get_by_label(label)).to_have_value(re.compile("Pain at night."))
    said = _text(draft)
    assert "Pain at night." in said
    assert "Walks to the shop." in said


def _text(note: Note) -> str:
    return DraftPart.objects.get(draft=draft_of(note), section="found").text


def test_a_draft_is_kept_and_signed_without_scripts(some, chromium, live_server):
    from django.conf import settings

    client, _note, draft, _letter = some
    context = chromium.new_context(java_script_enabled=False, base_url=live_server.url)
    name = settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    page = context.new_page()
    page.goto(address(draft, "draft/"))
    for field in page.locator("textarea").all():
        field.fill("- Kept without a script")
    page.get_by_role("button", name="Keep and read it").click()
    page.get_by_role("button", name="Sign", exact=True).click()
    assert page.url.endswith(address(draft))
    assert draft.versions.count() == 1
    context.close()
