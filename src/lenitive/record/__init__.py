"""The record: a small set of tidy tables, and how charts and forms fill them."""
