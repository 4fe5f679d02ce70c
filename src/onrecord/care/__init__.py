"""Care: where the standards of news ask to look again, and whose words are whose."""

from onrecord.care.checker import NAMES, RANK, findings
from onrecord.care.quotation import Lookup, OnRecord
from onrecord.care.settings import Excuse, Settings, read_settings

__all__ = ["NAMES", "RANK", "Excuse", "Lookup", "OnRecord", "Settings", "findings", "read_settings"]
