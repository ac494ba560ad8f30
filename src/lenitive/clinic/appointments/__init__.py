"""Appointments: booking without double booking, free times, the calendar, reminders, feeds."""
