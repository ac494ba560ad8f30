"""The accounts of those who work here."""

from __future__ import annotations

import secrets

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from lenitive.desk import audit, second_factor, sessions
from lenitive.desk.access import may
from lenitive.desk.forms import ChangeStaff, NewStaff
from lenitive.desk.models import Staff


@may("manage_staff", "the list of accounts")
@require_http_methods(["GET", "POST"])
def accounts(request: HttpRequest) -> HttpResponse:
    """Everybody who may sign in, and a new account with a password that is shown once."""
    form = NewStaff(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = new_password()
        staff = Staff.objects.create_staff(**form.cleaned_data, password=password)
        _note(request, _("made an account for %s") % staff.username)
        return render(request, "desk/password.html", {"staff": staff, "password": password})
    context = {"form": form, "accounts": Staff.objects.order_by("-is_active", "name")}
    return render(request, "desk/staff.html", context, status=422 if request.method == "POST" else 200)


@may("manage_staff", "one account")
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name or role, an end to signing in, or a new password."""
    staff = get_object_or_404(Staff, pk=pk)
    if "new_password" in request.POST:
        password = new_password()
        staff.set_password(password)
        staff.save(update_fields=["password"])
        _note(request, _("gave %s a new password") % staff.username)
        return render(request, "desk/password.html", {"staff": staff, "password": password})
    if "forget_factor" in request.POST:
        with transaction.atomic():
            second_factor.forget(staff)
            sessions.end(staff)
            _note(request, _("took the second factor of %s away") % staff.username)
        messages.success(
            request, _("Taken away. Their password alone opens the account until they set up another.")
        )
        return redirect("desk:staff-change", staff.pk)
    form = ChangeStaff(request.POST or None, instance=staff)
    if request.method == "POST" and form.is_valid():
        changed = [str(form.fields[name].label) for name in form.changed_data]
        staff.save(update_fields=form.changed_data or None)
        _note(request, _("changed %(who)s: %(what)s") % {"who": staff.username, "what": ", ".join(changed)})
        messages.success(request, _("Saved."))
        return redirect("desk:staff")
    status = 422 if request.method == "POST" else 200
    context = {"form": form, "staff": staff, "has_factor": second_factor.has_one(staff)}
    return render(request, "desk/staff_change.html", context, status=status)


def new_password() -> str:
    """A password that can be read out: four groups of four letters and digits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


def _note(request: HttpRequest, what: str) -> None:
    audit.record(request, "managed_staff", what=what, allowed=True, why="the role allows it")
