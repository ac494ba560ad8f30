"""The generated pages say what the code says."""

import importlib.util
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
_spec = importlib.util.spec_from_file_location("make_pages", DOCS / "make_pages.py")
assert _spec and _spec.loader
make_pages = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(make_pages)


@pytest.mark.parametrize("name", sorted(make_pages.PAGES))
def test_a_generated_page_is_up_to_date(name):
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == make_pages.PAGES[name](), f"docs/{name} is old: run `make docs`"


def test_every_link_between_pages_leads_somewhere():
    import re

    missing = []
    for page in DOCS.rglob("*.md"):
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                missing.append(f"{page.relative_to(DOCS)} -> {target}")
    assert not missing
