"""Catalogues as others write them are read: titles, encodings and scales of tables, shapes of JSON-LD."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lenitive.errors import InputError, LenitiveError
from lenitive.learn.catalogue.columns import column
from lenitive.learn.catalogue.reading import read_courses
from lenitive.learn.catalogue.values import hours, rating


def read(tmp_path, content, name="courses.csv", encoding="utf-8"):
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return read_courses(file)


def one(tmp_path, node):
    (course,), broken = read(tmp_path, json.dumps(node), "courses.jsonld")
    assert broken == []
    return course


@pytest.mark.parametrize(
    ("title", "field", "unit"),
    [
        ("Course Title", "name", ""),
        ("course_name", "name", ""),
        ("Título", "name", ""),
        ("Kursname", "name", ""),
        ("Duration (hours)", "hours", "hours"),
        ("duration_mins", "hours", "minutes"),
        ("Length (weeks)", "hours", "weeks"),
        ("Dauer", "hours", ""),
        ("Stars", "rating", "5"),
        ("Rating (out of 5)", "rating", "5"),
        ("Rating (0-10)", "rating", "10"),
        ("avgRating", "rating", ""),
        ("Skill Level", "level", ""),
        ("courseDifficulty", "level", ""),
        ("price_usd", "price", "USD"),
        ("Cost in €", "price", "€"),
        ("course_organization", "provider", ""),
        ("Offered By", "provider", ""),
        ("What you'll learn", "teaches", ""),
        ("Who it's for", "audience", ""),
        ("Mode of delivery", "format", ""),
        ("Certificate?", "certificate", ""),
        ("Course URL", "link", ""),
        ("Category", "subject", ""),
        ("Idioma", "language", ""),
    ],
)
def test_a_title_is_understood_however_it_is_put(title, field, unit):
    found = column(title)
    assert (found.field, found.unit) == (field, unit)


@pytest.mark.parametrize("title", ["", "num_reviews", "Number of students", "reviews_count"])
def test_a_title_that_says_nothing_of_a_course_is_left_alone(title):
    assert column(title) is None


TABLE = "Course Title;Duration;Stars;Cost;Skill Level\nKnife skills;3 h;4,7;12,50 €;Beginner\n"


@pytest.mark.parametrize(
    "content",
    [
        TABLE.encode(),
        TABLE.encode("utf-8-sig"),
        TABLE.encode("utf-16"),
        TABLE.encode("utf-16-le"),
        TABLE.encode("cp1252"),
        TABLE.replace(";", "\t").encode(),
        TABLE.replace(";", "|").encode(),
        ("sep=;\r\n" + TABLE.replace("\n", "\r\n")).encode(),
        ("Our courses 2026\n\n" + TABLE).replace("Our", '"Our').replace("2026", '2026";;;;').encode(),
    ],
)
def test_a_table_is_read_in_any_encoding_and_with_any_mark_between_columns(tmp_path, content):
    (course,), broken = read(tmp_path, content)
    assert broken == []
    assert (course.name, course.hours, course.rating, course.rating_scale) == ("Knife skills", 3, 4.7, 5)
    assert (course.price, course.level) == ("12,50 €", "beginner")


@pytest.mark.parametrize(
    ("written", "value", "scale"),
    [
        ("4.7/5", 4.7, 5),
        ("4,7 out of 5", 4.7, 5),
        ("94 %", 94, 100),
        ("4.5 (1,234 ratings)", 4.5, None),
        ("★★★★☆", 4, 5),
        ("9", 9, None),
    ],
)
def test_a_rating_is_read_with_the_scale_that_it_names(written, value, scale):
    assert (rating(written).value, rating(written).scale) == (value, scale)


@pytest.mark.parametrize("written", ["", "n/a", "-", "Not rated", "unknown", None])
def test_a_rating_that_is_not_there_is_unknown(written):
    assert rating(written) is None


@pytest.mark.parametrize(
    ("written", "scales"),
    [(("4.5", "3"), {5}), (("8.5", "4"), {10}), (("94", "78"), {100}), (("4.7/5", "92%"), {5, 100})],
)
def test_the_ratings_of_a_file_without_a_scale_tell_it_together(tmp_path, written, scales):
    rows = "".join(f"Course {n},{each}\n" for n, each in enumerate(written))
    courses, broken = read(tmp_path, f"name,rating\n{rows}")
    assert broken == []
    assert {each.rating_scale for each in courses} == scales


@pytest.mark.parametrize(
    ("written", "unit", "known"),
    [
        ("12", "", (12, "")),
        ("90", "minutes", (1.5, "")),
        ("4", "weeks", (None, "4 weeks")),
        ("1h 30m", "", (1.5, "")),
        ("Approx. 20 hours to complete", "", (20, "")),
        ("1-2 hours", "", (2, "")),
        ("6 weeks at 4 hours/week", "", (24, "6 weeks at 4 hours/week")),
        ("2 hours per week", "", (None, "2 hours per week")),
        ("4 weeks", "", (None, "4 weeks")),
        ("PT20H", "", (20, "")),
        ("P4W", "", (None, "4 weeks")),
        ("1:30", "", (1.5, "")),
        ("self-paced", "", (None, "self-paced")),
        ("", "", (None, "")),
    ],
)
def test_weeks_never_pass_for_hours(written, unit, known):
    assert hours(written, unit) == known


@pytest.mark.parametrize(
    ("content", "field", "value"),
    [
        ("course_title,is_paid,price\nBread,False,Free\n", "price", "Free"),
        ("title,course_effort,course_length\nBread,2-3 hours per week,2 Weeks\n", "hours", 6),
        ("title,Hours/week,Weeks\nBread,4,6\n", "hours", 24),
        ("Training Title,Training Provider\nBread,School\n", "provider", "School"),
        ("title,Feedback Score (%)\nBread,92\n", "rating_scale", 100),
        ("Course Name,Course Rating\nBread,Not Calibrated\n", "rating", None),
        ("title,Accredited\nBread,Yes\n", "certificate", "yes"),
        ("title,Dauer (Std.)\nBread,12\n", "hours", 12),
        ("title,Duration (days)\nBread,2\n", "length", "2 days"),
        ("title,Skills Covered\nBread,kneading  baking at home\n", "teaches", ("kneading", "baking at home")),
    ],
)
def test_tables_as_large_platforms_and_schools_write_them_are_read(tmp_path, content, field, value):
    (course,), broken = read(tmp_path, content)
    assert broken == []
    assert getattr(course, field) == value


def test_currencies_may_stand_in_a_column_or_a_title_of_their_own(tmp_path):
    (one,), _ = read(tmp_path, "title,price,currency\nBread,20,GBP\n")
    (other,), _ = read(tmp_path, "title,price_usd\nBread,20\n")
    (free,), _ = read(tmp_path, "title,is_paid,price\nBread,False,\n")
    assert (one.price, other.price, free.price) == ("20 GBP", "20 USD", "free")


def test_two_courses_of_one_name_by_two_providers_are_both_kept(tmp_path):
    courses, broken = read(tmp_path, "name,org\nIntro to Bread,A\nIntro to Bread,B\nIntro to Bread,B\n")
    assert [each.id for each in courses] == ["courses.intro_to_bread", "courses.intro_to_bread.b"]
    assert [str(each) for each in broken] == [
        "line 4: the id 'courses.intro_to_bread.b' stands twice; the first is kept"
    ]


def test_an_id_can_always_stand_in_an_address(tmp_path):
    courses, _ = read(tmp_path, "id,name\nhttps://x.org/c/1?a=b,One\n7,Two\n,日本語\n../..,Four\n")
    assert all(each.id and not set(each.id) & set("/?#%& ") for each in courses)
    assert courses[1].id == "courses.7"
    assert len({each.id for each in courses}) == 4


def test_what_a_row_leaves_open_is_unknown(tmp_path):
    (course,), _ = read(tmp_path, "name,rating,hours,price,level,language\nBread,n/a,,tbd,,\n")
    assert (course.rating, course.hours, course.price, course.level) == (None, None, "", "")
    assert course.language == ""


def test_markup_in_a_cell_is_taken_off(tmp_path):
    (course,), _ = read(tmp_path, "name,description\nBread &amp; rolls,<p>All <b>you</b> need</p>\n")
    assert (course.name, course.provider_note) == ("Bread & rolls", "All you need")


def course(**said):
    return {"@context": "https://schema.org", "@type": "Course", "name": "Bread", **said}


@pytest.mark.parametrize(
    "wrapped",
    [
        course(),
        [course()],
        {"@graph": [{"@type": "WebPage", "mainEntity": course()}]},
        {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "position": 1, "item": course()}]},
        {"@type": ["Course", "Product"], "name": "Bread"},
        {"@type": "http://schema.org/Course", "http://schema.org/name": [{"@value": "Bread"}]},
        {"@type": "schema:Course", "schema:name": {"@language": "en", "@value": "Bread"}},
        {"@graph": [{"@type": "ItemList", "itemListElement": [{"@id": "#c"}]}, course(**{"@id": "#c"})]},
        {"courses": [{"title": "Bread", "stars": 4}]},
        [{"courseName": "Bread"}],
    ],
)
def test_a_course_is_found_wherever_it_stands(tmp_path, wrapped):
    assert one(tmp_path, wrapped).name == "Bread"


@pytest.mark.parametrize(
    ("said", "field", "value"),
    [
        ({"provider": "School"}, "provider", "School"),
        ({"provider": [{"@type": "Organization", "name": "A"}, {"name": "B"}]}, "provider", "A, B"),
        ({"offers": {"price": "0", "priceCurrency": "USD"}}, "price", "0 USD"),
        ({"offers": [{"@type": "Offer", "price": 20, "priceCurrency": "EUR"}]}, "price", "20 EUR"),
        ({"offers": {"@type": "AggregateOffer", "lowPrice": 9, "priceCurrency": "GBP"}}, "price", "9 GBP"),
        ({"offers": {"priceSpecification": {"price": 5, "priceCurrency": "USD"}}}, "price", "5 USD"),
        ({"offers": [{"category": "Free"}]}, "price", "free"),
        (
            {"offers": {"category": "Subscription", "price": 9, "priceCurrency": "USD"}},
            "price",
            "9 USD per month",
        ),
        ({"isAccessibleForFree": True}, "price", "free"),
        ({"isAccessibleForFree": "http://schema.org/False"}, "price", ""),
        ({"hasCourseInstance": {"courseWorkload": "PT20H"}}, "hours", 20),
        ({"hasCourseInstance": [{"courseWorkload": "P4W"}]}, "hours", None),
        ({"hasCourseInstance": [{"courseWorkload": "P4W"}]}, "length", "4 weeks"),
        ({"hasCourseInstance": {"courseWorkload": "2 hours a week for 6 weeks"}}, "hours", 12),
        (
            {"hasCourseInstance": {"courseSchedule": {"duration": "PT3H", "repeatCount": 4}}},
            "hours",
            12,
        ),
        ({"timeRequired": "PT90M"}, "hours", 1.5),
        ({"hasCourseInstance": {"courseMode": ["online", "onsite"]}}, "format", "online, onsite"),
        (
            {"hasCourseInstance": {"courseMode": "https://schema.org/OnlineEventAttendanceMode"}},
            "format",
            "online",
        ),
        ({"aggregateRating": {"ratingValue": "4,7", "bestRating": "5"}}, "rating", 4.7),
        ({"aggregateRating": {"ratingValue": 88, "bestRating": "100"}}, "rating_scale", 100),
        ({"aggregateRating": {"ratingValue": 4.1}}, "rating_scale", 5),
        ({"educationalLevel": "Beginner"}, "level", "beginner"),
        ({"educationalLevel": {"@type": "DefinedTerm", "name": "Advanced"}}, "level", "advanced"),
        ({"inLanguage": "es-MX"}, "language", "es"),
        ({"inLanguage": {"@type": "Language", "name": "Spanish"}}, "language", "es"),
        ({"inLanguage": ["de", "en"]}, "language", "de"),
        ({"about": [{"@type": "Thing", "name": "baking"}, "yeast"]}, "topics", ("baking", "yeast")),
        ({"keywords": "baking, yeast"}, "topics", ("baking", "yeast")),
        ({"teaches": {"@type": "DefinedTerm", "name": "kneading"}}, "teaches", ("kneading",)),
        ({"audience": {"audienceType": "cooks"}}, "audience", ("cooks",)),
        ({"educationalCredentialAwarded": {"name": "Baker"}}, "certificate", "yes"),
        ({"description": "<p>Good</p>"}, "provider_note", "Good"),
    ],
)
def test_each_property_is_read_in_each_of_its_shapes(tmp_path, said, field, value):
    assert getattr(one(tmp_path, course(**said)), field) == value


def test_what_an_object_only_points_to_is_looked_up(tmp_path):
    school = {"@type": "Organization", "@id": "#school", "name": "School"}
    assert one(tmp_path, {"@graph": [school, course(provider={"@id": "#school"})]}).provider == "School"


def test_the_scripts_of_a_page_are_read_and_a_broken_one_is_named(tmp_path):
    page = (
        '<!doctype html><html><head><script>var a = "<";</script>'
        f'<script type="application/ld+json">{json.dumps(course())}</script>'
        '<script type="application/ld+json">{"@type": "Course", }</script></head></html>'
    )
    (found,), (broken,) = read(tmp_path, page, "page.html")
    assert found.name == "Bread"
    assert str(broken).startswith("script 2: it is not JSON")


def test_lines_of_json_are_read_and_a_broken_one_is_named(tmp_path):
    lines = f"{json.dumps(course())}\n{{oops\n{json.dumps(course(name='Rolls'))}\n"
    found, (broken,) = read(tmp_path, lines, "courses.jsonl")
    assert [each.name for each in found] == ["Bread", "Rolls"]
    assert str(broken).startswith("line 2: it is not JSON")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00", "cannot be read as text"),
        (b"<html><body>No data</body></html>", "no JSON-LD"),
        (b"[" * 100_000, "not JSON|nested"),
        (b"students,teachers\n1,2\n", "it has students, teachers"),
    ],
)
def test_a_file_that_is_none_of_these_is_refused(tmp_path, content, says):
    with pytest.raises(InputError, match=says):
        read(tmp_path, content)


_KEYS = (
    *("@type", "@id", "@graph", "item", "name", "title", "stars", "provider", "about", "keywords"),
    *("offers", "price"),
    *("hasCourseInstance", "courseWorkload", "courseSchedule", "duration", "repeatCount", "inLanguage"),
    *("aggregateRating", "ratingValue", "bestRating", "educationalLevel"),
)
_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.just("Course"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_KEYS), inner, max_size=6),
    max_leaves=25,
)


@settings(max_examples=300, deadline=None)
@given(node=_JSON)
def test_whatever_json_holds_it_is_read_or_refused(tmp_path_factory, node):
    held = {"@type": "Course", "name": "Bread", **(node if isinstance(node, dict) else {"about": node})}
    for each in (node, [held]):
        try:
            courses, _ = read(tmp_path_factory.mktemp("any"), json.dumps(each), "x.json")
        except LenitiveError:
            continue
        assert all(each.name and each.id for each in courses)


_CELL = st.text(max_size=6) | st.sampled_from(
    ["4,7", "4.7/5", "PT3H", "free", "$10", "-", "94%", "1e400", '"', "x\ny", "²", "1:99", "9" * 400]
)


@settings(max_examples=300, deadline=None)
@given(
    titles=st.lists(
        st.sampled_from(["name", "stars", "Duration (weeks)", "price", "level", "id", "tags", "?"])
    ),
    cells=st.lists(st.lists(_CELL, max_size=6), max_size=4),
    mark=st.sampled_from([",", ";", "\t"]),
)
def test_whatever_a_table_holds_it_is_read_or_refused(tmp_path_factory, titles, cells, mark):
    text = "\n".join(mark.join(each) for each in (["name", *titles], *cells))
    try:
        courses, _ = read(tmp_path_factory.mktemp("any"), text.encode("utf-8", "replace"))
    except LenitiveError:
        return
    assert all(each.name and each.id for each in courses)
