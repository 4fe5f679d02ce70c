"""The store of records: what was read is kept, found, checked and corrected, and nothing is silently changed."""

from onrecord.ledger.ledger import Ledger

__all__ = ["Ledger"]
