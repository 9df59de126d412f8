"""Typed figures: what every number of a report measures, of when, whose, and how it compares."""
