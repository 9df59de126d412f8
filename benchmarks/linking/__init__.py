"""``python -m benchmarks.linking``: the linker's models, learnt from the links of the estate, and measured."""
