"""The one family of exceptions, each with a stable code that stands in the record of a failed input."""

from __future__ import annotations

import re

__all__ = [
    "GkmlError",
    "GkmlWarning",
    "InputError",
    "MissingExtraError",
    "TemplateError",
    "UsageError",
    "in_words",
    "lacks_memory",
]


class GkmlError(Exception):
    """Base of every error that gkml raises on purpose.

    Codes of its own, beside those of its kinds: ``worker_lost`` (no worker process can be had any more, or in a record:
    what read it was lost with its machine), ``folder_in_use`` and ``damaged_run`` (of run folders),
    ``unwritable_output``, ``unwritable_temporary``, ``no_cluster`` and ``engine_failed`` (of Ray), ``internal_error``.

    Attributes:
        code: stable, lower-case identifier, written to ``error.code`` of a record.
    """

    code = "error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        if code is not None:
            self.code = code

    @property
    def message(self) -> str:
        """The sentence for a person: it names the value, the limit and the next step."""
        return str(self.args[0])


class InputError(GkmlError):
    """An input that cannot be read as a report.

    Codes: ``unreadable_path``, ``empty_file``, ``binary_file``, ``unknown_format``, ``undecodable``,
    ``file_too_large``, ``line_too_long``, ``too_deeply_nested``, ``too_many_rows``, ``too_many_pages``,
    ``encrypted``, ``damaged_file``, ``no_text_layer``, ``too_many_characters``, ``timeout``, ``out_of_memory``,
    ``crashed``, ``archive_too_large``, ``too_many_members``, ``empty_archive``, ``is_archive``, ``missing_program``,
    ``conversion_failed``, ``conversion_timeout``, ``no_report``, ``too_many_tokens``.
    """

    code = "bad_input"


class TemplateError(GkmlError):
    """A template file that does not describe a form; the message names file, line and key."""

    code = "bad_template"


class UsageError(GkmlError):
    """A call that cannot be carried out as it was made."""

    code = "usage"


class MissingExtraError(GkmlError):
    """An optional package is not installed; the message holds the ``pip install`` line that mends it."""

    code = "missing_extra"

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"{package} is not installed; run: pip install 'gkml[{extra}]'")


class GkmlWarning(UserWarning):
    """Something goes on in another way than was meant: the rules alone set the tags, for want of the model."""


# What libraries say that have no type of their own for it: C++, onnxruntime, OpenCV, the system.
_NO_MEMORY = ("bad_alloc", "Failed to allocate", "Insufficient memory", "Cannot allocate memory", "out of memory")


def lacks_memory(error: BaseException | None) -> bool:
    """Whether an error, or one that it comes from, tells of a lack of memory."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        told = not isinstance(error, GkmlError) and any(words in str(error) for words in _NO_MEMORY)
        if isinstance(error, MemoryError) or told:
            return True
        error = error.__cause__ or error.__context__
    return False


_ADDRESS = re.compile(r" at 0x[0-9a-fA-F]+")


def in_words(error: BaseException) -> str:
    """What an error says, on one line, without what differs from run to run (addresses of objects); else its type."""
    return " ".join(_ADDRESS.sub("", str(error)).split()) or type(error).__name__
