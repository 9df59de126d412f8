"""``python -m benchmarks.confidence``: how sure answers are, learnt and measured on authors left out."""
