"""Trains the tagger of questions on the estate and measures it on authors and genres left out."""
