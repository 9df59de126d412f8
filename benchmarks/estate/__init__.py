"""The labelled material of ``estate/``: its records, how it is read, checked and imported."""
