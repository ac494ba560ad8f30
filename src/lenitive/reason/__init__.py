"""The record becomes findings: derived tables, rules, classification; each with the rows it rests on."""
