"""Addresses: the door, invitations, and the clinic's page of who comes in."""

from django.urls import path

from lenitive.portal.entering import invited_views, staff_views, views

urlpatterns = [
    path("me/enter/", views.enter, name="enter"),
    path("me/enter/passkey/", views.enter_passkey, name="enter_passkey"),
    path("me/enter/code/", views.enter_code, name="enter_code"),
    path("me/enter/left/", views.left, name="left"),
    path("me/choose/", views.choose, name="choose"),
    path("me/leave/", views.leave, name="leave"),
    path("me/invited/", invited_views.typed, name="invited"),
    path("me/invited/welcome/", invited_views.welcome, name="invited_welcome"),
    path("me/invited/<str:secret>/", invited_views.linked, name="invited_link"),
    path("people/<str:patient_id>/portal/", staff_views.people, name="people"),
    path("people/<str:patient_id>/portal/ties/<int:pk>/end/", staff_views.end, name="end_tie"),
    path("people/<str:patient_id>/portal/invitations/<int:pk>/end/", staff_views.take_back, name="take_back"),
]
