"""How forms look here, and the desk's own forms."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _

from lenitive.desk.models import Role, Staff


class Renderer(TemplatesSetting):
    """Forms and fields through our own templates: label, help, problem, then the control."""

    form_template_name = "desk/form.html"
    field_template_name = "desk/field.html"


class Whole(forms.CharField):
    """A text that a person writes. What is too long is said, and not cut off unseen by the browser."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Without the length at which a browser stops to take letters."""
        attrs: dict[str, Any] = super().widget_attrs(widget)
        attrs.pop("maxlength", None)
        return attrs


class SignIn(forms.Form):
    username = forms.CharField(
        label=_("User name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "username"})
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewStaff(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Staff
        fields = ("name", "username", "role")


class ChangeStaff(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Staff
        fields = ("name", "role", "is_active")

    def clean(self) -> dict[str, object]:
        """The last who may manage accounts stays: a site without one cannot be mended from its pages."""
        cleaned: dict[str, object] = super().clean() or {}
        stays = cleaned.get("is_active") and cleaned.get("role") == Role.ADMINISTRATOR
        others = Staff.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=self.instance.pk)
        if self.initial.get("role") == Role.ADMINISTRATOR and not stays and not others.exists():
            raise forms.ValidationError(_("This is the last administrator. Make another one first."))
        return cleaned


class Confirm(forms.Form):
    """The password once more, of somebody who is signed in."""

    WRONG = _("This is not your password.")
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPassword(forms.Form):
    current = forms.CharField(
        label=_("Password now"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        help_text=_("At least 12 characters; a few words are easier to keep than signs."),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: object, staff: Staff, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.staff = staff

    def clean_current(self) -> str:
        current: str = self.cleaned_data["current"]
        if not self.staff.check_password(current):
            raise forms.ValidationError(_("This is not your password now."))
        return current

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        validate_password(new, self.staff)
        return new


class Reason(forms.Form):
    reason = Whole(
        label=_("Why do you need this record?"),
        max_length=300,
        min_length=8,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
