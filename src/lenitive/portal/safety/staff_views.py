"""Staff say who watches over answers from home, on which days, at which hours."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from lenitive.desk.access import may
from lenitive.desk.models import Clinic, Staff
from lenitive.portal.models import Watch
from lenitive.portal.models.watch import DAYS
from lenitive.portal.safety.watching import may_watch


class WatchForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who, when, how soon, and the telephone for whoever cannot wait."""

    days = forms.MultipleChoiceField(
        label=gettext_lazy("Days"), choices=DAYS, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Watch
        fields = ("staff", "clinic", "days", "opens", "closes", "within_minutes", "phone")
        labels = {  # noqa: RUF012  read by Django once
            "staff": gettext_lazy("Who watches"),
            "clinic": gettext_lazy("For the people of"),
            "opens": gettext_lazy("From"),
            "closes": gettext_lazy("Until"),
            "within_minutes": gettext_lazy("Reads an alarm within so many minutes"),
            "phone": gettext_lazy("Telephone of the clinic"),
        }
        widgets = {  # noqa: RUF012
            "opens": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
            "closes": forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Only those can watch who can open a record in need."""
        super().__init__(*args, **kwargs)
        able = [one.pk for one in Staff.objects.filter(is_active=True) if may_watch(one)]
        self.fields["staff"].queryset = Staff.objects.filter(pk__in=able).order_by("name")  # type: ignore[attr-defined]
        self.fields["clinic"].queryset = Clinic.objects.filter(is_active=True)  # type: ignore[attr-defined]
        self.fields["clinic"].empty_label = _("every clinic")  # type: ignore[attr-defined]

    def clean_days(self) -> str:
        return "".join(sorted(self.cleaned_data["days"]))

    def clean_within_minutes(self) -> int:
        """Nobody watches who reads after a promise of no minutes."""
        minutes = int(self.cleaned_data["within_minutes"])
        if minutes < 1:
            raise forms.ValidationError(_("Give at least one minute."))
        return minutes


@may("keep_portal", "who watches over answers from home")
def watches(request: HttpRequest) -> HttpResponse:
    """Everybody who watches with GET; POST names somebody."""
    form = WatchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        named = form.save(commit=False)
        named.made_by = request.user.name  # type: ignore[union-attr]
        named.save()
        messages.success(request, _("%(name)s watches from now on.") % {"name": named.staff.name})
        return redirect("portal:watches")
    context = {"watches": Watch.objects.standing().select_related("staff", "clinic"), "form": form}
    return render(request, "portal/safety/watches.html", context, status=422 if form.errors else 200)


@may("keep_portal", "the end of a watch")
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody watches in this name any more; where nobody is left, such questions are not asked from home."""
    found = get_object_or_404(Watch, pk=pk)
    Watch.objects.filter(pk=found.pk, ended_at=None).update(ended_at=timezone.now())
    messages.success(request, _("Ended. Where nobody watches, what cannot wait is not asked from home."))
    return redirect("portal:watches")
