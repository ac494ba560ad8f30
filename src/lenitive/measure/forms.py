"""Each instrument as a FHIR R4 Questionnaire, made from knowledge: items, answers with points, LOINC, scores.

Without a loaded wording the form shows our own short labels and says so; a real person is asked an instrument
only in its official wording (`measure.wording`). Points stand as `ordinalValue`, and as `itemWeight` for
SDC 4; a score whose rule FHIRPath can say carries it as a `calculatedExpression` (SDC).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lenitive.knowledge import instruments
from lenitive.knowledge.instruments import Instrument, Item, Scale

if TYPE_CHECKING:
    from lenitive.measure.wording import Wording

# A FHIR resource is JSON.
Resource = dict[str, Any]

BASE = instruments.LABEL_FORMS
LOINC = "http://loinc.org"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight"
_MIN = "http://hl7.org/fhir/StructureDefinition/minValue"
_MAX = "http://hl7.org/fhir/StructureDefinition/maxValue"
_HIDDEN = "http://hl7.org/fhir/StructureDefinition/questionnaire-hidden"
_CALCULATED = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-calculatedExpression"
_PROFILE = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-behave"
SCORE_PREFIX = "score-"
# So many answers are shown as choices even where we have words for none of them.
_FEW = 7


def questionnaire(instrument: Instrument | str, wording: Wording | None = None) -> Resource:
    """The instrument as a FHIR R4 Questionnaire.

    wording : a site's official wording; our own short labels when left out.
    """
    form = instruments.instrument(instrument) if isinstance(instrument, str) else instrument
    made: Resource = {
        "resourceType": "Questionnaire",
        "id": form.id.replace("_", "-"),
        "meta": {"profile": [_PROFILE]},
        "url": f"{BASE}/{form.id}",
        "name": form.id[0].upper() + form.id[1:],
        "title": form.name if wording is None or not wording.title else wording.title,
        "status": "active",
        # Labels of ours stand for questions; nobody should take the form for the published one.
        "experimental": wording is None,
        "subjectType": ["Patient"],
        "description": _description(form, wording),
        "copyright": f"{form.licence.kind}: {form.licence.note}",
        "item": [_question(item, wording) for item in form.items] + [_score(form, s) for s in form.scales],
    }
    if wording is not None and wording.language:
        made["language"] = wording.language
    if form.panel_loinc:
        made["code"] = [{"system": LOINC, "code": form.panel_loinc}]
    return made


def _description(form: Instrument, wording: Wording | None) -> str:
    if wording is not None and wording.is_ours:
        return "A list of our own, in our own words."
    if wording is not None:
        return f"Wording loaded by the site from {wording.source}."
    return (
        f"Our own short labels, not the wording of {form.name}. For demonstration, and for totals by staff."
    )


def _question(item: Item, wording: Wording | None) -> Resource:
    made: Resource = {
        "linkId": item.key,
        "text": item.label if wording is None else wording.items[item.key],
        "type": _type(item),
        "required": False,
    }
    if item.loinc:
        made["code"] = [{"system": LOINC, "code": item.loinc}]
    if made["type"] == "choice":
        made["answerOption"] = _options(item, wording)
    elif item.low is not None and item.high is not None and item.kind != "boolean":
        name = "valueInteger" if made["type"] == "integer" else "valueDecimal"
        as_type = int if made["type"] == "integer" else float
        made["extension"] = [
            {"url": _MIN, name: as_type(item.low)},
            {"url": _MAX, name: as_type(item.high)},
        ]
    return made


def _type(item: Item) -> str:
    if item.kind == "whole":
        few = len(item.allowed) <= _FEW or bool(item.values)
        return "choice" if few or len(item.words) == len(item.allowed) else "integer"
    return {"number": "decimal", "boolean": "boolean", "choice": "choice", "date": "date"}[item.kind]


def _options(item: Item, wording: Wording | None) -> list[Resource]:
    if item.kind == "choice":
        return [{"valueCoding": {"code": str(value), "display": str(value)}} for value in item.values]
    words = dict(item.words if wording is None else wording.answers.get(item.key, item.words))
    return [_option(value, words.get(value, f"{value:g}")) for value in item.allowed]


def _option(points: float, word: str) -> Resource:
    extension = [{"url": url, "valueDecimal": _plain(points)} for url in (ORDINAL, WEIGHT)]
    return {"valueCoding": {"code": f"{points:g}", "display": word, "extension": extension}}


def _score(form: Instrument, scale: Scale) -> Resource:
    """The score of a scale: nobody is asked for it, and a form filler that can computes it."""
    made: Resource = {
        "linkId": f"{SCORE_PREFIX}{scale.id}",
        "text": f"{form.name}: {scale.id.replace('_', ' ')}",
        "type": "decimal" if scale.low is not None else "string",
        "readOnly": True,
        "extension": [{"url": _HIDDEN, "valueBoolean": True}],
    }
    if scale.loinc:
        made["code"] = [{"system": LOINC, "code": scale.loinc}]
    expression = expression_of(form, scale)
    if expression:
        made["extension"].append(
            {"url": _CALCULATED, "valueExpression": {"language": "text/fhirpath", "expression": expression}}
        )
    return made


def expression_of(form: Instrument, scale: Scale) -> str:
    """The rule of a scale in FHIRPath; "" for one that prorates, recodes, looks up a table or is a function.

    With an item missing the sum is empty, as the rule asks. The other rules are scored by Lenitive when the
    response comes back.
    """
    rule = scale.rule
    needs_all = scale.missing.needed == len(scale.items)
    if not needs_all or scale.recode or rule.kind not in ("sum", "mean", "linear", "weighted"):
        return ""
    weights = rule.weights or (1.0,) * len(scale.items)
    terms = [
        _term(form.item(key), weight, is_reversed=key in scale.reverse)
        for key, weight in zip(scale.items, weights, strict=True)
    ]
    total, count = " + ".join(terms), len(scale.items)
    if rule.kind == "mean":
        total = f"({total}) / {count}"
    elif rule.kind == "linear":
        low, high = (form.item(scale.items[0]).allowed[at] for at in (0, -1))
        total = f"(({total}) / {count} - {low:g}) * 100 / {high - low:g}"
    elif (rule.factor, rule.divisor) != (1.0, 1.0):
        total = f"({total}) * {rule.factor:g} / {rule.divisor:g}"
    return total if scale.decimals is None else f"({total}).round({scale.decimals})"


def _term(item: Item, weight: float, *, is_reversed: bool) -> str:
    answer = f"%resource.item.where(linkId = '{item.key}').answer.value"
    if _type(item) == "choice":
        answer += ".ordinal()"
    elif item.kind == "boolean":
        answer = f"iif({answer}, 1, 0)"
    if is_reversed:
        answer = f"({item.allowed[0] + item.allowed[-1]:g} - {answer})"
    return answer if weight == 1 else f"{weight:g} * {answer}"


def _plain(points: float) -> float | int:
    return int(points) if points == int(points) else points
