"""Addresses of the desk's own pages."""

from django.urls import path

from lenitive.desk.views import access, account, audit, staff

app_name = "desk"
urlpatterns = [
    path("", account.start, name="start"),
    path("sign-in/", account.sign_in, name="sign-in"),
    path("sign-out/", account.sign_out, name="sign-out"),
    path("account/", account.account, name="account"),
    path("audit/", audit.trail, name="audit"),
    path("staff/", staff.accounts, name="staff"),
    path("staff/<int:pk>/", staff.change, name="staff-change"),
    path("people/<str:patient_id>/access/", access.person, name="access"),
    path("people/<str:patient_id>/join/", access.join, name="join"),
]
