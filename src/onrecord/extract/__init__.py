"""Attributions in an article's text: content, cue and source spans, joined."""

from onrecord.extract.extractor import Extractor

__all__ = ["Extractor"]
