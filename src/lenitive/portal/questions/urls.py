"""Addresses: asking a question."""

from django.urls import path

from lenitive.portal.questions import views

urlpatterns = [path("me/questions/", views.question, name="question")]
