"""Errors named by what the reader can do about them.

``message`` says what is wrong and with which value, ``hint`` what to do; both Swedish.
"""

from __future__ import annotations


class MinutesError(Exception):
    """Something the user can be told in one line."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class BadSettings(MinutesError):
    """A setting is unknown or out of bounds: correct the settings file."""


class BadQuestion(MinutesError):
    """The question is empty or too long: ask again."""


class UnreadableFile(MinutesError):
    """The file is damaged, empty, encrypted or of another kind than its name says."""


class NoTextLayer(UnreadableFile):
    """The file holds pictures of text only: run OCR first."""


class TooLarge(UnreadableFile):
    """The file passes a limit of size, time or memory."""


class NothingIndexed(MinutesError):
    """The index holds no minutes yet: index some."""


class UnknownDocument(MinutesError):
    """No indexed document has that name."""


class IndexBusy(MinutesError):
    """Another process owns the data folder: close it or wait."""


class IndexOutdated(MinutesError):
    """The index was made by another version or embedding model: rebuild it."""


class StorageFailed(MinutesError):
    """The data folder can't be written or read: free space or rights are missing."""


class ModelMissing(MinutesError):
    """A model file is not there: fetch it."""


class ModelRefused(MinutesError):
    """A model file is not the pinned one, or can't be loaded: fetch it again."""


class ModelCrashed(MinutesError):
    """The model process died or hung: it is restarted, ask again."""


class ContextOverflow(MinutesError):
    """The prompt does not fit the model's context."""


class Cancelled(MinutesError):
    """The user stopped the work."""
