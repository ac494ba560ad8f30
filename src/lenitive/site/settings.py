"""Settings of the site. What differs from place to place comes from the environment:

LENITIVE_HOME       data directory (default `./var`)
LENITIVE_DATABASE   address of a PostgreSQL database (default: SQLite in the data directory)
LENITIVE_ORIGIN     public address behind a TLS proxy, such as https://pain.example.org (default: here only)
LENITIVE_HOSTS      more host names to answer to, separated by commas
LENITIVE_TIME_ZONE  the clinic's time zone (default UTC)
LENITIVE_SECOND_FACTOR  required or optional (default: required where others can reach the site)
LENITIVE_IDLE_MINUTES   minutes without use after which somebody is signed out (default 30)
LENITIVE_MAIL       mail server for reminders, as smtp://user:password@host:587 (default: none is sent)
LENITIVE_MAIL_FROM  the address that reminders come from
LENITIVE_GUIDELINES file that switches guidelines off at this site (docs/rules.md; default: all are on)
LENITIVE_VISIT_TEMPLATES folder with this site's own visit templates (docs/visits.md; default: ours)
LENITIVE_NOTE_TEMPLATES folder with this site's own note templates (docs/notes.md; default: ours)
LENITIVE_RULE_OWNERS    who owns which rules: cdc22=physician,nsaid=dr_ito (role or user name; all= the rest)
LENITIVE_DEBUG      1 shows tracebacks; never on a machine that others reach
"""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from csp.constants import NONCE, NONE, SELF

from lenitive.site.database import database
from lenitive.site.home import data_directory, secret_key
from lenitive.site.mail import mail
from lenitive.site.numbers import whole_number
from lenitive.site.second_factor import second_factor_required

HOME = data_directory()
SECRET_KEY = secret_key(HOME)
DEBUG = os.environ.get("LENITIVE_DEBUG") == "1"

_LOOPBACK = ["127.0.0.1", "localhost", "[::1]"]
_origin = urlsplit(os.environ.get("LENITIVE_ORIGIN", ""))
_more = [host.strip() for host in os.environ.get("LENITIVE_HOSTS", "").split(",") if host.strip()]
ALLOWED_HOSTS = [*_LOOPBACK, *([_origin.hostname] if _origin.hostname else []), *_more]
ON_THIS_MACHINE_ONLY = set(ALLOWED_HOSTS) == set(_LOOPBACK)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "django_htmx",
    "lenitive.desk",
    "lenitive.clinic",
    "lenitive.portal",
    "lenitive.library",
    # After the desk, whose templates stand in the place of theirs.
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "lenitive.desk.middleware.whole_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "lenitive.desk.middleware.spoken",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "lenitive.desk.middleware.limited_sessions",
    "lenitive.desk.middleware.SecondFactorFirst",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "lenitive.desk.middleware.private_pages",
]
ROOT_URLCONF = "lenitive.site.urls"
WSGI_APPLICATION = "lenitive.site.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "lenitive.desk.context.page",
                "lenitive.portal.context.places",
            ],
        },
    }
]
FORM_RENDERER = "lenitive.desk.forms.Renderer"

DATABASES = {"default": database(HOME, os.environ.get("LENITIVE_DATABASE", ""))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "desk.Staff"
LOGIN_URL = "desk:sign-in"
LOGIN_REDIRECT_URL = "desk:start"
LOGOUT_REDIRECT_URL = "desk:sign-in"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# django-allauth leads through the second factor. Accounts have no e-mail addresses here, and wrong tries are
# counted in the audit trail (desk/lockout.py): limits of its own would only be a second opinion.
ACCOUNT_ADAPTER = "lenitive.desk.second_factor.AccountAdapter"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False
ACCOUNT_LOGIN_TIMEOUT = 5 * 60
MFA_ADAPTER = "lenitive.desk.second_factor.FactorAdapter"
MFA_FORMS = {
    "authenticate": "lenitive.desk.second_factor.CodeForm",
    "authenticate_webauthn": "lenitive.desk.second_factor.PasskeyForm",
    "add_webauthn": "lenitive.desk.second_factor.NewPasskeyForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_TOTP_ISSUER = "Lenitive"
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = False
MFA_ALLOW_UNVERIFIED_EMAIL = True
# Browsers give passkeys to https and to localhost only; on localhost the address is http.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ON_THIS_MACHINE_ONLY
SECOND_FACTOR_REQUIRED = second_factor_required(
    os.environ.get("LENITIVE_SECOND_FACTOR", ""), reachable=not ON_THIS_MACHINE_ONLY
)

# Set of rules -> role or user name; those not named are owned as knowledge/choices.yaml says.
RULE_OWNERS = dict(
    each.strip().split("=", 1)
    for each in os.environ.get("LENITIVE_RULE_OWNERS", "").split(",")
    if "=" in each
)

globals().update(mail(os.environ.get("LENITIVE_MAIL", ""), os.environ.get("LENITIVE_MAIL_FROM", "")))

LANGUAGE_CODE = "en"
# Sentences are marked for translation. A part of the site speaks a language once all of it is translated (a
# test holds them to it); Arabic is there for the pages that are read from the right.
LANGUAGES = [("en", "English"), ("es", "Español"), ("ar", "العربية")]
SPOKEN = {"/me/": ("en", "es", "ar"), "/learn/": ("en", "es")}
# Public pages: an address with `?in=es` says which language it is in.
SPOKEN_BY_ADDRESS = ("/learn/",)
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("LENITIVE_TIME_ZONE", "UTC")

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "lenitive.desk.static_files.HashedFiles"},
}
# Files that have not been collected yet (tests, a library user) are served under their plain names.
WHITENOISE_USE_FINDERS = True

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [NONCE],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
CSRF_FAILURE_VIEW = "lenitive.desk.views.errors.csrf"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
# On the loopback there is no TLS, and Safari keeps no Secure cookie there; elsewhere there must be.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not (DEBUG or ON_THIS_MACHINE_ONLY)
SESSION_COOKIE_NAME = "lenitive_session"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_IDLE_SECONDS = 60 * whole_number("LENITIVE_IDLE_MINUTES", default=30, least=1, most=12 * 60)
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
if _origin.scheme == "https":
    CSRF_TRUSTED_ORIGINS = [f"https://{_origin.netloc}"]
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    MIDDLEWARE.insert(0, "lenitive.desk.middleware.asked_through_proxy")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_SSL_REDIRECT = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        "lenitive": {"handlers": ["console"], "level": "INFO", "propagate": False},
    },
}
