"""The second factor: given at the door, set up, taken away. Each step is django-allauth's."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows import reauthentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from lenitive.desk import audit, lockout, second_factor
from lenitive.desk.access import View, open_to, own_account
from lenitive.desk.forms import Confirm
from lenitive.desk.models import Staff
from lenitive.desk.views.account import signed_in


def _sets_up(view: View) -> View:
    """A step of setting one up: for oneself, and open before there is one."""
    return own_account(second_factor.before_it_is_set_up(view))


class _AtTheDoor(AuthenticateView):
    """The step after the password. Wrong tries are counted with the wrong passwords of the name."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._page(200)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        wait = lockout.minutes_to_wait(self.stage.login.user.username)
        if wait:
            return self._page(429, problem=lockout.in_words(wait))
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer

    def form_valid(self, form: Any) -> HttpResponse:
        kind = "passkey" if form is self.webauthn_form else form.authenticator.type
        words = second_factor.IN_WORDS[Authenticator.Type.WEBAUTHN if kind == "passkey" else kind]
        staff = self.stage.login.user
        answer = super().form_valid(form)
        second_factor.note_shown(self.request, staff)
        return signed_in(self.request, answer, f"user name and password, then {words}")

    def form_invalid(self, form: Any) -> HttpResponse:
        name = self.stage.login.user.username
        audit.record(self.request, "second_factor", allowed=False, why="it did not match", actor=name)
        problems = [problem for errors in form.errors.values() for problem in errors]
        return self._page(422, problem=" ".join(problems))

    def _page(self, status: int, *, problem: str = "") -> HttpResponse:
        staff = self.stage.login.user
        kinds = set(Authenticator.objects.filter(user=staff).values_list("type", flat=True))
        context = self.get_context_data(problem=problem)
        context |= {
            "problem": problem,
            "has_app": second_factor.APP in kinds,
            "has_passkey": second_factor.PASSKEY in kinds,
            "has_codes": second_factor.CODES in kinds,
        }
        return render(self.request, self.template_name, context, status=status)


class _RemovePasskey(RemoveWebAuthnView):
    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: Any) -> HttpResponse:
        """Take it away, unless it is the last second factor of somebody who must have one."""
        if not get_adapter().can_delete_authenticator(self.get_object()):
            messages.error(self.request, get_adapter().error_messages["cannot_delete_authenticator"])
            return redirect("mfa_index")
        answer: HttpResponse = super().form_valid(form)
        return answer


@_sets_up
def index(request: HttpRequest) -> HttpResponse:
    """Which second factors one has, and which one may set up."""
    staff: Staff = request.user  # type: ignore[assignment]
    mine = {kind: [] for kind in second_factor.IN_WORDS}  # type: dict[str, list[Authenticator]]
    for each in Authenticator.objects.filter(user=staff).order_by("id"):
        mine[each.type].append(each)
    passkeys, app = mine[second_factor.PASSKEY], mine[second_factor.APP]
    context = {
        "app": app[0] if app else None,
        "passkeys": passkeys,
        "codes_left": len(mine[second_factor.CODES][0].wrap().get_unused_codes())
        if mine[second_factor.CODES]
        else None,
        "must": second_factor.required(),
        "has_one": bool(passkeys or app),
        "is_last": second_factor.required() and len(passkeys) + len(app) == 1,
        "passkeys_work": second_factor.passkeys_work_at(request.get_host()),
    }
    return render(request, "desk/second_factor.html", context)


@_sets_up
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Ask for the password once more before the way to sign in changes."""
    staff: Staff = request.user  # type: ignore[assignment]
    form = Confirm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = _refuse_password(request, staff, form)
        if not status:
            reauthentication.reauthenticate_by_password(request)
            audit.record(request, "confirm", allowed=True, why="the password")
            return reauthentication.resume_request(request) or redirect("mfa_index")
    return render(request, "account/reauthenticate.html", {"form": form}, status=status)


def _refuse_password(request: HttpRequest, staff: Staff, form: Confirm) -> int:
    """The status of a refusal, whose reason is in the form; 0 when the password is right."""
    if not form.is_valid():
        return 422
    wait = lockout.minutes_to_wait(staff.username)
    if wait:
        form.add_error(None, lockout.in_words(wait))
        return 429
    if not staff.check_password(form.cleaned_data["password"]):
        audit.record(request, "confirm", allowed=False, why="wrong password")
        form.add_error("password", Confirm.WRONG)
        return 422
    return 0


# The one page of this file that is for somebody who is not in yet; the stage of django-allauth guards it.
at_the_door = open_to("anyone")(login_not_required(_AtTheDoor.as_view()))
add_app = _sets_up(ActivateTOTPView.as_view())
remove_app = _sets_up(DeactivateTOTPView.as_view())
add_passkey = _sets_up(AddWebAuthnView.as_view())
remove_passkey = _sets_up(_RemovePasskey.as_view())
see_codes = _sets_up(ViewRecoveryCodesView.as_view())
new_codes = _sets_up(GenerateRecoveryCodesView.as_view())
