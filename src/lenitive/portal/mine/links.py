"""What the page "Mine" leads to: each part adds its own line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Link:
    """One line: its name, what it is for, the name of its address, and what one must be allowed to."""

    name: Any  # a sentence that is translated late
    text: Any
    to: str
    action: str = "own_see"


LINKS: tuple[Link, ...] = (
    Link(_("My settings"), _("Name, language, country"), "portal:settings"),
    Link(_("How I come in"), _("Password, passkeys, devices"), "portal:ways_in"),
    Link(_("Who helps me"), _("Invite somebody, or end it"), "portal:helpers", "own_settle"),
    Link(_("What I agreed to"), _("When, and how to take it back"), "portal:consent", "own_settle"),
    Link(_("Who looked at my record"), _("Everybody who opened or changed it"), "portal:looked", "own_take"),
    Link(_("Take my data"), _("Everything, as files"), "portal:data", "own_take"),
    Link(_("Share a summary"), _("By a link that ends"), "portal:share", "own_take"),
    Link(_("This is not right"), _("Ask for a correction"), "portal:correct", "own_settle"),
    Link(_("Leave the portal"), _("What it means, and how"), "portal:leave_for_good", "own_settle"),
)
