"""``python -m benchmarks``: see :mod:`benchmarks.measure`."""

if __name__ == "__main__":  # worker processes import this module, and need nothing of it
    from benchmarks.measure import main

    main()
