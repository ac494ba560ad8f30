"""Addresses: questionnaires: what is due, one question at a time, and what the answers say."""

from django.urls import path

from lenitive.portal.asked import views

urlpatterns = [
    path("me/ask/", views.ask, name="ask"),
    path("me/ask/start/", views.start, name="ask_start"),
    path("me/ask/<int:pk>/", views.resume, name="ask_resume"),
    path("me/ask/<int:pk>/stop/", views.stop, name="ask_stop"),
    path("me/ask/<int:pk>/finish/", views.finish, name="ask_finish"),
    path("me/ask/<int:pk>/said/", views.said, name="ask_said"),
    path("me/ask/<int:pk>/<int:form>/short/", views.short, name="ask_short"),
    path("me/ask/<int:pk>/<int:form>/<int:item>/", views.question, name="ask_question"),
]
