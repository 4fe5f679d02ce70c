"""Bytes to articles: `captures` finds the bytes that a source names, `article` reads one capture.

`record` reads one that is a record already, as `is_record` tells.
"""

from onrecord.read.clean import article
from onrecord.read.records import is_record, record
from onrecord.read.source import captures

__all__ = ["article", "captures", "is_record", "record"]
