"""``python -m benchmarks.gauge``: every question set that is here, in one table."""
