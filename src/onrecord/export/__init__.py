"""Records as files of other people's formats: `FORMATS` names them, `write` writes one."""

from onrecord.export.formats import FORMATS, Format, write

__all__ = ["FORMATS", "Format", "write"]
