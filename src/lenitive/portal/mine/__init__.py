"""What is mine: helpers, consent, who looked, everything to take away, to share, to leave."""
