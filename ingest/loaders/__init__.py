"""From files and addresses to documents.

:func:`expand` turns what the user names into bytes, :func:`parse` turns bytes into text. The
libraries that read PDF, HTML and DOCX are imported when the first such source is parsed, so that
importing this package costs little.
"""

from ingest.loaders.expansion import expand, expand_all, unpack
from ingest.loaders.limits import Limits
from ingest.loaders.parsing import parse

__all__ = ["Limits", "expand", "expand_all", "parse", "unpack"]
