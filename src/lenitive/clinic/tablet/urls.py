"""Addresses of the tablet, which nobody signs in to, and of the pages from which staff start it."""

from django.urls import path

from lenitive.clinic.tablet import person_views, staff_views, totals

urlpatterns = [
    path("tablet/", person_views.tablet, name="tablet"),
    path("tablet/hello/", person_views.hello, name="tablet_hello"),
    path("tablet/not-me/", person_views.not_me, name="tablet_not_me"),
    path("tablet/stop/", person_views.stop, name="tablet_stop"),
    path("tablet/done/", person_views.done, name="tablet_done"),
    path("tablet/over/", person_views.over, name="tablet_over"),
    path("tablet/<int:form>/short/", person_views.short, name="tablet_short"),
    path("tablet/<int:form>/<int:item>/", person_views.question, name="tablet_question"),
    path("tablet/<int:form>/<int:item>/now/", person_views.now, name="tablet_now"),
    path("tablet/<int:form>/<int:item>/on/", person_views.go_on, name="tablet_on"),
    path("people/<str:patient_id>/ask/", staff_views.choose, name="ask"),
    path("people/<str:patient_id>/ask/total/", totals.total, name="ask_total"),
    path("people/<str:patient_id>/ask/<int:pk>/", staff_views.asking, name="asking"),
    path("people/<str:patient_id>/ask/<int:pk>/stop/", staff_views.stop, name="ask_stop"),
    path("people/<str:patient_id>/ask/<int:pk>/read-out/", staff_views.read_out, name="ask_read_out"),
]
