"""``python -m ui`` is ``yiju``."""

from ui.cli import main

main()
