"""``python -m benchmarks.figures``: typed figures, as ingestion finds them, against labels."""
