"""Official wording of an instrument, loaded from a FHIR Questionnaire by a site that may use it, by language.

Questions are matched to our items by LOINC code, else by linkId. Whatever does not fit exactly (a question
missing or more, other points, points that are not said) is refused: scoring stays the same in every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import orjson

from lenitive.errors import InputError
from lenitive.knowledge import instruments
from lenitive.knowledge.instruments import Instrument, Item
from lenitive.knowledge.instruments.own_words import OwnList, own_words
from lenitive.measure.bank_files import objects
from lenitive.measure.banks import home as banks_home
from lenitive.measure.forms import LOINC, ORDINAL, SCORE_PREFIX, WEIGHT

# A FHIR resource is untyped until it has been read.
Resource = Mapping[str, Any]

_NOT_ASKED = ("group", "display")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_SAYS_POINTS = "Give each answer its points as ordinalValue, or as a number for its code."


@dataclass(frozen=True)
class Wording:
    """The words of one instrument in one language.

    source : canonical URL and version of the Questionnaire it came from.
    items : item key to the question. answers : item key to (points, words) of each answer.
    link_ids : item key to the linkId it has in that Questionnaire.
    """

    instrument: str
    language: str
    title: str
    source: str
    items: dict[str, str]
    answers: dict[str, tuple[tuple[float, str], ...]]
    link_ids: dict[str, str]

    @property
    def is_ours(self) -> bool:
        """Whether these are our words for a list of our own, and not what a site brought in."""
        return self.source.startswith(instruments.LABEL_FORMS)


def read_wording(
    instrument: Instrument | str, document: Resource, *, language: str = "", where: str = ""
) -> Wording:
    """The official wording in a FHIR R4 Questionnaire.

    language : BCP 47, where the Questionnaire does not say it. where : its file, for messages.
    Raises : InputError, with the question, where the form is not this instrument item for item and point for
        point.
    """
    form = instruments.instrument(instrument) if isinstance(instrument, str) else instrument
    if document.get("resourceType") != "Questionnaire":
        raise InputError("is no FHIR Questionnaire", where=where, do="Give the questionnaire itself.")
    spoken = str(document.get("language") or language)
    if not _LANGUAGE.fullmatch(spoken):
        raise InputError(
            f"its language is {spoken!r}", where=where, do="Say the language, such as en or de-CH."
        )
    found: dict[str, Resource] = {}
    for question in _questions(document.get("item")):
        item = _match(form, question, where)
        if item.key in found:
            raise InputError(f"two questions are item {item.key!r}", where=where, do="Keep one of them.")
        found[item.key] = question
    missing = [item.key for item in form.items if item.key not in found]
    if missing:
        raise InputError(
            f"{form.name} item {missing[0]!r} is not in it"
            + (f", nor are {len(missing) - 1} more" if len(missing) > 1 else ""),
            where=where,
            do="Load the whole form, with the LOINC code or our item key (as linkId) on each question.",
        )
    return Wording(
        instrument=form.id,
        language=spoken,
        title=str(document.get("title") or ""),
        source="|".join(str(document[name]) for name in ("url", "version") if document.get(name)),
        items={item.key: _text(found[item.key], where) for item in form.items},
        answers={item.key: _answers(item, found[item.key], where) for item in form.items},
        link_ids={item.key: str(found[item.key].get("linkId")) for item in form.items},
    )


def keep_wording(path: Path, instrument: str, *, language: str = "") -> Wording:
    """Read official wording from a file and keep it for this site, in place of the language's earlier one."""
    try:
        document = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as problem:
        raise InputError(
            f"cannot be read ({problem})", where=str(path), do="Give a FHIR JSON file."
        ) from problem
    if not isinstance(document, dict):
        raise InputError("is no FHIR Questionnaire", where=str(path), do="Give the questionnaire itself.")
    wording = read_wording(instrument, document, language=language, where=str(path))
    target = _home() / wording.instrument / f"{wording.language}.json"
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_suffix(".part")
    beside.write_bytes(orjson.dumps(asdict(wording), option=orjson.OPT_INDENT_2))
    beside.replace(target)
    return wording


def wording_for(instrument: str, language: str) -> Wording | None:
    """The site's official wording in that language, else in its main one (de for de-CH); None for none.

    A list of our own is said in our own words, where the site has loaded none.
    """
    if not _LANGUAGE.fullmatch(language):
        return None
    names = (language, language.split("-")[0])
    for name in names:
        path = _home() / instrument / f"{name}.json"
        if instrument in instruments.ids() and path.is_file():
            return _kept(orjson.loads(path.read_bytes()))
    held = own_words().get(instrument, {})
    return next((_ours(instrument, name, held[name]) for name in names if name in held), None)


def _ours(instrument: str, language: str, held: OwnList) -> Wording:
    """A list of our own in our own words; numbers and dates are answered as in any language."""
    form = instruments.instrument(instrument)
    return Wording(
        instrument=instrument,
        language=language,
        title=held.name,
        source=f"{instruments.LABEL_FORMS}/{instrument}",
        items=dict(held.items),
        answers={item.key: held.yes_no if item.kind == "boolean" else () for item in form.items},
        link_ids={item.key: item.key for item in form.items},
    )


def languages(instrument: str) -> list[str]:
    """The languages in which the site holds the official wording."""
    return sorted(path.stem for path in (_home() / instrument).glob("*.json"))


def _home() -> Path:
    return banks_home().parent / "wording"


def _kept(entry: Resource) -> Wording:
    answers = {
        key: tuple((float(points), str(word)) for points, word in pairs)
        for key, pairs in entry["answers"].items()
    }
    return Wording(**{**entry, "answers": answers})


def _questions(items: object) -> Iterator[Resource]:
    """Every question at any depth, less headings and our own score items."""
    for item in objects(items):
        is_score = str(item.get("linkId", "")).startswith(SCORE_PREFIX) or item.get("readOnly") is True
        if item.get("type") not in _NOT_ASKED and not is_score:
            yield item
        yield from _questions(item.get("item"))


def _match(form: Instrument, question: Resource, where: str) -> Item:
    link = str(question.get("linkId", ""))
    codes = {str(code.get("code")) for code in objects(question.get("code")) if code.get("system") == LOINC}
    by_code = [item for item in form.items if item.loinc and item.loinc in codes]
    by_link = [item for item in form.items if link in (item.key, item.loinc) and link]
    if by_code and by_link and by_code[0] != by_link[0]:
        raise InputError(
            f"question {link!r} has the LOINC code of item {by_code[0].key!r}",
            where=where,
            do="Correct the code or the linkId.",
        )
    matched = by_code or by_link
    if not matched:
        raise InputError(
            f"question {link!r} is no item of {form.name}",
            where=where,
            do=f"Its items are {', '.join(item.key for item in form.items)}.",
        )
    return matched[0]


def _text(question: Resource, where: str) -> str:
    text = str(question.get("text") or "").strip()
    if not text:
        raise InputError(f"question {question.get('linkId')!r} has no text", where=where, do="Add it.")
    return text


def _answers(item: Item, question: Resource, where: str) -> tuple[tuple[float, str], ...]:
    """The answers of a question, checked against those that the item allows."""
    options = objects(question.get("answerOption"))
    if item.kind in ("choice", "date", "boolean") or (not options and question.get("type") != "choice"):
        _check_limits(item, question, where)
        return ()
    pairs = [_answer(item, option, where) for option in options]
    if sorted(points for points, _ in pairs) != list(item.allowed):
        said = ", ".join(f"{points:g}" for points, _ in pairs) or "none"
        wanted = ", ".join(f"{points:g}" for points in item.allowed)
        raise InputError(
            f"the answers to {item.key!r} count {said}, but the instrument's count {wanted}",
            where=where,
            do="Load the version of the form that this instrument is.",
        )
    return tuple(sorted(pairs))


def _answer(item: Item, option: Resource, where: str) -> tuple[float, str]:
    coding = option.get("valueCoding")
    whole = option.get("valueInteger")
    if isinstance(whole, int) and not isinstance(whole, bool):
        return float(whole), str(whole)
    if not isinstance(coding, dict):
        raise InputError(f"an answer to {item.key!r} is no coding", where=where, do=_SAYS_POINTS)
    extensions = [*objects(coding.get("extension")), *objects(option.get("extension"))]
    said = [x.get("valueDecimal") for x in extensions if x.get("url") in (ORDINAL, WEIGHT)]
    points = {float(value) for value in said if isinstance(value, int | float)}
    code, word = str(coding.get("code", "")), coding.get("display")
    if not said and re.fullmatch(r"-?\d{1,4}", code):
        points = {float(code)}
    if len(points) != 1 or not all(isinstance(value, int | float) for value in said):
        problem = "says two different points" if len(points) > 1 else "does not say its points"
        raise InputError(
            f"the answer {word or code!r} to {item.key!r} {problem}", where=where, do=_SAYS_POINTS
        )
    return points.pop(), str(word or code)


def _check_limits(item: Item, question: Resource, where: str) -> None:
    """A rating that is typed in must have the same ends, where the form says any."""
    for extension in objects(question.get("extension")):
        url = str(extension.get("url", ""))
        value = extension.get("valueInteger", extension.get("valueDecimal"))
        limit = {"minValue": item.low, "maxValue": item.high}.get(url.rsplit("/", 1)[-1])
        if limit is not None and value is not None and value != limit:
            raise InputError(
                f"{item.key!r} ends at {value}, but the instrument's ends at {limit:g}",
                where=where,
                do="Load the version of the form that this instrument is.",
            )
