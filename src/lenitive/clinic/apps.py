from __future__ import annotations

from typing import Any

from django.apps import AppConfig


class ClinicConfig(AppConfig):
    name = "lenitive.clinic"
    label = "clinic"
    verbose_name = "Clinic"

    def ready(self) -> None:
        """Refuse a choice of guidelines that cannot be followed; hear of charts that were loaded.

        After those the list's lines of these people are out of date.
        """
        from lenitive.desk.signals import about_strangers, charts_loaded, checking, serving
        from lenitive.knowledge.rules.site import site_choice
        from lenitive.knowledge.visits.notes import note_kinds, site_templates
        from lenitive.knowledge.visits.visit_templates import templates

        site_choice()
        if site_templates():
            note_kinds()
        checking.connect(_check_notes, dispatch_uid="clinic.notes")
        checking.connect(_check_calendar, dispatch_uid="clinic.calendar")
        templates()
        _register_work()
        charts_loaded.connect(_keep_decisions, dispatch_uid="clinic.decisions")
        charts_loaded.connect(_keep_appointments, dispatch_uid="clinic.appointments")
        charts_loaded.connect(_forget, dispatch_uid="clinic.summary")
        charts_loaded.connect(_take_referrals, dispatch_uid="clinic.referrals")
        about_strangers.connect(_keep_strangers, dispatch_uid="clinic.referrals")
        checking.connect(_check_visits, dispatch_uid="clinic.visits")
        serving.connect(_work_in_background, dispatch_uid="clinic.work")


def _work_in_background(**_: Any) -> Any:
    from lenitive.clinic.work.background import start

    return start()


def _register_work() -> None:
    """What asks for work beside the record."""
    from lenitive.clinic.decisions import tasks
    from lenitive.clinic.notes import due as notes
    from lenitive.clinic.referrals import due
    from lenitive.clinic.visits import due as visits
    from lenitive.clinic.work.beside import register

    register(tasks.wanted)
    register(notes.wanted)
    register(due.wanted)
    register(visits.wanted)


def _take_referrals(patient_ids: Any, **_: Any) -> None:
    from lenitive.clinic.referrals.arriving import arrived

    arrived(patient_ids)


def _keep_strangers(resources: Any, **_: Any) -> Any:
    from lenitive.clinic.referrals.arriving import without_a_person

    return without_a_person(resources)


def _check_notes(**_: Any) -> Any:
    from lenitive.clinic.notes.checks import check_notes

    return check_notes()


def _keep_decisions(patient_ids: Any, **_: Any) -> None:
    from lenitive.clinic.decisions.written import keep_after_import

    keep_after_import(patient_ids)


def _check_calendar(**_: Any) -> Any:
    from lenitive.clinic.appointments.looked_at import check_calendar

    return check_calendar()


def _keep_appointments(patient_ids: Any, **_: Any) -> None:
    from lenitive.clinic.appointments.visit_rows import write_after_import

    write_after_import(patient_ids)


def _forget(patient_ids: Any, **_: Any) -> None:
    from lenitive.clinic.summary import forget

    forget(patient_ids)


def _check_visits(**_: Any) -> Any:
    from lenitive.clinic.visits.checking import check_visits

    return check_visits()
