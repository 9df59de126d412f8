"""Benchmarks: speed and memory, measured by command, kept in ``benchmarks/README.md``."""
