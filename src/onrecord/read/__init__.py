"""Bytes to articles: `captures` finds the bytes that a source names, `article` reads one capture."""

from onrecord.read.clean import article
from onrecord.read.source import captures

__all__ = ["article", "captures"]
