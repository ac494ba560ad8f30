from __future__ import annotations

import re
from itertools import pairwise

import pytest

from lenitive.clinic.score_chart import SCORE_NARROW, SCORE_WIDE, important_change
from lenitive.clinic.score_page import score_page
from lenitive.desk.models import AuditEvent
from tests.reason.story.people import TODAY, person, scores
from tests.reason.story.test_timeline import dose, opioid, order

ROSA = "/people/rosa-lindqvist/"
INTERFERENCE = f"{ROSA}scales/bpi/interference/"


def page_of(scale="bpi.interference", *, orders=(), **by_day):
    instrument, scale_id = scale.split(".")
    record = {"score": scores(instrument, scale_id, **by_day), "medication": list(orders)}
    ids = [each["row_id"] for each in orders]
    derived = {"ingredient_dose": [dose(each, 20, 20) for each in ids], "use": [opioid(each) for each in ids]}
    return score_page(person(record, derived), instrument, scale_id, TODAY)


def box(shape):
    return float(shape.y), float(shape.y) + float(shape.height)


def text_of(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_severity_bands_stand_with_their_words_the_best_at_the_top_and_without_gaps():
    chart = page_of("phq9.total", d2026_01_01=18, d2026_05_01=8).wide
    assert [stripe.words for stripe in chart.stripes] == [
        "minimal",
        "mild",
        "moderate",
        "moderately severe",
        "severe",
    ]
    edges = [box(stripe) for stripe in chart.stripes]
    assert edges[0][0] == SCORE_WIDE.top
    assert edges[-1][1] == SCORE_WIDE.top + SCORE_WIDE.plot
    for (_, end), (start, _) in pairwise(edges):
        assert start == pytest.approx(end, abs=0.11)


def test_a_scale_without_bands_has_no_stripes_and_says_so():
    page = page_of(d2026_01_01=8, d2026_05_01=3)
    assert page.wide.stripes == ()
    assert "No severity bands are published" in page.described


def test_where_sources_differ_the_important_change_is_a_range_and_not_a_line():
    page = page_of("peg.total", d2026_01_01=7, d2026_05_01=4)
    assert page.important.words == "1 to 2.1"  # 1 point, or 30 % of 7
    better, worse = page.wide.strips
    assert (better.side, worse.side) == ("better", "worse")
    per_point = SCORE_WIDE.plot / 10
    assert float(better.height) == pytest.approx(1.1 * per_point, abs=0.2)
    first = float(page.wide.first_y)
    assert box(better)[1] == pytest.approx(first - per_point, abs=0.2)
    assert box(worse)[0] == pytest.approx(first + per_point, abs=0.2)


def test_there_is_no_strip_where_the_scale_has_no_room_for_it():
    page = page_of("peg.total", d2026_01_01=10, d2026_05_01=4)
    assert [strip.side for strip in page.wide.strips] == ["better"]
    assert "The first score stood at the worst end: getting worse could not show." in page.hints


def test_a_scale_for_which_nobody_published_a_change_has_no_range():
    page = page_of("promis29.srpa", d2026_01_01=40, d2026_05_01=45)
    known = important_change(page.series)
    assert (known is None) == (page.wide.strips == ())


def test_the_verdict_is_said_in_words_against_the_first_and_the_score_before():
    page = page_of("peg.total", d2026_01_01=9, d2026_03_01=8, d2026_05_01=3)
    first, before = page.verdicts
    assert (first.change.before.value, before.change.before.value) == (9, 8)
    assert first.change.words == "better, and it matters"
    assert first.sentence.startswith("Much better: 6 points (67 %), from 9 to 3")
    assert "measurement error" in first.sentence


def test_a_change_within_error_is_not_called_real():
    (only,) = page_of("peg.total", d2026_01_01=7, d2026_05_01=6.9).verdicts
    assert only.change.words == "no clear change"


def test_the_table_holds_exactly_the_points_of_the_chart():
    page = page_of("phq9.total", d2026_01_01=18, d2026_03_01=11, d2026_05_01=8)
    assert [row.point for row in page.points] == list(page.series.points)
    for chart in (page.wide, page.narrow):
        assert [dot.words for dot in chart.dots] == [
            f"{row.point.at}: {row.point.text}" for row in page.points
        ]
    assert [row.band for row in page.points] == ["moderately severe", "moderate", "mild"]
    assert [bool(row.from_first) for row in page.points] == [False, True, True]


def test_scores_that_were_withheld_are_left_out_of_chart_and_table():
    page = page_of(d2026_01_01=8, d2026_03_01=None, d2026_05_01=3)
    assert [row.point.value for row in page.points] == [8, 3]
    assert len(page.wide.dots) == 2


def test_one_score_is_drawn_without_a_line_and_without_a_verdict():
    page = page_of("peg.total", d2026_05_01=7)
    assert page.once
    assert (len(page.wide.dots), page.wide.error, page.verdicts) == (1, "", ())
    assert len(page.points) == 1
    assert page.wide.strips


def test_a_scale_never_answered_has_no_chart():
    page = page_of("peg.total")
    assert (page.series, page.wide, page.narrow, page.points) == (None, None, None, ())


def test_a_scale_that_knowledge_does_not_have_is_refused():
    for scale in ("peg.nonsense", "nonsense.total", "eq5d5l.profile"):
        with pytest.raises(LookupError):
            page_of(scale)


@pytest.mark.parametrize("kind", ["wide", "narrow"])
def test_better_is_up_whichever_way_the_numbers_run(kind):
    for page in (
        page_of(d2026_01_01=8, d2026_05_01=3),
        page_of("promis29.pf", se=2, d2026_01_01=30, d2026_05_01=50),
    ):
        first, last = (float(dot.y) for dot in getattr(page, kind).dots)
        assert last < first


def test_the_error_of_a_score_is_its_own_else_the_one_of_its_scale():
    own = page_of("promis29.pf", se=2.0, d2026_01_01=30, d2026_05_01=50)
    assert [row.point.se for row in own.points] == [2.0, 2.0]
    scales = page_of("peg.total", d2026_01_01=7, d2026_05_01=4)
    assert [row.point.se for row in scales.points] == [0.99, 0.99]
    for page in (own, scales):
        assert page.wide.error
        for whisker, dot in zip(page.wide.whiskers, page.wide.dots, strict=True):
            assert float(whisker.high) < float(dot.y) < float(whisker.low)


def test_treatments_have_marks_where_they_started_and_stopped():
    orders = [
        order("MedicationRequest/a#1", "2026-02-01", status="completed", end="2026-03-01"),
        order("MedicationRequest/b#1", "2026-03-15"),
    ]
    page = page_of(orders=orders, d2026_01_01=8, d2026_05_01=3)
    words = [event.words for row in page.wide.rows for event in row.events]
    assert "start 1 Feb 2026" in words
    assert "stop 1 Mar 2026" in words
    assert "start 15 Mar 2026" in words
    assert len(words) == 3  # the second goes on


@pytest.mark.parametrize(("kind", "layout"), [("wide", SCORE_WIDE), ("narrow", SCORE_NARROW)])
def test_everything_stands_within_the_drawing(kind, layout):
    orders = [order("MedicationRequest/a#1", "2015-01-01")]
    chart = getattr(page_of("peg.total", orders=orders, d2020_01_01=0, d2026_05_31=10), kind)
    _, _, width, height = (float(number) for number in chart.box.split())
    assert all(0 <= float(dot.x) <= width and 0 <= float(dot.y) <= height for dot in chart.dots)
    for strip in chart.strips:
        top, below = box(strip)
        assert layout.top <= top <= below <= layout.top + layout.plot
        assert layout.top <= float(strip.words_y) <= layout.top + layout.plot


def test_the_page_shows_the_chart_its_table_and_whose_figures_it_uses(invented, signed_in):
    invented("rosa-lindqvist")
    response = signed_in("physician").get(INTERFERENCE)
    assert response.status_code == 200
    page, words = response.content.decode(), text_of(response)
    assert page.count('role="img"') == 2
    assert " style=" not in page
    assert "<style" not in page
    assert "Since the first score" in words
    assert "better is up" in words
    assert "Whose figures these are" in words
    links = re.findall(r'href="(/people/[^"]+/rows/[^"]+)"', page)
    assert links
    assert signed_in("physician").get(links[0]).status_code == 200


def test_every_headline_number_and_change_leads_to_its_chart(invented, signed_in):
    invented("rosa-lindqvist")
    client = signed_in("physician")
    links = re.findall(r'href="(/people/[^"]+/scales/[^"]+)"', client.get(ROSA).content.decode())
    assert links.count(INTERFERENCE) == 2
    for link in set(links):
        assert client.get(link).status_code == 200, link


def test_a_scale_never_answered_teaches_what_to_ask(load, signed_in):
    load("ana")
    words = text_of(signed_in("physician").get("/people/ana/scales/phq9/total/"))
    assert "No score of PHQ-9" in words


def test_an_unknown_scale_is_not_found(load, signed_in):
    load("ana")
    client = signed_in("physician")
    for path in ("peg/nonsense", "nonsense/total", "eq5d5l/profile"):
        assert client.get(f"/people/ana/scales/{path}/").status_code == 404, path


def test_a_stranger_finds_nothing_and_is_written_down(invented, signed_in, cares_for):
    invented("rosa-lindqvist")
    cares_for("nurse", "rosa-lindqvist")
    assert signed_in("physician").get(INTERFERENCE).status_code == 404
    assert AuditEvent.objects.filter(action="see", patient_id="rosa-lindqvist", allowed=False).exists()


def test_who_looked_is_in_the_audit_trail(invented, signed_in):
    invented("rosa-lindqvist")
    signed_in("physician").get(INTERFERENCE)
    event = AuditEvent.objects.filter(action="see").latest("id")
    assert (event.patient_id, event.actor, event.allowed) == ("rosa-lindqvist", "physician", True)
