"""The body map as a form: a list of check boxes by part of the body. The figure only points into the list."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as _body

from lenitive.clinic.body_map.figure import part_of, parts
from lenitive.clinic.body_map.picture import QUALITIES
from lenitive.measure.body_map import Mark, regions

LEAST, MOST = 0, 10
PART_NAMES: dict[str, Promise] = {
    "head": _("Head and neck"),
    "arms": _("Shoulders and arms"),
    "chest": _("Chest and belly"),
    "back": _body("body", "Back"),
    "hips": _("Hips and pelvis"),
    "legs": _("Legs and feet"),
}
_OUTSIDE = _("How much it hurts goes from 0 to 10, in whole numbers. Correct it, or leave it out.")


@dataclass(frozen=True)
class Row:
    """One region of the list: whether it is ticked, and the fields that belong to it."""

    region: str
    label: str
    side: str
    ticked: bool
    level: forms.BoundField
    words: forms.BoundField


class BodyMapForm(forms.Form):
    """`region` for each painful region; `level-<region>` and `words-<region>` count where it is ticked."""

    region = forms.MultipleChoiceField(
        label=_("Where it hurts"),
        choices=lambda: list(zip(regions().ids, regions().labels, strict=True)),
        error_messages={
            "required": _("Tick at least one place that hurts."),
            "invalid_choice": _("The body map has no region “%(value)s”. Tick places of this list."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Takes what every Django form takes."""
        super().__init__(*args, **kwargs)
        for name in regions().ids:
            self.fields[f"level-{name}"] = _level()
            self.fields[f"words-{name}"] = forms.MultipleChoiceField(
                label=_("How it feels"),
                required=False,
                choices=list(QUALITIES.items()),
                widget=forms.CheckboxSelectMultiple,
            )

    def clean(self) -> dict[str, Any]:
        """What stands at a region that is not ticked does not count, wrong or right."""
        cleaned = super().clean() or self.cleaned_data
        for name in set(regions().ids) - set(self._ticked()):
            for kind in ("level", "words"):
                self.errors.pop(f"{kind}-{name}", None)
        if "region" in cleaned and not self.errors and not any(mark.intensity != 0 for mark in self.marks()):
            self.add_error("region", self.fields["region"].error_messages["required"])
        return cleaned

    def marks(self) -> list[Mark]:
        """The marks of a form that is valid."""
        data = self.cleaned_data
        return [
            Mark(0, name, _number(data.get(f"level-{name}")), " ".join(data.get(f"words-{name}", ())))
            for name in data["region"]
        ]

    def groups(self) -> Iterator[tuple[Promise, list[Row]]]:
        """The list from head to foot: each part of the body with its rows."""
        ticked, known = set(self._ticked()), regions()
        for part in parts():
            rows = [
                Row(name, label, side, name in ticked, self[f"level-{name}"], self[f"words-{name}"])
                for name, label, side in zip(known.ids, known.labels, known.side.tolist(), strict=True)
                if part_of()[name] == part
            ]
            yield PART_NAMES[part], rows

    def _ticked(self) -> list[str]:
        return list(self["region"].value() or ())


def _level() -> forms.IntegerField:
    wrong = dict.fromkeys(("invalid", "min_value", "max_value"), _OUTSIDE)
    return forms.IntegerField(
        label=_("How much, 0 to 10"),
        required=False,
        min_value=LEAST,
        max_value=MOST,
        error_messages=wrong,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )


def _number(value: int | None) -> float | None:
    return None if value is None else float(value)
