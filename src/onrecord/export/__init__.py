"""Records as files of other people's formats: `FORMATS` names them, `write` writes one, `record` reads records back."""

from onrecord.export.formats import FORMATS, Format, write
from onrecord.export.lines import record

__all__ = ["FORMATS", "Format", "record", "write"]
