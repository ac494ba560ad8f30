"""Addresses: the people who treat me; and what they see of what came from home."""

from django.urls import path

from lenitive.portal.team import staff_views, views, visits

urlpatterns = [
    path("me/team/", views.team, name="team"),
    path("me/team/book/", visits.book_one, name="book"),
    path("me/team/visits/<int:number>/cancel/", visits.cancel_one, name="visit_cancel"),
    path("me/team/visits/<int:number>/move/", views.ask_move, name="visit_move"),
    path("me/team/refill/", views.refill, name="refill"),
    path("me/team/asked/<int:number>/back/", views.take_back, name="request_back"),
    path("me/team/show/", views.doctor_page, name="doctor_page"),
    path("me/team/show/paper/", views.doctor_paper, name="doctor_paper"),
    path("people/<str:patient_id>/from-home/", staff_views.from_home, name="from_home"),
    path("people/<str:patient_id>/from-home/seen/", staff_views.saw, name="from_home_seen"),
    path("people/<str:patient_id>/from-home/sleep/", staff_views.agree, name="from_home_sleep"),
    path(
        "people/<str:patient_id>/from-home/correction/", staff_views.correction, name="from_home_correction"
    ),
    path("people/<str:patient_id>/from-home/word/", staff_views.word, name="from_home_word"),
]
