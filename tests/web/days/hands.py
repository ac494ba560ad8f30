"""Two pairs of hands for one day: a mouse at a wide screen, and the keyboard alone at a narrow one.

A day is written once, as steps that say what a person sees and does ("press", "write", "tick"); each pair of
hands does them in its own way. What is looked at (axe, in light and dark) belongs to the step as well.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, ClassVar
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from django.urls import resolve
from playwright.sync_api import expect

from tests.conftest import accessibility_problems

_COLOURS = ["color-contrast", "link-in-text-block"]
_PATIENCE = 15_000  # ms, on a machine that does something else besides
_FARTHEST = 400  # presses of Tab; the one page has that many links, further is lost
# What a label, a description or a link leads to must be one thing; else it leads to the wrong one.
_TWICE = """() => {
  const all = what => [...document.querySelectorAll(`[${what}]`)];
  const said = ["for", "aria-describedby", "aria-labelledby"];
  const led = [...said.flatMap(what => all(what).flatMap(each => each.getAttribute(what).split(" "))),
               ...all("href^='#'").map(each => each.getAttribute("href").slice(1))];
  const ids = all("id").map(each => each.id).filter(each => led.includes(each));
  return ids.filter((each, at) => ids.indexOf(each) !== at);
}"""
_WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_OUTLINED = """each => {
  const seen = element => getComputedStyle(element).outlineStyle !== "none";
  return seen(each) || (each.parentElement && seen(each.parentElement));
}"""
_BEHIND = """each => {
  const here = document.activeElement;
  if (here === document.body) return false;
  return Boolean(here.compareDocumentPosition(each) & Node.DOCUMENT_POSITION_PRECEDING);
}"""
_HERE = "each => each === document.activeElement"
# Of several that exclude each other, Tab leads to one, and arrows to the one that is meant.
_HERE_OR_BESIDE = """each => {
  const here = document.activeElement;
  return each === here || (each.type === "radio" && each.form === here.form && each.name === here.name);
}"""


class Hands:
    """What both can do: look, and wait for what is said. `page` is a page of the live site."""

    width: ClassVar[int]
    scheme: ClassVar[str]  # in which all of axe's rules are run; in the other one those about colour
    another: Callable[[int], Hands]  # the same hands at another device, so many pixels wide

    def __init__(self, page: Any) -> None:
        self.page = page
        self.looked_at: set[str] = set()
        page.emulate_media(color_scheme=self.scheme, reduced_motion="reduce")
        page.set_default_timeout(_PATIENCE)

    def sees(self, *texts: str, among: str = "body") -> None:
        """Wait until each text is to be seen."""
        for text in texts:
            part = self.page.locator(among).get_by_text(text)
            part.locator("visible=true").first.wait_for()

    def sees_no(self, *texts: str) -> None:
        """What is not there must not be there, once the page is."""
        for text in texts:
            expect(self.page.locator("body").get_by_text(text).locator("visible=true")).to_have_count(0)

    def on(self, heading: str) -> None:
        """Wait for the page of this heading; look at the first page of its kind that the day leads to."""
        self.page.get_by_role("heading", level=1, name=heading).first.wait_for()
        self.look(resolve(urlsplit(self.page.url).path).view_name)

    def at(self, place: str) -> None:
        """Wait until the head of the page says that this is the place."""
        here = self.page.locator("header nav a[aria-current]", has_text=place)
        here.wait_for(state="attached")  # on a narrow page the places stand behind one button

    def look(self, name: str) -> None:
        """Axe finds nothing, in light and dark, and nothing is wider than the screen; once for each name.

        Folds stay as the person left them: other tests look at each page with every fold open.
        """
        if name in self.looked_at:
            return
        self.looked_at.add(name)
        problems = accessibility_problems(self.page) + self._in_the_other_light()
        wide = self.page.evaluate(_WIDER)
        problems += [f"{wide} px too wide"] if wide > 0 else []
        problems += [f"the id {each} stands twice" for each in self.page.evaluate(_TWICE)]
        assert not problems, "\n".join([f"{name} ({self.page.url})", *problems])

    def _in_the_other_light(self) -> list[str]:
        other = "light" if self.scheme == "dark" else "dark"
        self.page.emulate_media(color_scheme=other, reduced_motion="reduce")
        found = Axe().run(self.page, options={"runOnly": _COLOURS}).response["violations"]
        self.page.emulate_media(color_scheme=self.scheme, reduced_motion="reduce")
        return [f"{other}: {each['id']}: {each['nodes'][0]['html'][:160]}" for each in found]

    def visit(self, address: str) -> int:
        """Write an address into the browser: the first of the day, or one that somebody sent."""
        return int(self.page.goto(address).status)

    def part(self, role: str, name: str, among: str, *, exact: bool = False) -> Any:
        """The control of that name; where there are several, the one beside the words `among`."""
        page = self.page
        found = page.get_by_role(role, name=name, exact=exact)
        if role == "summary":  # no role of its own
            found = page.locator("summary", has_text=name)
        if among:
            around = "main :is(li, tr, section, article, details.part)"
            found = page.locator(around, has_text=among).filter(has=found).last.locator(found)
        return found.locator("visible=true").first

    def field(self, label: str, among: str = "") -> Any:
        """A field by its label."""
        whole = self.page.locator(among or "main")
        return whole.get_by_label(label).locator("visible=true").first

    # What each does in its own way.

    def press(self, name: str, *, role: str = "button", among: str = "", exact: bool = False) -> None:
        raise NotImplementedError

    def write(self, label: str, text: str) -> None:
        raise NotImplementedError

    def choose(self, label: str, option: str) -> None:
        raise NotImplementedError

    def tick(self, label: str, among: str = "") -> None:
        raise NotImplementedError

    def go(self, place: str) -> None:
        raise NotImplementedError

    def find(self, words: str, name: str) -> None:
        raise NotImplementedError

    def follow(self, name: str, among: str = "") -> None:
        """Follow a link."""
        self.press(name, role="link", among=among)

    def open(self, person: str) -> None:
        """Follow the name of a person to their page."""
        self.press(person, role="link", exact=True)

    def unfold(self, name: str, among: str = "") -> None:
        """Open a fold."""
        self.press(name, role="summary", among=among)

    def sign_in(self, username: str, password: str, code: str) -> None:
        """Password, then the code of the app."""
        self.visit("/sign-in/")
        self.on("Sign in")
        self.write("User name", username)
        self.write("Password", password)
        self.press("Sign in")
        self.on("And now your second factor")
        self.write("Code of your app", code)
        self.press("Sign in")
        self.page.get_by_role("button", name="Sign out").wait_for()

    def sign_out(self) -> None:
        self.press("Sign out")
        self.on("Sign in")


class Mouse(Hands):
    """A mouse at a desk."""

    width, scheme = 1280, "light"

    def press(self, name: str, *, role: str = "button", among: str = "", exact: bool = False) -> None:
        self.part(role, name, among, exact=exact).click()

    def write(self, label: str, text: str) -> None:
        self.field(label).fill(text)

    def choose(self, label: str, option: str) -> None:
        self.field(label).select_option(label=option)

    def tick(self, label: str, among: str = "") -> None:
        self.field(label, among).check()

    def go(self, place: str) -> None:
        self.page.get_by_role("navigation", name="Main").get_by_role("link", name=place).click()
        self.at(place)

    def find(self, words: str, name: str) -> None:
        self.page.locator("#find").press_sequentially(words)
        self.page.get_by_role("option", name=name).first.click()


class Keys(Hands):
    """The keyboard alone, on a page that is as narrow as one at 320 per cent."""

    width, scheme = 390, "dark"
    _PLACES: ClassVar[dict[str, Sequence[str]]] = {"Today": "gt", "People": "gp", "Work": "gw"}

    def reach(self, target: Any) -> None:
        """Tab, forwards or back, until the target has the focus and shows it."""
        target.wait_for()
        way = "Shift+Tab" if target.evaluate(_BEHIND) else "Tab"
        for _ in range(_FARTHEST):
            if target.evaluate(_HERE_OR_BESIDE):
                break
            self.page.keyboard.press(way)
        else:
            raise AssertionError(f"{target} is not to be reached by {way}")
        self._arrows_to(target)
        assert target.evaluate(_OUTLINED), f"{target} has the focus, and nobody sees it"

    def _arrows_to(self, target: Any) -> None:
        for _ in range(_FARTHEST):
            if target.evaluate(_HERE):
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{target} is not to be reached by arrows")

    def press(self, name: str, *, role: str = "button", among: str = "", exact: bool = False) -> None:
        self.reach(self.part(role, name, among, exact=exact))
        self.page.keyboard.press("Enter")

    def write(self, label: str, text: str) -> None:
        self.reach(self.field(label))
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def choose(self, label: str, option: str) -> None:
        field = self.field(label)
        self.reach(field)
        self.page.keyboard.press("Home")
        for _ in range(_FARTHEST):
            if field.evaluate("each => each.selectedOptions[0]?.text.trim()") == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{label} offers no {option}")

    def tick(self, label: str, among: str = "") -> None:
        field = self.field(label, among)
        self.reach(field)
        if not field.is_checked():
            self.page.keyboard.press("Space")

    def go(self, place: str) -> None:
        self.page.wait_for_load_state()  # before its script is there, a page knows no keys
        for key in self._PLACES[place]:
            self.page.keyboard.press(key)
        self.at(place)

    def find(self, words: str, name: str) -> None:
        self.page.wait_for_load_state()
        self.page.keyboard.press("/")
        self.page.keyboard.type(words)
        option = self.page.get_by_role("option", name=name).first
        option.wait_for()
        for _ in range(20):
            self.page.keyboard.press("ArrowDown")
            if option.get_attribute("aria-selected") == "true":
                break
        self.page.keyboard.press("Enter")
