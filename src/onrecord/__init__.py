"""onrecord reads news and keeps the record of who said what, with the evidence marked to the character.

The names below are all that other programs should use. Each is loaded when first used (PEP 562), so that
`import onrecord` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord.data import (
        Article,
        Attribution,
        Capture,
        Channel,
        Evidence,
        Period,
        Record,
        Rejection,
        Speaker,
        Statement,
    )
    from onrecord.errors import BundleError, OnrecordError, SourceError
    from onrecord.extract import Extractor
    from onrecord.pipeline import process
    from onrecord.read import article, captures
    from onrecord.resolve import statements

_HOME = {
    "onrecord.data": "Article Attribution Capture Channel Evidence Period Record Rejection Speaker Statement",
    "onrecord.errors": "BundleError OnrecordError SourceError",
    "onrecord.extract": "Extractor",
    "onrecord.pipeline": "process",
    "onrecord.read": "article captures",
    "onrecord.resolve": "statements",
}

__all__ = [
    "Article",
    "Attribution",
    "BundleError",
    "Capture",
    "Channel",
    "Evidence",
    "Extractor",
    "OnrecordError",
    "Period",
    "Record",
    "Rejection",
    "SourceError",
    "Speaker",
    "Statement",
    "article",
    "captures",
    "process",
    "statements",
]


def __getattr__(name: str) -> object:
    for module, names in _HOME.items():
        if name in names.split():
            value = globals()[name] = getattr(import_module(module), name)
            return value
    raise AttributeError(f"module 'onrecord' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
