"""One page shows every component, and axe finds nothing on it in light and in dark."""

from __future__ import annotations

from pathlib import Path

import pytest

import lenitive.desk
from tests.conftest import accessibility_problems

FOLDER = Path(lenitive.desk.__file__).parent / "templates" / "desk" / "components"


def test_every_component_stands_on_the_page(db, signed_in):
    answer = signed_in("administrator").get("/components/")
    drawn = {template.name for template in answer.templates}
    every = {f"desk/components/{path.name}" for path in FOLDER.glob("*.html")}
    assert len(every) > 10
    assert every - drawn == set()


def test_the_states_of_a_component_stand_on_the_page(db, signed_in):
    page = signed_in("administrator").get("/components/").content.decode()
    for each in (
        "alert-emergency",
        "alert-routine",
        "verdict-down",
        "message-error",
        "field-wrong",
        "refused",
    ):
        assert each in page, each
    assert "Partly synthetic" in page
    assert '<li class="message message-error">Somebody else' in page
    assert "You broke the glass." in page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_scheme_is_chosen_and_no_other_word_is(db, signed_in, scheme):
    client = signed_in("administrator")
    assert f"scheme-{scheme}" in client.get("/components/", {"scheme": scheme}).content.decode()
    assert "scheme-" not in client.get("/components/", {"scheme": '"><b>'}).content.decode()


@pytest.mark.browser
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_whatever_the_screen_is(transactional_db, signed_in, page_at, scheme, width):
    other = {"light": "dark", "dark": "light"}[scheme]
    for screen in (scheme, other):
        page = page_at(signed_in("administrator"), width=width, scheme=screen)
        page.goto(f"/components/?scheme={scheme}")
        page.eval_on_selector_all("main details", "all => all.forEach(each => each.open = true)")
        assert accessibility_problems(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
