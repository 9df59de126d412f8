"""Every error that Yiju raises on purpose, in one tree.

::

    YijuError
    ├── InputError                  what the user gave cannot be used
    │   ├── LoadError               one file or address could not become a report (has .source)
    │   │   ├── EmptySourceError        no bytes, or no text in them
    │   │   ├── EncodingError           bytes that no supported encoding explains
    │   │   ├── EncryptedSourceError    a password is needed
    │   │   ├── FetchError              an address did not deliver
    │   │   ├── NoTextLayerError        a PDF of pictures
    │   │   ├── PreparationError        reading it crashed, or passed a limit on time or memory
    │   │   ├── TooLargeError           beyond a size limit, zip bombs included
    │   │   ├── DamagedSourceError      the bytes are not what the format promises
    │   │   └── UnsupportedFormatError  a format that is not read, or a suffix that lies
    │   ├── QueryError              a question, query or filter that makes no sense
    │   ├── DictionaryError         a user's dictionary that cannot be read
    │   └── QuestionSetError        an evaluation file that cannot be read (has .source, .line)
    ├── StoreError                  the store refuses or is broken
    │   ├── StoreNotFoundError      nothing at that path
    │   ├── StoreLockedError        another writer holds it
    │   ├── StoreDamagedError       its files contradict each other or cannot be read
    │   ├── SchemaTooNewError       written by a newer version
    │   ├── EmbedderMismatchError   built with another embedding model
    │   ├── UnknownReportError      no report of that id
    │   └── UnknownConversationError    no conversation of that id, or not the caller's
    ├── WorkerError                 no process to read sources in can be started
    ├── ModelError                  an embedding model cannot be loaded or used
    │   └── MissingDependencyError  an optional package is not installed
    ├── SettingsError               a setting with an impossible value
    └── ServiceError                the HTTP client could not get an answer
        ├── ServiceUnreachableError     no connection, or no answer in time
        └── ServiceRefusedError         the service answered with a problem (has .status, .problem)

A message says what was wrong, where, and what to do about it; ``code`` names the kind of error for
programs, and stays the same where the wording changes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping


class YijuError(Exception):
    """Root of the tree: catch this to catch whatever Yiju raises on purpose.

    Attributes:
        code: The class's name as words with hyphens, without "error": ``empty-source``.
    """

    code: str = "yiju"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.code = re.sub("(?<!^)(?=[A-Z])", "-", cls.__name__.removesuffix("Error")).lower()


class InputError(YijuError):
    """What the user gave cannot be used as it is."""


class LoadError(InputError):
    """One file or address could not be turned into a report.

    Args:
        source: The file or address as the user knows it.
        problem: What was wrong and what to do, without the source's name.
        code: Which of several causes it is, where the class alone does not say.
    """

    def __init__(self, source: str, problem: str, code: str = "") -> None:
        super().__init__(f"{source}: {problem}")
        self.source = source
        self.problem = problem
        self.code = code or type(self).code

    def __reduce__(self) -> tuple[type[LoadError], tuple[str, str, str]]:
        return type(self), (self.source, self.problem, self.code)  # worker processes hand errors on


class EmptySourceError(LoadError):
    """There are no bytes, or no text in them."""


class EncodingError(LoadError):
    """No supported encoding explains the bytes."""


class EncryptedSourceError(LoadError):
    """The file needs a password."""


class FetchError(LoadError):
    """An address did not deliver what it should within the limits."""


class NoTextLayerError(LoadError):
    """A PDF whose pages are pictures: it needs OCR first."""


class PreparationError(LoadError):
    """Reading it crashed the process that read it, or took more time or memory than allowed."""


class TooLargeError(LoadError):
    """A size limit was passed, before or after unpacking."""


class DamagedSourceError(LoadError):
    """The bytes are not what the format promises."""


class UnsupportedFormatError(LoadError):
    """A format that is not read, or a suffix that does not fit the content."""


class QueryError(InputError):
    """A question, query or filter that cannot be carried out."""


class DictionaryError(InputError):
    """A user's dictionary cannot be read."""


class QuestionSetError(InputError):
    """An evaluation file that cannot be read.

    Args:
        source: The file.
        line: Its line, from 1; 0 where no line is to blame.
        problem: What was wrong.
        code: Which of several causes it is, where the class alone does not say.
    """

    def __init__(self, source: str, line: int, problem: str, code: str = "") -> None:
        super().__init__(f"{source}:{line}: {problem}" if line else f"{source}: {problem}")
        self.source = source
        self.line = line
        self.code = code or type(self).code


class StoreError(YijuError):
    """The store refuses, or is broken."""


class StoreNotFoundError(StoreError):
    """There is no store at the path."""


class StoreLockedError(StoreError):
    """Another process is writing to the store."""


class StoreDamagedError(StoreError):
    """The store's files contradict each other or cannot be read."""


class SchemaTooNewError(StoreError):
    """The store was written by a newer version of Yiju."""


class EmbedderMismatchError(StoreError):
    """The store was built with another embedding model than the one in use."""


class UnknownReportError(StoreError):
    """No report has the given id."""


class UnknownConversationError(StoreError):
    """No conversation has the given id, or it is somebody else's."""


class WorkerError(YijuError):
    """No process to read sources in can be started: the installation is broken, or memory short."""


class ModelError(YijuError):
    """An embedding model cannot be loaded or used."""


class MissingDependencyError(ModelError):
    """An optional package is not installed; the message gives the command."""


class SettingsError(YijuError):
    """A setting has an impossible value; the message names it and where it came from."""


class ServiceError(YijuError):
    """The HTTP client could not get an answer."""


class ServiceUnreachableError(ServiceError):
    """No connection to the service, or no answer in time."""


class ServiceRefusedError(ServiceError):
    """The service answered with an RFC 9457 problem.

    Args:
        status: The HTTP status code.
        problem: The problem document as received; empty where it was not JSON.
        message: A readable summary.
    """

    def __init__(self, status: int, problem: Mapping[str, object], message: str) -> None:
        super().__init__(message)
        self.status = status
        self.problem = dict(problem)
