"""Templates of visits: ours, and a site's own, which are refused with file and line when they are wrong."""

from __future__ import annotations

import pytest

from lenitive.desk.models import Role
from lenitive.errors import ConfigurationError, KnowledgeError
from lenitive.knowledge.visits import visit_templates
from lenitive.knowledge.visits.visit_templates import read_templates, templates

OWN = """\
id: acupuncture
title: Acupuncture
short: Acupuncture
says: Needles and what they did.
minutes: [20, 40]
setting: here
roles: [nurse]
expects: every
version: 1
next: {weeks: [1, 2], kind: acupuncture, words: weekly, source: ours, verified: false}
steps:
- id: done
  title: Done
  fields:
  - {id: points, label: Points, kind: text, needed: true}
  - {id: pain, label: Pain, kind: number, low: 0, high: 10}
  - {id: next_step, label: Next, kind: text, needed: true}
writes:
- {id: pain, kind: answers, instrument: nrs, of: {pain: pain}}
source: ours
verified: false
"""


@pytest.fixture
def folder(tmp_path):
    def put(text, name="own.yaml"):
        (tmp_path / name).write_text(text)
        read_templates.cache_clear()
        return str(tmp_path)

    yield put
    read_templates.cache_clear()


def test_ours_are_there_with_source_and_roles_that_exist():
    every = templates()
    assert next(iter(every)) == "procedure"
    assert len(every) == 7
    for each in every.values():
        assert each.source
        assert set(each.roles) <= set(Role.values)
        assert each.next.source
        for check in each.checks:
            assert check.says
            assert {field for field in check.fields} <= set(each.fields)
    assert set(Role.values) >= visit_templates.ROLES


def test_no_field_stands_without_a_label_and_every_write_reads_a_field():
    for each in templates().values():
        assert all(field.label for field in each.fields.values())
        assert all(set(write.of.values()) <= set(each.fields) for write in each.writes)
        assert each.fields["next_step"].needed


def test_a_site_adds_its_own(folder):
    made = read_templates(folder(OWN))
    assert made["acupuncture"].fields["points"].needed
    assert len(made) == 8


def test_a_site_takes_the_place_of_one_of_ours_only_when_it_says_so(folder):
    text = OWN.replace("id: acupuncture", "id: nurse").replace("kind: acupuncture", "kind: nurse")
    with pytest.raises(KnowledgeError, match="there is a template 'nurse' already"):
        read_templates(folder(text))
    assert read_templates(folder(text + "replaces: nurse\n"))["nurse"].title == "Acupuncture"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("title: Done\n", "title: Done\n  colour: red\n"), "own.yaml line 12: .*unknown key 'colour'"),
        (("roles: [nurse]", "roles: [surgeon]"), "line 1: there is no role 'surgeon'"),
        (("kind: number", "kind: slider"), "line 16: kind is 'slider'"),
        (("instrument: nrs", "instrument: thermometer"), "line 19: there is no instrument 'thermometer'"),
        (("of: {pain: pain}", "of: {ache: pain}"), "line 19: there is no item of nrs 'ache'"),
        (("of: {pain: pain}", "of: {pain: ache}"), "line 19: there is no field 'ache'"),
        (("minutes: [20, 40]", "minutes: [40, 20]"), "line 1: minutes falls"),
        (("expects: every", "expects: never"), "there is no visit of expected.yaml 'never'"),
        (("id: points", "id: pain"), "the field 'pain' stands twice"),
        (("verified: false\n", "verified: perhaps\n"), "verified is 'perhaps'"),
        (("kind: acupuncture,", "kind: moxa,"), "followed by 'moxa'"),
        (("label: Points", "label: Yes"), "line 15: label is True"),
        (("steps:", "steps: ["), "own.yaml line"),
        (("source: ours\n", ""), "the template lacks source"),
        (("id: next_step", "id: later"), "its last step has no field next_step"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(folder, change, says):
    assert change[0] in OWN
    with pytest.raises(KnowledgeError, match=says):
        read_templates(folder(OWN.replace(*change, 1)))


def test_a_folder_that_is_not_there_is_said_in_one_line(tmp_path):
    with pytest.raises(ConfigurationError, match="is not there"):
        read_templates(str(tmp_path / "nowhere"))
