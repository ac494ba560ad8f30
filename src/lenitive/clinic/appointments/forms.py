"""What is typed and chosen about appointments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lenitive.clinic.models import MeetBy, OtherDays, Room, Route, Weekday, Wishes, WorkHours
from lenitive.knowledge.visits.appointments import Kind, appointments

if TYPE_CHECKING:
    from lenitive.desk.models import Staff

_DAY = {"type": "date"}
_TIME = {"type": "time", "step": "300"}
_LONGEST = 300


def _date(**more: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"), **more)


def _time(**more: Any) -> forms.TimeField:
    return forms.TimeField(widget=forms.TimeInput(attrs=_TIME, format="%H:%M"), **more)


def ways(kind: Kind) -> list[tuple[str, Any]]:
    """The ways of a kind, with their words."""
    return [(each, MeetBy(each).label) for each in kind.ways]


class When(forms.Form):
    """A time of one's own choosing, its length, its team and its room."""

    day = _date(label=_("Day"))
    at = _time(label=_("Time"), help_text=_("On the clock of the clinic."))
    which = forms.TypedChoiceField(
        label=_("Which of the two"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("0", ""), ("1", "")],
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=24 * 60)
    staff = forms.MultipleChoiceField(
        label=_("With"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks"})
    )
    room = forms.ChoiceField(label=_("Room"), required=False)
    way = forms.ChoiceField(label=_("How"))
    why = forms.CharField(
        label=_("What it is about"),
        required=False,
        max_length=_LONGEST,
        help_text=_("For the team; it stands in no reminder and in no feed."),
    )

    def __init__(
        self, *args: Any, kind: Kind, team: Iterable[Staff], rooms: Iterable[Room], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.team = {str(each.pk): each for each in team}
        self.rooms = {str(each.pk): each for each in rooms}
        self._offer("staff", [(key, f"{each.name}, {each.role_name}") for key, each in self.team.items()])
        self._offer("room", [("", _("No room")), *((key, each.name) for key, each in self.rooms.items())])
        self._offer("way", ways(kind))
        self.fields["minutes"].widget.attrs |= {
            "min": kind.least,
            "max": kind.most,
            "step": appointments().raster,
        }
        self.fields["which"].widget = forms.HiddenInput()

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]

    def chosen_staff(self) -> list[Staff]:
        """Who was ticked."""
        return [self.team[key] for key in self.cleaned_data["staff"]]

    def chosen_room(self) -> Room | None:
        """The room that was chosen."""
        return self.rooms.get(self.cleaned_data["room"])


class WishesForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a person wishes of appointments and reminders."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"),
        help_text=_("None ticked: any day."),
        required=False,
        coerce=int,
        choices=Weekday.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "ticks"}),
    )
    earliest = _time(label=_("Not before"), required=False)
    latest = _time(label=_("Over by"), required=False)
    way = forms.ChoiceField(label=_("How"), required=False, choices=[("", _("No wish")), *MeetBy.choices])
    interpreter = forms.CharField(
        label=_("Interpreter"), required=False, max_length=60, help_text=_("Into which language.")
    )
    accessible = forms.BooleanField(label=_("A step-free room, with room for a wheelchair"), required=False)
    route = forms.ChoiceField(label=_("Reminders"), choices=Route.choices)
    email = forms.EmailField(
        label=_("E-mail for reminders"),
        required=False,
        help_text=_(
            "Only if the person agrees. Nothing about health stands in a reminder, but others may read it."
        ),
    )
    note = forms.CharField(label=_("Anything else"), required=False, max_length=_LONGEST)

    class Meta:
        model = Wishes
        fields = (
            "weekdays",
            "earliest",
            "latest",
            "way",
            "interpreter",
            "accessible",
            "route",
            "email",
            "note",
        )

    def clean(self) -> dict[str, Any]:
        """Hours in order, and an address where one is written to."""
        cleaned: dict[str, Any] = super().clean() or {}
        earliest, latest = cleaned.get("earliest"), cleaned.get("latest")
        if earliest and latest and earliest >= latest:
            self.add_error("latest", _("This is before the time above."))
        if cleaned.get("route") == Route.EMAIL and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("Write the address, or choose the telephone."))
        return cleaned


class RoomForm(forms.ModelForm):  # type: ignore[type-arg]
    """A room."""

    kind = forms.ChoiceField(label=_("Kind"))

    class Meta:
        model = Room
        fields = ("name", "kind", "clinic", "places", "accessible", "is_active")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = list(appointments().rooms.items())  # type: ignore[attr-defined]


class HoursForm(forms.ModelForm):  # type: ignore[type-arg]
    """One line of somebody's week."""

    begins = _time(label=_("From"))
    ends = _time(label=_("Until"))

    class Meta:
        model = WorkHours
        fields = ("weekday", "begins", "ends")

    def clean(self) -> dict[str, Any]:
        """The end comes after the beginning."""
        return _in_order(self, super().clean() or {}, "begins", "ends")


class OtherDaysForm(forms.ModelForm):  # type: ignore[type-arg]
    """Days that are unlike the week."""

    first = _date(label=_("First day"))
    last = _date(label=_("Last day"), required=False, help_text=_("Empty: the same day."))
    begins = _time(label=_("From"), required=False, help_text=_("Empty: the whole day."))
    ends = _time(label=_("Until"), required=False)

    class Meta:
        model = OtherDays
        fields = ("first", "last", "here", "begins", "ends", "note")

    def clean(self) -> dict[str, Any]:
        """Days and hours in order; one day where no last one is written."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["last"] = cleaned.get("last") or cleaned.get("first")
        if cleaned.get("first") and cleaned["last"] < cleaned["first"]:
            self.add_error("last", _("This is before the first day."))
        return _in_order(self, cleaned, "begins", "ends")


def _in_order(form: forms.BaseForm, cleaned: dict[str, Any], first: str, last: str) -> dict[str, Any]:
    begins, ends = cleaned.get(first), cleaned.get(last)
    if begins and ends and begins >= ends:
        form.add_error(last, _("This is before the beginning."))
    return cleaned
