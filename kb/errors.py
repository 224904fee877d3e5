"""The tree of errors. Every message names the offending value and the remedy.

KbError
├── SourceError      a listed document is missing, changed or contradictory; exit 2
├── UnreadableError  one file cannot be read; the build warns and goes on with the rest
├── ModelError       the embedding model is unknown or does not fit the index; exit 2
├── IndexUnusable    no index, a damaged one, or one of another schema; exit 2
├── BusyError        another builder holds the indexes folder; exit 2
└── StoreUnavailable the store cannot answer now and may soon; HTTP 503
"""


class KbError(Exception):
    """Base of everything this package raises on purpose."""


class SourceError(KbError):
    """Raised when `sources.toml` names a file that is missing or whose sha256 differs."""


class UnreadableError(KbError):
    """Raised when a file or one of its pages cannot be read; names file, page and reason."""


class ModelError(KbError):
    """Raised when a model cannot be found or when index and encoder disagree."""


class IndexUnusable(KbError):
    """Raised when an index is missing, damaged or written by another schema."""


class BusyError(KbError):
    """Raised when another process is building into the same folder."""


class StoreUnavailable(KbError):
    """Raised when the store cannot answer now and may soon: a database away, slow or failing over."""
