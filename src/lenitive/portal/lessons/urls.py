"""Addresses: lessons with exercises that are kept, and the sleep diary."""

from django.urls import path

from lenitive.portal.lessons import sleep, views

urlpatterns = [
    path("me/lessons/", views.lessons, name="lessons"),
    path("me/lessons/<str:lesson>/", views.lesson, name="lesson"),
    path("me/lessons/<str:lesson>/keep/", views.keep, name="lesson_keep"),
    path("me/lessons/<str:lesson>/<int:number>/", views.part, name="lesson_part"),
    path("me/sleep/", sleep.diary, name="sleep"),
    path("me/sleep/questions/", sleep.questions, name="sleep_screen"),
]
