"""Addresses of the clinic's pages. A row's id holds slashes, as FHIR references do."""

from django.urls import path

from lenitive.clinic.appointments.urls import urlpatterns as appointment_pages
from lenitive.clinic.decision_urls import urlpatterns as decisions
from lenitive.clinic.evaluation.urls import urlpatterns as evaluation_pages
from lenitive.clinic.notes.urls import urlpatterns as note_pages
from lenitive.clinic.referrals.urls import urlpatterns as referral_pages
from lenitive.clinic.tablet.urls import urlpatterns as tablet_pages
from lenitive.clinic.views import (
    authorise,
    body_map,
    find,
    findings,
    options,
    papers,
    people,
    person,
    plan,
    rows,
    scores,
    taper,
    today,
    work,
)
from lenitive.clinic.visits.urls import urlpatterns as visit_pages

app_name = "clinic"
urlpatterns = [
    path("today/", today.today, name="today"),
    path("today/paper/", today.paper, name="today_paper"),
    path("work/", work.lists, name="work"),
    path("work/<str:kind>/", work.work_list, name="work_list"),
    path("work/<str:kind>/views/", work.keep_view, name="work_view"),
    path("people/<str:patient_id>/work/<int:pk>/", work.act, name="work_act"),
    path("people/<str:patient_id>/work/undo/<int:pk>/", work.undo, name="work_undo"),
    path("find/", find.suggest, name="find"),
    path("people/", people.people, name="people"),
    path("people/<str:patient_id>/", person.person, name="person"),
    path("people/<str:patient_id>/body-map/", body_map.body_map, name="body_map"),
    path("people/<str:patient_id>/rows/<path:row_id>/", rows.row, name="row"),
    path("people/<str:patient_id>/findings/<str:rule_id>/", findings.finding, name="finding"),
    path("people/<str:patient_id>/scales/<str:instrument>/<str:scale>/", scores.score, name="score"),
    path("people/<str:patient_id>/authorise/", authorise.choose, name="authorise_choose"),
    path(
        "people/<str:patient_id>/authorise/<str:procedure>/<str:policy>/",
        authorise.checklist,
        name="authorise",
    ),
    path("people/<str:patient_id>/options/", options.options, name="options"),
    path("people/<str:patient_id>/options/<str:treatment>/", options.option, name="option"),
    path("people/<str:patient_id>/plan/", plan.plan, name="plan"),
    path("people/<str:patient_id>/taper/", taper.taper, name="taper"),
    path("people/<str:patient_id>/papers/<str:kind>.pdf", papers.paper, name="paper"),
    *appointment_pages,
    *decisions,
    *evaluation_pages,
    *note_pages,
    *tablet_pages,
    *referral_pages,
    *visit_pages,
]
