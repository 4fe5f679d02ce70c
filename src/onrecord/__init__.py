"""onrecord reads news and keeps the record of who said what, with the evidence marked to the character.

The names below are all that other programs should use, with those of `onrecord.care`, `onrecord.export`,
`onrecord.link` and `onrecord.linking`. Each is loaded when first used (PEP 562), so that `import onrecord` costs next
to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onrecord import care as care
    from onrecord import export as export
    from onrecord import link as link
    from onrecord import linking as linking
    from onrecord.data import (
        Added,
        Article,
        Attribution,
        Breach,
        Capture,
        Carried,
        Channel,
        Check,
        Comparison,
        Correction,
        Count,
        Difference,
        Edit,
        Evidence,
        Facets,
        FieldChange,
        FieldFigures,
        Finding,
        Found,
        Gold,
        GoldAttribution,
        GoldLabel,
        Guidance,
        Link,
        Linked,
        Match,
        Mention,
        Page,
        Parting,
        Perhaps,
        Period,
        Person,
        PersonAct,
        PersonLine,
        PersonName,
        Query,
        Reading,
        Record,
        Rejection,
        Report,
        ReviewAct,
        ReviewerFigures,
        ReviewFigures,
        Speaker,
        Statement,
        StatementChange,
        TextEdit,
        Utterance,
        UtteranceLine,
        Variant,
        Verification,
        Version,
    )
    from onrecord.errors import (
        ActError,
        BundleError,
        CorpusError,
        ExportError,
        LedgerError,
        OnrecordError,
        QueryError,
        SettingsError,
        SourceError,
        WorkerError,
    )
    from onrecord.extract import Extractor
    from onrecord.ledger import Ledger
    from onrecord.pipeline import process
    from onrecord.read import article, captures
    from onrecord.resolve import statements

_HOME = {
    "onrecord.data": (
        "Added Article Attribution Breach Capture Carried Channel Check Comparison Correction Count Difference Edit "
        "Evidence Facets FieldChange FieldFigures Finding Found Gold GoldAttribution GoldLabel Guidance Link "
        "Linked Match Mention Page Parting Perhaps Period Person PersonAct PersonLine PersonName Query Reading Record "
        "Rejection Report ReviewAct ReviewFigures ReviewerFigures Speaker Statement StatementChange TextEdit "
        "Utterance UtteranceLine Variant Verification Version"
    ),
    "onrecord.errors": (
        "ActError BundleError CorpusError ExportError LedgerError OnrecordError QueryError SettingsError "
        "SourceError WorkerError"
    ),
    "onrecord.extract": "Extractor",
    "onrecord.ledger": "Ledger",
    "onrecord.pipeline": "process",
    "onrecord.read": "article captures",
    "onrecord.resolve": "statements",
}

_MODULES = ("care", "export", "link", "linking")

__all__ = [
    "ActError",
    "Added",
    "Article",
    "Attribution",
    "Breach",
    "BundleError",
    "Capture",
    "Carried",
    "Channel",
    "Check",
    "Comparison",
    "CorpusError",
    "Correction",
    "Count",
    "Difference",
    "Edit",
    "Evidence",
    "ExportError",
    "Extractor",
    "Facets",
    "FieldChange",
    "FieldFigures",
    "Finding",
    "Found",
    "Gold",
    "GoldAttribution",
    "GoldLabel",
    "Guidance",
    "Ledger",
    "LedgerError",
    "Link",
    "Linked",
    "Match",
    "Mention",
    "OnrecordError",
    "Page",
    "Parting",
    "Perhaps",
    "Period",
    "Person",
    "PersonAct",
    "PersonLine",
    "PersonName",
    "Query",
    "QueryError",
    "Reading",
    "Record",
    "Rejection",
    "Report",
    "ReviewAct",
    "ReviewFigures",
    "ReviewerFigures",
    "SettingsError",
    "SourceError",
    "Speaker",
    "Statement",
    "StatementChange",
    "TextEdit",
    "Utterance",
    "UtteranceLine",
    "Variant",
    "Verification",
    "Version",
    "WorkerError",
    "article",
    "captures",
    "process",
    "statements",
]


def __getattr__(name: str) -> object:
    if name in _MODULES:
        return import_module(f"onrecord.{name}")
    for module, names in _HOME.items():
        if name in names.split():
            value = globals()[name] = getattr(import_module(module), name)
            return value
    raise AttributeError(f"module 'onrecord' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
