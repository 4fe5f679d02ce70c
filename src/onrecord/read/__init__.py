"""Bytes to articles: `captures` finds the bytes that a source names, `article` reads one capture.

`record` reads one that is a record already, as `is_record` tells; `is_read` tells whether a source names a file.
"""

from onrecord.read.clean import article
from onrecord.read.records import is_record, record
from onrecord.read.source import captures, is_read

__all__ = ["article", "captures", "is_read", "is_record", "record"]
