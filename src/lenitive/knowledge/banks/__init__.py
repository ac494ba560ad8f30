"""Item banks that Lenitive ships: demonstrations of our own, never calibrated on people."""
