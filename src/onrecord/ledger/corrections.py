"""A correction put to a statement and checked as strictly as what comes over the wire: pure functions on values."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, get_args

import msgspec
from msgspec.structs import replace

from onrecord.data import (
    Basis,
    Channel,
    ChannelKind,
    Correction,
    Evidence,
    Fate,
    Form,
    Period,
    Span,
    Spans,
    Speaker,
    Statement,
)
from onrecord.errors import ActError
from onrecord.text import DOUBLE, SINGLE, paragraphs, quotation

FIELDS = Correction.__struct_fields__
ROLES = ("content", "cue", "source")
LONGEST_NAME = 300
"""Code points."""
_VALUES = {"basis": get_args(Basis), "channel": get_args(ChannelKind), "fate": get_args(Fate), "form": get_args(Form)}
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_UNNAMED = ("unnamed_person", "unnamed_group", "none")


def correction_of(fields: dict[str, object]) -> Correction:
    """The correction with these fields, as JSON has them. Raises ActError, naming the field, where one is wrong."""
    try:
        return msgspec.convert(fields, Correction)
    except msgspec.ValidationError as error:
        raise ActError(_plain(str(error))) from None


def _plain(message: str) -> str:
    """msgspec's message with the field first."""
    said, _, path = message.partition(" - at ")
    field = path.strip("`").removeprefix("$").removeprefix(".")
    if said.startswith("Object contains unknown field"):
        field, said = said.rpartition(" ")[2].strip("`"), f"no such field; there are {', '.join(FIELDS)}"
    if said.startswith("Invalid enum value") and field in _VALUES:
        said += f"; one of {', '.join(_VALUES[field])}"
    return f"{field or 'correction'}: {said[:1].lower()}{said[1:]}"


def whole(read: Statement) -> Correction:
    """Every field of the statement."""
    said, channel = read.said_on, read.channel
    return Correction(
        speaker=read.speaker.name,
        basis=read.speaker.basis,
        channel=channel.kind if channel else None,
        channel_name=channel.name if channel else None,
        said_on=(said.earliest, said.latest) if said else None,
        denial=read.denial,
        denies=read.denies,
        fate=read.fate,
        form=read.form,
        content=read.evidence.content,
        cue=read.evidence.cue,
        source=read.evidence.source,
    )


def given(correction: Correction) -> dict[str, Any]:
    """The fields that are set."""
    return {f: v for f in FIELDS if (v := getattr(correction, f)) is not msgspec.UNSET}


def changes(old: Correction, new: Correction) -> tuple[Correction, Correction]:
    """Of two whole ones, the fields in which they differ: as they were, as they are."""
    a, b = given(old), given(new)
    names = [f for f in FIELDS if a.get(f, None) != b.get(f, None)]
    return Correction(**{f: a[f] for f in names}), Correction(**{f: b[f] for f in names})


def put_to(read: Statement, correction: Correction) -> Statement:
    """The statement with these fields. One that was changed has a score of 1, and no evidence but what was given."""
    fields = {f: v for f, v in given(correction).items() if v != getattr(whole(read), f)}
    if not fields:
        return read
    evidence = {f: fields[f] for f in ROLES if f in fields}
    out: dict[str, Any] = {f: fields[f] for f in ("denial", "denies", "fate", "form") if f in fields}
    if "speaker" in fields or "basis" in fields:
        evidence["basis"] = ()
        evidence |= {"speaker": ()} if "speaker" in fields else {}
        out["speaker"] = Speaker(
            name=fields.get("speaker", read.speaker.name), basis=fields.get("basis", read.speaker.basis)
        )
    if "channel" in fields or "channel_name" in fields:
        evidence["channel"] = ()
        kind = fields.get("channel", read.channel.kind if read.channel else None)
        name = fields.get("channel_name", read.channel.name if read.channel else None)
        out["channel"] = Channel(kind=kind, name=name) if kind else None
    if "said_on" in fields:
        evidence["said_on"] = ()
        said = fields["said_on"]
        out["said_on"] = Period(earliest=said[0], latest=said[1]) if said else None
    evidence |= {f: () for f in ("denial", "fate") if f in fields}
    if "fate" in fields:
        out["fate_on"] = None
    return replace(read, **out, evidence=replace(read.evidence, **evidence))


def corrected(read: Statement, correction: Correction, text: str, others: Collection[str]) -> Statement:
    """The statement with this correction, checked; `others` are the ids of the article's other statements.

    Raises ActError, which names the field, where a value is not one that a statement can have.
    """
    fields = given(correction)
    fields |= {role: _checked_spans(role, fields[role], text) for role in ROLES if role in fields}
    fields |= _follow(read, fields, text)
    for name in ("speaker", "channel_name"):
        if name in fields:
            fields[name] = _checked_name(name, fields[name])
    found = put_to(read, Correction(**fields))
    _check_speaker(found.speaker)
    if fields.get("channel_name") and found.channel is None:
        raise ActError("channel_name: there is no channel that it could be the name of; give channel too")
    if found.said_on and not _in_order(found.said_on.earliest, found.said_on.latest):
        raise ActError(
            f"said_on: {found.said_on.earliest} comes after {found.said_on.latest}; the earliest day stands first"
        )
    if fields.get("denies") is not None and fields["denies"] not in others:
        raise ActError(f"denies: {fields['denies']} is not the id of another statement of this article")
    if found.denies is not None and not found.denial:
        raise ActError("denies: the statement is no denial; give denial too")
    return found


def _follow(read: Statement, fields: dict[str, Any], text: str) -> dict[str, Any]:
    """The fields that follow from those given, where they are not given themselves."""
    out: dict[str, Any] = {}
    if "content" in fields and "form" not in fields and read.form == form_of(text, read.evidence.content):
        # It follows where it did before: a transcript's turn is direct without any marks.
        out["form"] = form_of(text, fields["content"])
    if fields.get("channel", "") is None and "channel_name" not in fields:
        out["channel_name"] = None
    if "channel" in fields and fields["channel"] and "channel_name" not in fields and read.channel:
        out["channel_name"] = read.channel.name if fields["channel"] == read.channel.kind else None
    if fields.get("denial") is False and "denies" not in fields:
        out["denies"] = None
    if fields.get("basis") in _UNNAMED and "speaker" not in fields:
        out["speaker"] = None
    if fields.get("speaker", "") is None and "basis" not in fields and read.speaker.basis == "named_person":
        out["basis"] = "unnamed_person"
    return out


def _checked_spans(role: str, spans: Spans, text: str) -> Spans:
    """The spans without white space at their ends."""
    if role == "content" and not spans:
        raise ActError("content: at least one span is needed; what is no statement is rejected instead")
    before = 0
    for start, end in spans:
        if not 0 <= start < end <= len(text):
            raise ActError(f"{role}: [{start}, {end}) is not a span of the text, which has {len(text)} characters")
        if start < before:
            raise ActError(f"{role}: [{start}, {end}) overlaps the span before it, or stands before it; sort them")
        if not text[start:end].strip():
            raise ActError(f"{role}: [{start}, {end}) holds nothing but white space")
        before = end
    return tuple(_trimmed(start, end, text) for start, end in spans)


def _trimmed(start: int, end: int, text: str) -> Span:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())


def _checked_name(field: str, name: str | None) -> str | None:
    if name is None:
        return None
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise ActError(f"{field}: 1 to {LONGEST_NAME} printable characters are taken, or null")
    return name


def _check_speaker(speaker: Speaker) -> None:
    if speaker.name is None and speaker.basis in ("named_person", "named_group"):
        raise ActError(f"speaker: the basis {speaker.basis} needs a name; give speaker, or another basis")
    if speaker.name is not None and speaker.basis in _UNNAMED:
        raise ActError(f"basis: {speaker.basis} has no name, and the speaker is {speaker.name}; give basis too")


def _in_order(earliest: date, latest: date) -> bool:
    return earliest <= latest


def form_of(text: str, content: Spans) -> Form:
    """`direct` where 9 in 10 of the content's words stand between quotation marks, `indirect` where none does."""
    states = {p: quotation(text, p) for p in _around(text, content)}
    flags = [
        any(p[0] <= i < p[1] and state[i - p[0]] in (DOUBLE, SINGLE) for p, state in states.items())
        for start, end in content
        for i in (m.start() for m in _WORD.finditer(text, start, end))
    ]
    share = sum(flags) / len(flags) if flags else 0.0
    return "direct" if share >= 0.9 else "mixed" if share > 0 else "indirect"


def _around(text: str, content: Spans) -> Iterable[Span]:
    for p in paragraphs(text):
        if any(start < p.end and p.start < end for start, end in content):
            yield (p.start, p.end)


def added(id: str, correction: Correction, text: str, others: Collection[str]) -> Statement:
    """A statement that the machine missed, made of a correction that gives at least its content and basis."""
    fields = given(correction)
    missing = [f for f in ("content", "basis") if f not in fields]
    if missing:
        raise ActError(f"{missing[0]}: is needed to add a statement")
    content = _checked_spans("content", fields["content"], text)
    blank = Statement(
        id=id,
        form=form_of(text, content),
        speaker=Speaker(name=None, basis="none"),
        evidence=Evidence(content=content, cue=(), source=()),
    )
    return corrected(blank, correction, text, others)
