"""Answers become scores, on whole arrays: one row a response, one column an item."""
