"""Addresses of signing in and the second factor, under the names by which django-allauth asks for them."""

from django.urls import path

from lenitive.desk.views import account, second_factor

urlpatterns = [
    path("sign-in/", account.sign_in, name="account_login"),
    path("sign-in/second-factor/", second_factor.at_the_door, name="mfa_authenticate"),
    path("account/confirm/", second_factor.confirm, name="account_reauthenticate"),
    path("account/sessions/end/", account.end_session, name="end-other-sessions"),
    path("account/sessions/<int:pk>/end/", account.end_session, name="end-session"),
    path("account/second-factor/", second_factor.index, name="mfa_index"),
    path("account/second-factor/app/", second_factor.add_app, name="mfa_activate_totp"),
    path("account/second-factor/app/remove/", second_factor.remove_app, name="mfa_deactivate_totp"),
    path("account/second-factor/passkey/", second_factor.add_passkey, name="mfa_add_webauthn"),
    path(
        "account/second-factor/passkey/<int:pk>/remove/",
        second_factor.remove_passkey,
        name="mfa_remove_webauthn",
    ),
    path("account/second-factor/codes/", second_factor.see_codes, name="mfa_view_recovery_codes"),
    path("account/second-factor/codes/new/", second_factor.new_codes, name="mfa_generate_recovery_codes"),
]
