"""Marks in a question what each of its words is about, and says what the question does.

A learnt step: a linear-chain conditional random field marks spans, a linear classifier says the act.
Both were trained on the estate by ``python -m benchmarks.tagger``; see ``models/README.md``.
Nothing is deleted and nothing is rewritten: what stands outside the spans is still there.
"""
