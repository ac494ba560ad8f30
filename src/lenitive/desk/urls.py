"""Addresses of the desk's own pages."""

from django.urls import path

from lenitive.desk.views import (
    access,
    account,
    audit,
    brief,
    clinics,
    components,
    find,
    glass,
    merge,
    people,
    staff,
    team,
)

app_name = "desk"
urlpatterns = [
    path("", account.start, name="start"),
    path("sign-in/", account.sign_in, name="sign-in"),
    path("sign-out/", account.sign_out, name="sign-out"),
    path("account/", account.account, name="account"),
    path("audit/", audit.trail, name="audit"),
    path("staff/", staff.accounts, name="staff"),
    path("staff/<int:pk>/", staff.change, name="staff-change"),
    path("clinics/", clinics.every, name="clinics"),
    path("clinics/<int:pk>/", clinics.change, name="clinic-change"),
    path("components/", components.every, name="components"),
    path("without-a-clinic/", clinics.unplaced, name="unplaced"),
    path("broken-glass/", glass.broken, name="broken-glass"),
    path("find-person/", find.find, name="find"),
    path("new-person/", people.new, name="new-person"),
    path("my-people/", brief.people, name="my-people"),
    path("people/<str:patient_id>/brief/", brief.brief, name="brief"),
    path("people/<str:patient_id>/edit/", people.edit, name="edit"),
    path("people/<str:patient_id>/changes/", people.changes, name="changes"),
    path("people/<str:patient_id>/changes/<int:pk>/undo/", people.undo, name="undo"),
    path("people/<str:patient_id>/merge/", merge.merge, name="merge"),
    path("people/<str:patient_id>/merges/<int:pk>/undo/", merge.unmerge, name="unmerge"),
    path("people/<str:patient_id>/break-glass/", glass.break_glass, name="break-glass"),
    path("people/<str:patient_id>/mend-glass/", glass.mend, name="mend-glass"),
    path("people/<str:patient_id>/team/", team.team, name="team"),
    path("people/<str:patient_id>/team/<int:pk>/leave/", team.leave, name="team-leave"),
    path("people/<str:patient_id>/trail/", audit.of_person, name="trail"),
    path("people/<str:patient_id>/access/", access.person, name="access"),
    path("people/<str:patient_id>/join/", access.join, name="join"),
]
