"""One tree of errors: what a caller did wrong, or what is wrong with the installation.

    OnrecordError
    ├── SourceError      a named source does not exist or cannot be opened
    ├── BundleError      the model's folder is incomplete, altered, or of another version
    ├── WorkerError      a worker process was killed
    ├── LedgerError      the ledger cannot be opened, read or written
    ├── QueryError       a query that cannot be answered: a wrong field, value or page token
    ├── ActError         a review, merge, split … that cannot be done: nothing was written
    ├── SettingsError    a settings file that cannot be read, or holds a key or value that does not exist
    ├── CorpusError      a bulk run cannot start or go on: another run's folder, a missing package, no worker
    └── ExportError      an export cannot be written: an unknown format, a path that is taken or closed

A bad document is not an error: it is a `Rejection`, and the run goes on.
"""


class OnrecordError(Exception):
    """The root: `except OnrecordError` catches all that onrecord raises on purpose."""


class SourceError(OnrecordError):
    """A source that the caller named does not exist or cannot be opened."""


class BundleError(OnrecordError):
    """The model's folder is incomplete, altered, or of another version."""


class WorkerError(OnrecordError):
    """A worker process was killed, by hand or by a system that is out of memory."""


class LedgerError(OnrecordError):
    """The ledger cannot be opened, read or written: wrong address, locked, corrupt, or of a newer schema."""


class QueryError(OnrecordError):
    """A query that cannot be answered: a wrong field, value or page token; the message names it."""


class ActError(OnrecordError):
    """A review, merge, split, rename or undo that cannot be done; nothing was written.

    An id that the ledger has not, a wrong value, or another act that came between.
    """


class SettingsError(OnrecordError):
    """A settings file that cannot be read, or holds a key or value that does not exist; the message names both."""


class ExportError(OnrecordError):
    """An export cannot be written: an unknown format, a path that is taken or closed, or a package is missing."""


class CorpusError(OnrecordError):
    """A bulk run cannot start or go on: its folder holds another run, a package is missing, no worker starts."""
