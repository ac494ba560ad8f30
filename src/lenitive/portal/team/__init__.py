"""The people who treat me: appointments, requests, what I want to say, and that they saw it."""
