"""A record that was written before, as `onrecord extract --json` prints it, read again."""

from __future__ import annotations

import msgspec

from onrecord.data import Capture, Evidence, Record, Rejection, Spans

_decoder = msgspec.json.Decoder(Record)


class _Outline(msgspec.Struct):
    """What tells a record from an article."""

    article: msgspec.Raw
    statements: msgspec.Raw


def is_record(capture: Capture) -> bool:
    """Whether the capture is a JSON object with an article and its statements, whatever is in these."""
    if capture.media_type != "application/json" or capture.fault:
        return False
    try:
        msgspec.json.decode(capture.content, type=_Outline)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False
    return True


def record(capture: Capture) -> Record | Rejection:
    """The record that one line holds, or why it holds none: a field is named by its path from `$`, the line."""
    if capture.fault is not None:
        return capture.fault
    if capture.media_type != "application/json":
        return _rejection(capture, "It holds no records, as JSON Lines; make them with `onrecord extract --json`.")
    try:
        found = _decoder.decode(capture.content)
    except msgspec.ValidationError as error:
        problem, _, path = str(error).partition(" - at ")
        where = f"{path.strip('`')}: " if path else ""
        return _rejection(capture, f"{where}{problem}. A line is a record, as `onrecord extract --json` prints it.")
    except UnicodeDecodeError as error:
        return _rejection(capture, f"It is not valid UTF-8 ({error.reason}).")
    except msgspec.DecodeError as error:
        return _rejection(capture, f"It is not valid JSON: {error}.")
    except RecursionError:
        return _rejection(capture, "Its JSON is nested too deeply.")
    for n, statement in enumerate(found.statements):
        for role in Evidence.__struct_fields__:
            spans: Spans = getattr(statement.evidence, role)
            if wrong := _wrong(spans, len(found.article.text)):
                return _rejection(capture, f"$.statements[{n}].evidence.{role}: {wrong}.")
        if not statement.evidence.content:
            return _rejection(capture, f"$.statements[{n}].evidence.content: it is empty; a statement has words.")
    return found


def _rejection(capture: Capture, detail: str) -> Rejection:
    return Rejection(source=capture.place, reason="malformed", detail=detail)


def _wrong(spans: Spans, length: int) -> str | None:
    """What is wrong with spans of a text of that length, if anything."""
    after = 0
    for start, end in spans:
        if not after <= start < end <= length:
            return f"[{start}, {end}] is no span after {after} in a text of {length} code points"
        after = end
    return None
