"""Bulk runs: many documents, on one machine or a cluster, that can be stopped and go on.

`run` reads and extracts to Parquet, `link` links what it wrote, `records` gives what it wrote back as records,
`summarise` counts and draws it.
"""

from onrecord.corpus.engine import Manifest, run
from onrecord.corpus.joining import link
from onrecord.corpus.loader import records
from onrecord.corpus.plan import Settings
from onrecord.corpus.summary import summarise

__all__ = ["Manifest", "Settings", "link", "records", "run", "summarise"]
