"""``python -m benchmarks.choices``: which figures and sentences are those asked for, learnt on authors left out."""
