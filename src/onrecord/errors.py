"""One tree of errors: what a caller did wrong, or what is wrong with the installation.

    OnrecordError
    ├── SourceError      a named source does not exist or cannot be opened
    └── BundleError      the model's folder is incomplete, altered, or of another version

A bad document is not an error: it is a `Rejection`, and the run goes on.
"""


class OnrecordError(Exception):
    """The root: `except OnrecordError` catches all that onrecord raises on purpose."""


class SourceError(OnrecordError):
    """A source that the caller named does not exist or cannot be opened."""


class BundleError(OnrecordError):
    """The model's folder is incomplete, altered, or of another version."""
