"""What to do now, and who in the clinic watches over answers that cannot wait."""
