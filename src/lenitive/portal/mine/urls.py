"""Addresses: what is mine: helpers, consent, who looked, everything to take away, to share, to leave."""

from django.urls import path

from lenitive.portal.mine import consent, correct_views, leaving, looked, sharing, taking, views

urlpatterns = [
    path("me/mine/", views.hub, name="mine"),
    path("me/mine/settings/", views.settings, name="settings"),
    path("me/mine/ways-in/", views.ways_in, name="ways_in"),
    path("me/mine/ways-in/password/", views.password, name="password"),
    path("me/mine/ways-in/passkey/", views.add_passkey, name="add_passkey"),
    path("me/mine/ways-in/passkeys/<int:pk>/end/", views.end_passkey, name="end_passkey"),
    path("me/mine/ways-in/devices/<int:pk>/end/", views.end_device, name="end_device"),
    path("me/mine/helpers/", views.helpers, name="helpers"),
    path("me/mine/helpers/<int:pk>/end/", views.end_helper, name="end_helper"),
    path("me/mine/helpers/invitations/<int:pk>/end/", views.end_invitation, name="end_invitation"),
    path("me/mine/data/", taking.data, name="data"),
    path("me/mine/data/fhir/", taking.fhir, name="take_fhir"),
    path("me/mine/data/tables/", taking.tables, name="take_tables"),
    path("me/mine/data/plan/", taking.paper, name="take_paper"),
    path("me/mine/share/", sharing.share, name="share"),
    path("me/mine/share/<int:pk>/end/", sharing.end_share, name="end_share"),
    path("me/mine/looked/", looked.looked, name="looked"),
    path("me/mine/consent/", consent.consent, name="consent"),
    path("me/mine/correct/", correct_views.correct, name="correct"),
    path("me/mine/correct/<int:pk>/back/", correct_views.take_back, name="correct_back"),
    path("me/mine/leave/", leaving.leave_for_good, name="leave_for_good"),
    path("me/shared/<str:secret>/", sharing.shared, name="shared"),
]
