"""Forms of the door and of who comes in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from lenitive.desk.forms import Whole
from lenitive.portal.models import Account

OWN_DEVICE = _("This is my own device. Keep me in.")


def login_field() -> forms.CharField:
    """The name somebody comes in with."""
    return Whole(
        label=_("E-mail address or user name"),
        max_length=254,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )


def new_password_field(*, required: bool) -> forms.CharField:
    """A password to choose."""
    return forms.CharField(
        label=_("New password"),
        help_text=_("At least 12 letters. Three or four words that only you put together are good."),
        max_length=200,
        strip=False,
        required=required,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class EnterForm(forms.Form):
    login = login_field()
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    own_device = forms.BooleanField(label=OWN_DEVICE, required=False)

    def clean_login(self) -> str:
        return str(self.cleaned_data["login"]).lower()


class MailForm(forms.Form):
    login = login_field()
    clean_login = EnterForm.clean_login


class CodeForm(MailForm):
    code = forms.CharField(
        label=_("The code from your mail"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    own_device = forms.BooleanField(label=OWN_DEVICE, required=False)


class BirthForm(forms.Form):
    birth = forms.DateField(
        label=_("Date of birth"),
        widget=forms.DateInput(attrs={"type": "date", "autocomplete": "off"}, format="%Y-%m-%d"),
    )


class TypedCodeForm(BirthForm):
    code = forms.CharField(
        label=_("The code of your invitation"),
        help_text=_("8 letters and numbers"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    field_order = ("code", "birth")


class WelcomeForm(forms.Form):
    """Name, language, consent, and how to come in next time; `way` is the button that was pressed."""

    name = Whole(label=_("Your name"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    agreed = forms.BooleanField(
        label=_("I have read this and I agree."),
        error_messages={
            "required": _("Without this we cannot let you in. You can also just close the page.")
        },
    )
    own_device = forms.BooleanField(label=OWN_DEVICE, required=False)
    login = login_field()
    email = forms.EmailField(label=_("E-mail address for codes"), required=False)
    password = new_password_field(required=False)

    def __init__(self, *args: Any, way: str, mail: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.way = way
        self.fields["login"].required = way != "passkey"
        if not mail:
            del self.fields["email"]

    def clean_login(self) -> str | None:
        """Free, in small letters; none with a passkey."""
        login = str(self.cleaned_data["login"]).lower() or None
        if self.way == "passkey":
            return None
        if Account.objects.filter(login=login).exists():
            raise ValidationError(_("This name is taken. Choose another one."))
        return login

    def clean(self) -> dict[str, Any]:
        """A password that is none is said; a mailed code needs an address."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.way == "password":
            _check(self, "password", Account(login=cleaned.get("login"), name=cleaned.get("name", "")))
        if self.way == "code" and not cleaned.get("email"):
            self.add_error("email", _("Write the address that codes are mailed to."))
        return cleaned


def _check(form: forms.Form, field: str, account: Account) -> None:
    password = form.cleaned_data.get(field, "")
    if not password:
        if field not in form.errors:
            form.add_error(field, _("Choose a password."))
        return
    try:
        validate_password(password, account)  # type: ignore[arg-type]
        if account.login and account.login in password.lower():
            raise ValidationError(_("The password must not contain the user name."))
    except ValidationError as problem:
        form.add_error(field, problem)


class InviteForm(forms.Form):
    """Whom to invite; what they are to the person in their own words."""

    helper = forms.ChoiceField(label=_("Who comes in"))
    name = Whole(label=_("Name"), max_length=120)
    words = Whole(
        label=_("What they are to the person"),
        help_text=_("daughter, neighbour"),
        max_length=80,
        required=False,
    )
    email = forms.EmailField(label=_("E-mail address"), required=False)

    def __init__(self, *args: Any, kinds: list[tuple[str, Any]], mail: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["helper"].choices = kinds  # type: ignore[attr-defined]
        if not mail:
            del self.fields["email"]


class SettingsForm(forms.Form):
    name = Whole(label=_("Your name"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    country = forms.ChoiceField(
        label=_("Country"), help_text=_("For the numbers to call when it is urgent."), required=False
    )

    def __init__(self, *args: Any, countries: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["country"].choices = [("", "—"), *countries]  # type: ignore[attr-defined]


class PasswordForm(forms.Form):
    """A new password; who has one already gives it first. Who has none chooses a user name as well."""

    current = forms.CharField(
        label=_("Password until now"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    login = login_field()
    new = new_password_field(required=True)
    clean_login = EnterForm.clean_login

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.account = account
        if not account.password:
            del self.fields["current"]
        if account.login:
            del self.fields["login"]

    def clean(self) -> dict[str, Any]:
        """The new one is fit, and the user name is free."""
        cleaned: dict[str, Any] = super().clean() or {}
        login = cleaned.get("login")
        if login and Account.objects.filter(login=login).exists():
            self.add_error("login", _("This name is taken. Choose another one."))
        _check(self, "new", Account(login=login or self.account.login, email=self.account.email))
        return cleaned
