"""Addresses: the diary in 20 seconds, with and without a connection, and the week that it shows."""

from django.urls import path

from lenitive.portal.diary import offline, reminders, views

urlpatterns = [
    path("me/worker.js", offline.worker, name="worker"),
    path("me/manifest.json", offline.manifest, name="manifest"),
    path("me/shell/<str:name>/", offline.shell, name="shell"),
    path("me/diary/", views.diary, name="diary"),
    path("me/diary/sync", views.sync, name="diary_sync"),
    path("me/diary/week/", views.week, name="diary_week"),
    path("me/diary/reminder/", reminders.reminder, name="diary_reminder"),
    path("me/diary/reminder.ics", reminders.reminder_file, name="diary_reminder_file"),
]
