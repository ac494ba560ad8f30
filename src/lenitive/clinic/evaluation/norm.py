"""What a test of function means for this person: against people of the same age and sex, with its source."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from lenitive.knowledge.visits.evaluation import Norm, norms


@dataclass(frozen=True)
class Body:
    """What a norm asks of a person; nothing where it is not known. sex : male or female."""

    age: int | None
    sex: str
    height_cm: float | None = None
    weight_kg: float | None = None


@dataclass(frozen=True)
class Meaning:
    """A norm for one person. below : the least that is within it. text : in words; judged : of the value."""

    text: str
    judged: str
    tone: str
    source: str
    verified: bool


def meaning(name: str, value: str, body: Body) -> Meaning | None:
    """What a value of a test means; the norm alone while there is no value, nothing where none is known."""
    norm = norms().get(name)
    if norm is None:
        return None
    limits = _limits(norm, body)
    if limits is None:
        return Meaning(_unknown(norm, body), "", "", norm.source, norm.verified)
    least, text = limits
    judged = tone = ""
    if value:
        low = float(value) < least
        judged, tone = (str(_("below the norm")), "down") if low else (str(_("within the norm")), "up")
    return Meaning(text, judged, tone, norm.source, norm.verified)


def _unknown(norm: Norm, body: Body) -> str:
    """Why there is no norm for this person."""
    if body.age is None or body.sex not in ("male", "female"):
        return str(_("No norm without birth date and sex."))
    first, last = norm.ages
    if not first <= body.age <= last:
        return str(_("Norms are known from {first} to {last} years.").format(first=first, last=last))
    return str(_("The norm needs height and weight, which the chart does not hold."))


def _limits(norm: Norm, body: Body) -> tuple[float, str] | None:
    """The least that is within the norm, and the norm in words."""
    first, last = norm.ages
    if body.age is None or body.sex not in ("male", "female") or not first <= body.age <= last:
        return None
    return _expected(norm, body) if norm.expected else _threshold(norm, body.age, body.sex)


def _threshold(norm: Norm, age: int, sex: str) -> tuple[float, str]:
    _age, male, female = max(row for row in norm.below if row[0] <= age)
    least = male if sex == "male" else female
    text = _("Norm: {least} or more").format(least=f"{least:g}")
    middle = norm.middle
    if middle is not None and middle[0] <= age <= middle[1]:
        usual = middle[2] if sex == "male" else middle[3]
        text = f"{text}; {_('the middle of healthy adults is {usual}').format(usual=f'{usual:g}')}"
    return least, text


def _expected(norm: Norm, body: Body) -> tuple[float, str] | None:
    if body.height_cm is None or body.weight_kg is None or body.age is None:
        return None
    terms = norm.expected[body.sex]
    expected = (
        terms["constant"]
        + terms["height_cm"] * body.height_cm
        + terms["age"] * body.age
        + terms["weight_kg"] * body.weight_kg
    )
    least = expected - terms["lower"]
    said = {"expected": f"{expected:.0f}", "least": f"{least:.0f}"}
    return least, _("Expected {expected} m; below {least} m is low").format(**said)
