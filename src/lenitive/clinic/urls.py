"""Addresses of the clinic's pages. A row's id holds slashes, as FHIR references do."""

from django.urls import path

from lenitive.clinic.views import findings, people, person, rows

app_name = "clinic"
urlpatterns = [
    path("people/", people.people, name="people"),
    path("people/<str:patient_id>/", person.person, name="person"),
    path("people/<str:patient_id>/rows/<path:row_id>/", rows.row, name="row"),
    path("people/<str:patient_id>/findings/<str:rule_id>/", findings.finding, name="finding"),
]
