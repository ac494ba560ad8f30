"""The generated pages say what the code says."""

import importlib.util
import re
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


def _missing_targets(page: Path) -> list[str]:
    targets = re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
    return [target for target in targets if "://" not in target and not (page.parent / target).exists()]


def test_every_link_between_pages_leads_somewhere():
    missing = {page.name: _missing_targets(page) for page in DOCS.rglob("*.md")}
    assert not {page: targets for page, targets in missing.items() if targets}
