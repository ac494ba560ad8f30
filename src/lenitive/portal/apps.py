from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "lenitive.portal"
    label = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        """Answer the clinic when it wants to ask somebody from home."""
        from lenitive.clinic.tablet.at_home import register
        from lenitive.portal.safety.watching import Portal

        register(Portal())
        _register_from_home()


def _register_from_home() -> None:
    """What came from home is on the clinic's lists and on the person's page."""
    from lenitive.clinic import from_home
    from lenitive.clinic.appointments import upkeep
    from lenitive.clinic.work import beside
    from lenitive.portal.diary import mailing
    from lenitive.portal.mine import correcting
    from lenitive.portal.team import asking, staff_views

    upkeep.register(mailing.send_due)
    beside.register(asking.wanted)
    beside.register(correcting.wanted)
    from_home.register(correcting.new_things)
    from_home.register(staff_views.new_things)
