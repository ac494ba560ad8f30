"""Addresses of the calendar, of a person's appointments, and of the feeds that nobody signs in to."""

from django.urls import path

from lenitive.clinic.appointments.views import book, calendar, lists, one, person, setup

urlpatterns = [
    path("calendar/", calendar.day, name="calendar"),
    path("calendar/week/", calendar.week, name="calendar_week"),
    path("calendar/new/", calendar.new_meeting, name="meeting_new"),
    path("calendar/meetings/<int:pk>/", calendar.meeting, name="meeting"),
    path("calendar/reminders/", lists.reminders, name="calendar_reminders"),
    path("calendar/waiting/", lists.waits, name="calendar_waiting"),
    path("calendar/missed/", lists.could_not_come, name="calendar_missed"),
    path("calendar/hours/", setup.hours, name="calendar_hours"),
    path("calendar/rooms/", setup.rooms_page, name="calendar_rooms"),
    path("calendar/rooms/<int:pk>/", setup.rooms_page, name="calendar_room"),
    path("calendar/feeds/", setup.feeds_page, name="calendar_feeds"),
    path("calendar/feeds/<str:secret>.ics", setup.feed, name="feed"),
    path("people/<str:patient_id>/appointments/", person.appointments_of, name="appointments"),
    path("people/<str:patient_id>/appointments/new/", book.new, name="appointment_new"),
    path("people/<str:patient_id>/appointments/wishes/", person.wishes, name="appointment_wishes"),
    path("people/<str:patient_id>/appointments/waiting/", person.waits, name="appointment_waits"),
    path("people/<str:patient_id>/appointments/join/", person.join_group, name="appointment_join"),
    path("people/<str:patient_id>/appointments/of/<path:row_id>/", one.of_visit, name="appointment_of"),
    path("people/<str:patient_id>/appointments/<int:pk>/", one.appointment, name="appointment"),
    path("people/<str:patient_id>/appointments/<int:pk>/move/", book.change, name="appointment_move"),
    path("people/<str:patient_id>/appointments/<int:pk>/became/", one.became, name="appointment_became"),
    path("people/<str:patient_id>/appointments/<int:pk>/undo/", one.take_back, name="appointment_undo"),
]
