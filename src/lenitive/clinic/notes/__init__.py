"""Notes and letters: written from what was done, signed, amended, never overwritten."""
