from __future__ import annotations

import pytest
from playwright.sync_api import expect

from lenitive.clinic.models import Asking
from lenitive.desk.models import RECORD
from tests.conftest import accessibility_problems

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ASK = "/people/ana/ask/"


@pytest.fixture
def nurse(transactional_db, load, signed_in):
    load("ana", synthetic=True)
    return signed_in("nurse")


def start(nurse, *forms):
    nurse.post(ASK, {"form": forms, "way": "tablet"})
    return nurse.session["tablet_code"]["code"]


def sound(page):
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return accessibility_problems(page) == [] and wide <= 0


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (820, "dark")])
def test_a_person_answers_by_keyboard_alone_and_nothing_is_left(nurse, page_at, width, scheme):
    code = start(nurse, "peg", "phq9")
    page = page_at(width=width, scheme=scheme)
    page.goto("/tablet/")
    assert sound(page)
    page.focus("#code")
    page.keyboard.type(code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/tablet/hello/")
    assert sound(page)
    page.focus("main button")
    page.keyboard.press("Enter")
    for item in range(3):
        page.wait_for_url(f"**/tablet/0/{item}/")
        assert sound(page)
        page.focus("input[name=value]")
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("Enter")
    page.wait_for_url("**/tablet/1/0/")
    assert sound(page)
    assert min(page.eval_on_selector_all(".options label", "all => all.map(e => e.offsetHeight)")) >= 48
    page.goto("/tablet/1/8/")
    page.check("input[value='1']")
    page.click("button[value=answer]")
    page.wait_for_url("**/tablet/1/8/now/")
    assert sound(page)
    page.click("text=Stop here")
    page.wait_for_url("**/tablet/done/")
    assert sound(page)
    left = page.context.cookies(f"{page.url.partition('/tablet/')[0]}/tablet/")
    assert {cookie["name"] for cookie in left} <= {"csrftoken"}  # says nothing about anybody
    page.go_back()
    assert "Ana" not in page.content()
    assert "several days" not in page.content()
    assert RECORD["answer"].objects.filter(instrument="peg", value_number=1).count() == 3


def test_without_a_connection_the_answer_waits_on_the_page(nurse, page_at):
    page = page_at(width=390)
    page.goto(f"/tablet/?code={start(nurse, 'peg')}")
    page.click("button[type=submit]")
    page.click("main button")
    page.check("input[value='7']")
    page.context.set_offline(True)
    page.click("button[value=answer]")
    expect(page.locator("#offline")).to_contain_text("No connection just now")
    expect(page.locator("input[value='7']")).to_be_checked()
    page.context.set_offline(False)
    page.click("button[value=answer]")
    page.wait_for_url("**/tablet/0/1/")


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_the_pages_of_the_staff_are_accessible_and_show_an_alarm_without_a_reload(
    nurse, page_at, width, scheme
):
    page = page_at(nurse, width=width, scheme=scheme)
    page.goto(ASK)
    page.eval_on_selector_all("main details", "all => all.forEach(each => each.open = true)")
    assert sound(page)
    page.check("input[value=phq9]")
    page.click("button[value=tablet]")
    page.wait_for_selector(".qr")
    assert sound(page)
    tablet = page_at(width=820)
    tablet.goto(f"/tablet/?code={page.inner_text('.code').replace(' ', '')}")
    tablet.click("button[type=submit]")
    tablet.goto("/tablet/0/8/")
    tablet.check("input[value='2']")
    tablet.click("button[value=answer]")
    tablet.wait_for_url("**/now/")
    page.wait_for_selector("text=An answer cannot wait", timeout=20_000)
    assert sound(page)
    page.goto(ASK)
    page.eval_on_selector_all("main details", "all => all.forEach(each => each.open = true)")
    page.check("input[value=peg]")
    page.click("button[value=read_out]")
    page.wait_for_url("**/read-out/")
    assert sound(page)
    assert Asking.objects.count() == 2
