"""Papers: accessible, the same bytes for the same day, all of the data in them, no word taken for markup."""

from __future__ import annotations

import io
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date
from itertools import pairwise

import pytest
import typst
from click.testing import CliRunner
from pypdf import PdfReader

from lenitive.cli import options
from lenitive.cli.paper import command
from lenitive.errors import InputError, LenitiveError
from lenitive.measure import score_record
from lenitive.plan.papers import KINDS, Asked, page_count, paper, paper_pdf, pdf
from lenitive.plan.papers.press import Head
from lenitive.plan.words import PlainSection
from tests.cli.charts import bundle, order, oxycodone, person, write
from tests.plan.test_goals import goal

AS_OF = date(2026, 6, 1)
ASKED = Asked(procedure="rfa_lumbar", to="Pain clinic", sender="Dr Ito", question="Is a block right for her?")
MARKUP = [
    "#panic()",
    "*x* _y_ $z$ `w`",
    "<label> @ref \\ // /* */",
    "[#text] {1 + 1}",
    "\"quotes\" and 'more'",
    "= no heading",
    "- no list",
    "#sys.inputs",
]


def back_pain() -> dict:
    return {
        "resourceType": "Condition",
        "id": "lbp",
        "subject": {"reference": "Patient/ana"},
        "clinicalStatus": {"coding": [{"code": "active"}]},
        "category": [{"coding": [{"code": "problem-list-item"}]}],
        "code": {
            "coding": [
                {"system": "http://snomed.info/sct", "code": "278860009", "display": "Chronic low back pain"}
            ]
        },
        "onsetDateTime": "2024-05-01",
    }


def named(family: str, given: str = "Ana") -> dict:
    return person(name=[{"family": family, "given": [given]}], identifier=[{"value": "N-7"}])


@pytest.fixture(scope="module")
def ana(tmp_path_factory):
    """A record with a name, a problem, opioids and a goal."""
    chart = bundle(
        named("Ruiz"),
        back_pain(),
        oxycodone(6),
        order("dul", "596934", "duloxetine 60 MG Delayed Release Oral Capsule", times=1),
        goal("Walk 30 minutes with my daughter"),
    )
    return _record(tmp_path_factory.mktemp("ana"), chart)


def _record(folder, chart):
    connection, _who = options.open_chart(write(folder, chart), None)
    score_record(connection)
    return connection


def text_of(made: bytes) -> str:
    """The words of a PDF, with any white space as one blank."""
    pages = [page.extract_text() for page in PdfReader(io.BytesIO(made)).pages]
    return " ".join(" ".join(pages).split())


@pytest.mark.parametrize("kind", KINDS)
def test_a_paper_is_tagged_titled_and_declares_pdf_ua(ana, kind):
    made = PdfReader(io.BytesIO(paper_pdf(ana, kind, as_of=AS_OF, asked=ASKED)))
    root = made.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "pdfuaid:part" in root["/Metadata"].get_data().decode()
    assert made.metadata.title.endswith("Ana Ruiz, 1 Jun 2026")
    assert made.metadata.creation_date.date() == AS_OF


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_day_gives_the_same_bytes(ana, kind):
    first, second = (paper_pdf(ana, kind, as_of=AS_OF, asked=ASKED) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("kind", KINDS)
def test_every_word_of_the_data_stands_in_the_pdf(ana, kind):
    made = paper(ana, kind, as_of=AS_OF, asked=ASKED)
    shown = text_of(pdf(kind, made)).replace(" ", "")
    lost = [text for text in _printed(made) if "".join(text.split()) not in shown]
    assert lost == []


def _printed(made: object) -> list[str]:
    """The texts that are to be read: names of tones, ids and the words of a picture are not."""
    hidden = {"urgency", "tone", "id", "alt", "glance", "mark", "treatment", "head", "titles", "months"}
    hidden |= {"how", "stands"} if type(made).__name__ == "PlanPaper" else set()
    said: list[str] = []
    _collect(made, hidden, said)
    return [text for text in said if text.strip()]


def _collect(value: object, hidden: set[str], said: list[str]) -> None:
    if isinstance(value, str):
        said.append(value)
    elif isinstance(value, PlainSection) and value.id == "instead":
        said.extend(option.name for option in value.options)  # the others have their words as well
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in hidden:
                _collect(getattr(value, field.name), hidden, said)
    elif isinstance(value, tuple | list):
        for each in value:
            _collect(each, hidden, said)


def test_what_looks_like_markup_is_printed_as_it_is(tmp_path):
    words = " ".join(MARKUP)
    problem = back_pain()
    problem["code"] = {"text": f"Pain {words}"}
    chart = bundle(named(words), problem, oxycodone(6), goal(f"Walk {words}"))
    record = _record(tmp_path, chart)
    for kind in ("plan", "taper", "referral"):
        asked = replace(ASKED, question=words, to=words)
        shown = text_of(paper_pdf(record, kind, as_of=AS_OF, asked=asked))
        assert "".join(words.split()) in shown.replace(" ", ""), kind


def test_names_of_many_scripts_are_printed(tmp_path):
    names = [
        "Łukasz Żółć",
        "Ελένη Παπαδοπούλου",
        "Иван Петров",
        "Nguyễn Thị Hạnh",
        "გიორგი",
        "Ana-María O’Neill",
    ]
    record = _record(tmp_path, bundle(named(", ".join(names)), oxycodone(6)))
    shown = text_of(paper_pdf(record, "taper", as_of=AS_OF)).replace(" ", "")
    for name in names:
        assert "".join(name.split()) in shown


@pytest.mark.parametrize("name", ["محمد الأحمد", "משה כהן"])
def test_a_name_from_right_to_left_is_printed_with_its_letters(tmp_path, name):
    record = _record(tmp_path, bundle(named(name), oxycodone(6)))
    made = paper_pdf(record, "taper", as_of=AS_OF)
    fonts = {str(font) for page in PdfReader(io.BytesIO(made)).pages for font in _fonts(page)}
    assert len(fonts) > 1  # letters from a second family, and the compiler refuses an empty box


def _fonts(page) -> list[str]:
    return [each.get_object()["/BaseFont"] for each in page["/Resources"]["/Font"].values()]


def test_a_letter_without_a_font_is_printed_as_its_number_and_the_foot_says_so(tmp_path, monkeypatch):
    compiled = typst.compile

    def without_fonts_of_the_machine(*args, **more):
        return compiled(*args, **more | {"ignore_system_fonts": True})

    monkeypatch.setattr(typst, "compile", without_fonts_of_the_machine)
    record = _record(tmp_path, bundle(named("李", given="伟"), oxycodone(6)))
    made = PdfReader(io.BytesIO(paper_pdf(record, "taper", as_of=AS_OF)))
    shown = " ".join(made.pages[0].extract_text().split())
    assert "[U+4F1F] [U+674E]" in shown
    assert "printed as their Unicode numbers" in shown
    assert "N-7" in shown


def test_a_template_that_refuses_its_data_is_one_line(ana):
    @dataclass(frozen=True)
    class Wrong:
        head: Head

    made = paper(ana, "plan", as_of=AS_OF)
    with pytest.raises(LenitiveError, match="cannot be set") as refused:
        pdf("plan", Wrong(made.head))
    assert "\n" not in str(refused.value)


def test_the_summary_stands_on_one_page_however_much_there_is(tmp_path):
    many = [
        {
            "resourceType": "Procedure",
            "id": f"p{number}",
            "status": "completed",
            "subject": {"reference": "Patient/ana"},
            "code": {
                "text": f"Physical therapy, {number} sessions of a rather long description of what was done"
            },
            "performedDateTime": f"2025-{number % 12 + 1:02}-03",
        }
        for number in range(40)
    ]
    record = _record(tmp_path, bundle(named("Ruiz"), back_pain(), oxycodone(6), *many))
    assert page_count("summary", paper(record, "summary", as_of=AS_OF)) == 1


def test_the_taper_paper_says_each_step_and_day_of_the_plan(ana):
    from lenitive.plan.taper import plan_taper
    from lenitive.reason.story.words import day_words

    taper = plan_taper(ana, as_of=AS_OF)
    shown = text_of(paper_pdf(ana, "taper", as_of=AS_OF)).replace(" ", "")
    for step in taper.steps:
        assert day_words(step.start).replace(" ", "") in shown
    days = [step.start for step in taper.steps]
    assert all((later - earlier).days >= 28 for earlier, later in pairwise(days))


def test_a_plan_for_somebody_who_has_died_is_refused_and_a_summary_is_not(tmp_path):
    record = _record(tmp_path, bundle(named("Ruiz") | {"deceasedDateTime": "2026-05-01"}, oxycodone(6)))
    for kind in ("plan", "taper"):
        with pytest.raises(InputError, match="died"):
            paper_pdf(record, kind, as_of=AS_OF)
    assert paper_pdf(record, "summary", as_of=AS_OF)


def test_an_authorisation_without_a_procedure_is_one_line(ana):
    with pytest.raises(LenitiveError, match="none is named"):
        paper_pdf(ana, "authorisation", as_of=AS_OF)


def test_the_command_writes_the_paper_and_says_where(tmp_path):
    chart = write(tmp_path, bundle(named("Ruiz"), oxycodone(6)))
    out = tmp_path / "plan.pdf"
    run = CliRunner().invoke(command, ["plan", str(chart), "--as-of", "2026-06-01", "--out", str(out)])
    assert run.exit_code == 0, run.output
    assert out.read_bytes().startswith(b"%PDF")
    assert str(out) in run.output


def test_a_folder_that_is_not_there_is_one_line(tmp_path):
    chart = write(tmp_path, bundle(named("Ruiz"), oxycodone(6)))
    words = ["plan", str(chart), "--as-of", "2026-06-01", "--out", str(tmp_path / "no" / "plan.pdf")]
    refused = CliRunner().invoke(command, words).exception
    assert isinstance(refused, InputError)
    assert "cannot be written" in str(refused)


def test_the_options_of_a_taper_go_with_its_paper_only(tmp_path):
    chart = write(tmp_path, bundle(named("Ruiz"), oxycodone(6)))
    out = tmp_path / "taper.pdf"
    words = [str(chart), "--as-of", "2026-06-01", "--out", str(out), "--to", "45"]
    assert CliRunner().invoke(command, ["taper", *words]).exit_code == 0
    shown = text_of(out.read_bytes())
    assert "45 mg" in shown
    assert "40 mg" not in shown
    assert CliRunner().invoke(command, ["plan", *words]).exit_code == 2
