"""What works without a connection: the worker, the manifest, and shells of pages that hold nobody's data."""

from __future__ import annotations

import json
from functools import cache
from hashlib import blake2b
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lenitive.desk.access import open_to
from lenitive.portal.access import PortalRequest, mine
from lenitive.portal.diary.page import diary_context
from lenitive.portal.moving.page import timer_context

_FILES = (
    "desk/tokens.css",
    "desk/base.css",
    "desk/components.css",
    "desk/icon.svg",
    "portal/portal.css",
    "portal/own.css",
    "portal/phone.js",
    "portal/own.js",
    "portal/diary.js",
    "portal/flare.js",
    "portal/timer.js",
)
# The page that is asked for -> the shell that stands for it.
SHELLS = {
    "/me/diary/": "/me/shell/diary/",
    "/me/flare/": "/me/shell/flare/",
    "/me/pacing/": "/me/shell/timer/",
    "/me/now/": "/me/now/",
    "other": "/me/shell/other/",
}
_ICONS = (("192", "any"), ("512", "any"), ("512", "maskable"))


@open_to("anyone")
@login_not_required
@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The worker of /me/, with its version: another one whenever a file or a shell's name is another."""
    config = {"version": _version(), "shells": SHELLS, "files": [static(name) for name in _FILES]}
    text = "\n".join(
        (f"const CONFIG = {json.dumps(config)};", _text("portal/phone.js"), _text("portal/worker.js"))
    )
    headers = {"Service-Worker-Allowed": "/me/", "Cache-Control": "no-cache"}
    return HttpResponse(text, content_type="text/javascript; charset=utf-8", headers=headers)


@open_to("anyone")
@login_not_required
@require_GET
def manifest(request: HttpRequest) -> HttpResponse:
    """How the portal stands on the first screen of a phone."""
    return JsonResponse(
        {
            "id": "/me/",
            "name": "Lenitive",
            "short_name": "Lenitive",
            "description": _("Your pain care, at home"),
            "start_url": "/me/",
            "scope": "/me/",
            "display": "standalone",
            "background_color": "#fcfaf7",
            "theme_color": "#005a5c",
            "icons": [
                {
                    "src": static(f"portal/icon-{'maskable-' if purpose == 'maskable' else ''}{size}.png"),
                    "sizes": f"{size}x{size}",
                    "type": "image/png",
                    "purpose": purpose,
                }
                for size, purpose in _ICONS
            ],
        },
        content_type="application/manifest+json",
        headers={"Cache-Control": "no-cache"},
    )


@mine("own_see", "a page to keep without a connection", quiet=True)
@require_GET
def shell(request: PortalRequest, name: str) -> HttpResponse:
    """A page that holds nobody's data; what the phone keeps is put into it by the phone."""
    language = request.me.language
    if name == "diary":
        return render(request, "portal/diary/diary.html", diary_context({}, language, blank=True))
    if name == "timer":
        return render(request, "portal/moving/timer.html", {**timer_context(), "shell": True})
    if name in {"flare", "other"}:
        return render(request, f"portal/diary/shell_{name}.html", {"shell": True})
    raise Http404


@cache
def _text(name: str) -> str:
    found = finders.find(name)
    if not isinstance(found, str):
        raise Http404(name)
    return Path(found).read_text("utf-8")


@cache
def _version() -> str:
    every = "".join(_text(name) for name in (*_FILES, "portal/worker.js")) + json.dumps(SHELLS)
    return blake2b(every.encode(), digest_size=8).hexdigest()
