"""Courses of any subject: brought in, found with the reasons, compared, and never half stored."""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import asdict
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from lenitive.cli import group
from lenitive.errors import InputError, LenitiveError
from lenitive.learn.ask import ask
from lenitive.learn.catalogue import kept
from lenitive.learn.catalogue.bringing import bring_in
from lenitive.learn.catalogue.finding import find
from lenitive.learn.catalogue.kept import Catalogue
from lenitive.learn.catalogue.narrowing import amount
from lenitive.learn.catalogue.reading import read_courses

PROGRAMMING = Path(__file__).with_name("programming.csv")


@pytest.fixture
def site(tmp_path, monkeypatch):
    """A site's own folder, with the courses on programming brought in."""
    monkeypatch.setenv("LENITIVE_HOME", str(tmp_path))
    assert bring_in(PROGRAMMING) == (20, [])
    return tmp_path


def test_the_best_course_for_beginners_in_python_is_named_with_the_reasons(site):
    reply = ask("best Python course for beginners")
    assert reply.kind == "course"
    assert reply.answer.startswith("Python from Zero [1]")
    assert "python" in reply.answer
    assert "its level is beginner" in reply.answer
    assert "9.4 of 10" in reply.answer


def test_courses_of_a_subject_are_compared_side_by_side(site):
    reply = ask("compare data science courses")
    assert reply.kind == "compare"
    assert {"Data Science Foundations", "Python for Data Science"} <= set(reply.columns)
    assert dict(reply.table)["hours"][reply.columns.index("Data Science Foundations")] == "40"
    assert len(reply.answer.split()) <= 150


def test_two_courses_that_are_named_are_compared(site):
    reply = ask("compare the sql course with the linux course")
    assert reply.columns == ("SQL Basics", "Linux for Everyone")


def test_a_second_import_adds_replaces_and_reads_nothing_anew(site, tmp_path, monkeypatch):
    monkeypatch.setattr(kept, "_texts", counted := _Counted(kept._texts))
    file = tmp_path / "programming.csv"
    file.write_text("name,rating,hours\nPython from Zero,5,99\nKnitting in the round,8,2\n", encoding="utf-8")
    assert bring_in(file) == (2, [])
    assert counted.times == 2
    catalogue = Catalogue.open()
    assert len(catalogue) == 24
    assert catalogue.named("programming.python_from_zero").hours == 99
    assert [each.course.name for each in find(catalogue, "knitting")] == ["Knitting in the round"]
    taught = [each.course.name for each in find(catalogue, "variables loops functions")]
    assert "Python from Zero" not in taught  # what the first file said of it is no longer found


class _Counted:
    """A function, and how often it was called."""

    def __init__(self, does):
        self._does, self.times = does, 0

    def __call__(self, *given):
        self.times += 1
        return self._does(*given)


def test_a_catalogue_of_an_older_version_is_still_read_and_grows(tmp_path, monkeypatch):
    monkeypatch.setenv("LENITIVE_HOME", str(tmp_path))
    courses, _ = read_courses(PROGRAMMING)
    old = sqlite3.connect(tmp_path / "courses.sqlite")
    old.execute("CREATE TABLE course (n INTEGER PRIMARY KEY, id TEXT UNIQUE, json TEXT)")
    rows = [(n, each.id, json.dumps(asdict(each))) for n, each in enumerate(courses, 1)]
    old.executemany("INSERT INTO course VALUES (?, ?, ?)", rows)
    old.commit()
    old.close()
    assert find(Catalogue.open(), "python for beginners")[0].course.name == "Python from Zero"
    file = tmp_path / "more.csv"
    file.write_text("name\nKnitting\n", encoding="utf-8")
    bring_in(file)
    assert len(Catalogue.open()) == len(courses) + 1


@pytest.mark.parametrize(
    ("price", "known"),
    [
        ("free", 0),
        ("Free of charge", 0),
        ("49 EUR", 49),
        ("$ 12.50", 12.5),
        ("12,50 €", 12.5),
        ("$1,200", 1200),
        ("1.200,50 €", 1200.5),
        ("1200.5", 1200.5),
        ("", None),
    ],
)
def test_a_price_is_read_as_far_as_it_is_known(price, known):
    assert amount(price) == known


def test_a_subject_that_no_course_is_about_is_refused(site):
    assert ask("best course on medieval poetry").kind == "refuse"


def test_the_courses_on_pain_stay_after_an_import(site):
    assert ask("a course on watercolour").ranked[0] == "stress_buster_watercolour"
    assert len(Catalogue.open()) == 23


def test_without_a_word_on_the_subject_the_best_rated_stands_first():
    assert [each.course.rating for each in find(Catalogue.open(), "best course")] == [9.2, 9.0, 8.8]


def test_broken_rows_are_named_and_the_others_kept(tmp_path, monkeypatch):
    monkeypatch.setenv("LENITIVE_HOME", str(tmp_path / "home"))
    file = tmp_path / "courses.csv"
    file.write_text("name,rating,hours\nGood,9,3\n,8,1\nHigh,99,1\nOdd,eight,1\nGood,7,1\n", encoding="utf-8")
    result = CliRunner().invoke(group, ["courses", "import", str(file)])
    assert result.exit_code == 1
    assert "1 course was brought in" in result.stdout
    assert [line.split(", ", 1)[1] for line in result.stderr.splitlines()] == [
        "line 3: it has no name. It was left out.",
        "line 4: its rating 99 is not from 0 to 10. It was left out.",
        "line 5: its rating 'eight' is not a number. It was left out.",
        "line 6: the id 'courses.good' stands twice; the first is kept. It was left out.",
    ]
    assert Catalogue.open().named("courses.good").rating == 9


@pytest.mark.parametrize(
    ("rows", "read", "broken"),
    [
        ('Good,9\n"Odd" x,8\nFine,7\n', ["Good", "Fine"], [3]),
        ('"Open,9\nGood,8\nFine,7\n', ["Good", "Fine"], [2]),
        ('Good,9\n"Open,8\nFine,7\n"Quoted, well",6\n', ["Good", "Fine", "Quoted, well"], [3]),
        ('"Open,9\nGood,8\n"Open too,7\nFine,6\n', ["Good", "Fine"], [2, 4]),
        ('"Two\nlines",9\nGood, with comma,8\nFine,7,,\n', ["Two lines", "Fine"], [4]),
        ('Good,9\r\n\r\nFine,7\r\nLast,"8', ["Good", "Fine"], [5]),
    ],
)
def test_a_badly_quoted_row_costs_that_row_alone(tmp_path, rows, read, broken):
    file = tmp_path / "courses.csv"
    file.write_bytes(b"name,rating\n" + rows.encode())
    courses, left_out = read_courses(file)
    assert [each.name for each in courses] == read
    assert [each.where for each in left_out] == [f"line {n}" for n in broken]


def test_many_open_quotes_are_read_in_good_time(tmp_path):
    file = tmp_path / "courses.csv"
    file.write_text("name,rating\n" + '"Open,9\nGood,8\n' * 2_000, encoding="utf-8")
    begun = time.process_time()
    _, left_out = read_courses(file)
    assert len(left_out) == 2_000 + 1_999  # the open ones, and the good ones of the same name but the first
    assert time.process_time() - begun < 2


def test_schema_org_courses_are_read_wherever_they_stand(tmp_path):
    file = tmp_path / "page.jsonld"
    course = {
        "@type": "Course", "name": "Pain for nurses", "provider": {"@type": "Organization", "name": "School"},
        "aggregateRating": {"ratingValue": "4.5"}, "offers": {"price": 20, "priceCurrency": "EUR"},
        "hasCourseInstance": [{"courseWorkload": "PT3H30M", "courseMode": "online"}],
        "audience": {"educationalRole": "nurses"}, "teaches": ["assessment"], "educationalLevel": "beginner",
    }  # fmt: skip
    listed = {
        "@graph": [
            {"@type": "ItemList", "itemListElement": [{"item": course}, {"item": {"@type": "Course"}}]}
        ]
    }
    file.write_text(json.dumps(listed), encoding="utf-8")
    (read,), (broken,) = read_courses(file)
    assert (read.name, read.provider, read.rating, read.rating_scale) == ("Pain for nurses", "School", 4.5, 5)
    assert (read.hours, read.price, read.format, read.audience) == (3.5, "20 EUR", "online", ("nurses",))
    assert str(broken) == "course 2: it has no name"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no column for the name"),
        ("a,b\n1,2\n", "no column for the name"),
        ("{", "not JSON"),
        ("[]", "no course could be read"),
        ("name\n\n", "no course could be read"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused_in_one_line_and_changes_nothing(
    tmp_path, monkeypatch, text, says
):
    monkeypatch.setenv("LENITIVE_HOME", str(tmp_path / "home"))
    file = tmp_path / "x.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says):
        bring_in(file)
    assert not (tmp_path / "home").exists()


@settings(max_examples=200, deadline=None)
@given(
    content=st.binary(max_size=300) | st.text(max_size=300).map(lambda text: f"name,rating\n{text}".encode())
)
def test_whatever_a_file_holds_it_is_read_or_refused(tmp_path_factory, content):
    file = tmp_path_factory.mktemp("any") / "x.csv"
    file.write_bytes(content)
    try:
        read, _ = read_courses(file)
    except LenitiveError:
        return
    assert all(each.name for each in read)


@settings(max_examples=100, deadline=None)
@given(words=st.text(max_size=60))
def test_whatever_is_looked_for_the_search_answers(words):
    assert isinstance(find(Catalogue.open(), words), list)


def test_the_commands_find_and_compare(site):
    runner = CliRunner()
    found = runner.invoke(group, ["courses", "find", "git", "--json"])
    assert json.loads(found.stdout)["name"] == "Git without Fear"
    side_by_side = json.loads(runner.invoke(group, ["courses", "compare", "sql", "git", "--json"]).stdout)
    assert side_by_side["table"]["hours"] == ["6", "3"]
    asked = runner.invoke(group, ["ask", "--json", "-"], input="what is naloxone\nbest git course\n")
    assert [json.loads(line)["kind"] for line in asked.stdout.splitlines()] == ["answer", "course"]


def test_what_a_provider_says_of_a_course_is_never_called_evidence(tmp_path):
    table = tmp_path / "courses.csv"
    table.write_text("name,description\nKnitting for calm,Cures all pain in a week\n")
    page = tmp_path / "course.json"
    page.write_text(json.dumps({"@type": "Course", "name": "Felting", "description": "Cures all pain"}))
    for path in (table, page):
        (course,), broken = read_courses(path)
        assert broken == []
        assert course.evidence == ""
        assert course.provider_note.startswith("Cures all pain")


@pytest.mark.parametrize(
    "asked",
    [
        ["find", "python for beginners under 15 hours"],
        ["find"],
        ["compare", "python from zero", "data science foundations", "git", "deep learning"],
        ["compare"],
    ],
)
@pytest.mark.parametrize("columns", ["50", "80"])
def test_the_terminal_shows_courses_within_its_width(site, monkeypatch, asked, columns):
    monkeypatch.setenv("COLUMNS", columns)
    shown = CliRunner().invoke(group, ["courses", *asked])
    assert shown.exit_code == 0
    assert max(map(len, shown.stdout.splitlines())) <= int(columns)


def test_a_comparison_in_the_terminal_begins_with_what_stands_out(site):
    shown = CliRunner().invoke(group, ["courses", "compare", "git", "deep learning"]).stdout.splitlines()
    assert shown[0].split("  ")[-1].strip() == "Deep Learning from Scratch"
    assert shown[2].startswith("what stands out  best rated, free, shortest")


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        (["find", "medieval poetry"], "no course fits"),
        (["compare", "xyzzy"], "there is no course 'xyzzy'"),
        (["import", "nowhere.csv"], "there is no such file"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(site, asked, says):
    with pytest.raises(LenitiveError, match=says) as raised:
        group.main(["courses", *asked], standalone_mode=False)
    assert "\n" not in str(raised.value)
