"""Templates of the pages; everything put into them is escaped."""

from __future__ import annotations

import re

from jinja2 import Environment, PackageLoader, StrictUndefined

_environment = Environment(
    loader=PackageLoader("ui.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


_ONE = re.compile(r"(?<![\w,.])1 ([a-z]+)s\b")


def counted(words: str, **counts: int) -> str:
    """Fills counts into words; of one thing English speaks in the singular."""
    filled = words.format(**{name: f"{count:,}" for name, count in counts.items()})
    return _ONE.sub(r"1 \1", filled)


_environment.globals["counted"] = counted


def render(name: str, **values: object) -> str:
    """One template with values; text in them is shown as text, never taken for markup."""
    return _environment.get_template(name).render(**values)
