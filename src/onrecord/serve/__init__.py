"""The ledger in a browser, and the same as an API: every page has its JSON twin at the same address."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.serve.app import create_app

__all__ = ["create_app"]


def __getattr__(name: str) -> object:
    if name != "create_app":
        raise AttributeError(f"module 'onrecord.serve' has no attribute {name!r}")
    from onrecord.serve.app import create_app  # the web framework takes a second, and tokens need none of it

    return create_app
