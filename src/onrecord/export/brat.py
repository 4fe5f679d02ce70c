"""brat standoff: a folder with a .txt and an .ann for each article, annotation.conf and index.jsonl.

Each statement is an event: its trigger is its content, its arguments are its other roles. Brat allows no line break
or tab inside a fragment, so spans are cut there; where that changes them, a note `Spans` keeps them whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO, Final, get_args

import msgspec

from onrecord.data import Article, Basis, ChannelKind, Fate, Form, Record, Spans, Statement
from onrecord.export.flat import ROLES

_KINDS: Final = {
    role: role.capitalize() if role in ("content", "cue", "source") else f"Evidence_{role}" for role in ROLES
}
_ATTRIBUTES: Final = {"Form": Form, "Basis": Basis, "Channel": ChannelKind, "Fate": Fate}
# Each at which some reader of .ann files ends a line (brat's own is Python's splitlines), and the tab, which ends
# a column
_BREAK: Final = re.compile("[\n\r\t\v\f\x1c\x1d\x1e\x85\u2028\u2029]+")
_CARRIAGE_RETURN: Final = re.compile("\r(\n?)")
_RESERVED: Final = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])", re.IGNORECASE)


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """A line of index.jsonl: the document's name, and what brat has no place for."""

    document: str
    article: Article
    """Its text is empty: it is in the .txt."""


def write(records: Iterable[Record], folder: Path) -> None:
    """Fill `folder`, which is empty: open it as a collection in brat.

    A .txt is the article's text with each CR as a space before LF, else as LF: as long, so that offsets hold whether
    or not a reader translates line ends. Documents are named by the article's id, made safe (`_name`). A statement
    whose content is white space alone is left out, since brat can't mark it.
    """
    (folder / "annotation.conf").write_bytes(_configuration().encode())
    with (folder / "index.jsonl").open("wb") as index:
        for record in records:
            article = record.article
            with _created(folder, _name(article.id)) as file:
                file.write(_CARRIAGE_RETURN.sub(_as_long, article.text).encode())
                document = Path(file.name)
            lines = "".join(f"{line}\n" for line in _lines(record))
            document.with_suffix(".ann").write_bytes(lines.encode())
            known = Known(document=document.stem, article=msgspec.structs.replace(article, text=""))
            index.write(msgspec.json.encode(known) + b"\n")


def _as_long(match: re.Match[str]) -> str:
    return " \n" if match[1] else "\n"


def _name(identity: str) -> str:
    """A file name without suffix that leads nowhere else, on any system; the id itself where that is one.

    Otherwise, what is safe of it and a digest. No dot: brat takes what follows one for a suffix.
    """
    safe = re.sub(r"[^A-Za-z0-9_-]+", "_", identity)[:100]
    if safe == identity and safe and not safe.startswith("-") and not _RESERVED.fullmatch(safe):
        return safe
    return f"{safe.lstrip('-') or 'article'}-{sha256(identity.encode()).hexdigest()[:8]}"


def _created(folder: Path, name: str) -> IO[bytes]:
    """A new .txt of that name, with a number after it where an article has taken it: an id can come twice.

    The file system is asked, as it alone knows whether A and a are one name.
    """
    number = 1
    while True:
        path = folder / (f"{name}.txt" if number == 1 else f"{name}--{number}.txt")
        try:
            return path.open("xb")
        except FileExistsError:
            number += 1


def _lines(record: Record) -> Iterator[str]:
    """The lines of the .ann, numbered as brat does: T spans, E events, A attributes, # notes."""
    text = record.article.text
    marked = [(s, {role: fragments(text, getattr(s.evidence, role)) for role in ROLES}) for s in record.statements]
    marked = [(s, cut) for s, cut in marked if cut["content"]]
    events = {s.id: f"E{n}" for n, (s, _) in enumerate(marked, 1)}
    spans = attributes = notes = 0
    for n, (s, cut) in enumerate(marked, 1):
        arguments = []
        for role, pieces in cut.items():
            if pieces:
                spans += 1
                arguments.append(f"{_KINDS[role]}:T{spans}")
                offsets = ";".join(f"{start} {end}" for start, end in pieces)
                yield f"T{spans}\t{_KINDS[role]} {offsets}\t{' '.join(text[start:end] for start, end in pieces)}"
        if s.denies in events:
            arguments.append(f"Denies:{events[s.denies]}")
        yield f"E{n}\t{' '.join(arguments)}"
        for attribute in _attributes(s):
            attributes += 1
            name, _, value = attribute.partition(" ")
            yield f"A{attributes}\t{name} E{n} {value}".rstrip()
        for kind, note in _notes(s, cut):
            notes += 1
            yield f"#{notes}\t{kind} E{n}\t{note}"


def fragments(text: str, spans: Spans) -> Spans:
    """The spans cut at line breaks and tabs, each piece without white space at its ends, empty ones left out."""
    out = []
    for start, end in spans:
        edges = [start, *(n for m in _BREAK.finditer(text, start, end) for n in m.span()), end]
        for a, b in zip(edges[::2], edges[1::2], strict=True):
            piece = text[a:b]
            a += len(piece) - len(piece.lstrip())
            b -= len(piece) - len(piece.rstrip())
            if a < b:
                out.append((a, b))
    return tuple(out)


def _attributes(s: Statement) -> Iterator[str]:
    yield f"Form {s.form}"
    yield f"Basis {s.speaker.basis}"
    if s.channel:
        yield f"Channel {s.channel.kind}"
    if s.fate:
        yield f"Fate {s.fate}"
    if s.denial:
        yield "Denial"


def _notes(s: Statement, cut: dict[str, Spans]) -> Iterator[tuple[str, str]]:
    """What brat has no other place for: `AnnotatorNotes` for a person, the statement without evidence as JSON."""
    said_on = f"{s.said_on.earliest}/{s.said_on.latest}" if s.said_on else "day unknown"
    parts = [s.speaker.name or "no name", s.channel.name if s.channel else None, said_on, f"score {s.score}", s.id]
    yield "AnnotatorNotes", " · ".join(" ".join(part.split()) for part in parts if part)
    if any(cut[role] != getattr(s.evidence, role) for role in ROLES):
        yield "Spans", msgspec.json.encode(s.evidence).decode()


def _configuration() -> str:
    """annotation.conf: what may be marked, so that a person can go on in brat."""
    others = [kind for kind in _KINDS.values() if kind != "Content"]
    arguments = ", ".join([*(f"{kind}?:{kind}" for kind in others), "Denies?:Content"])
    valued = [f"{name}\tArg:<EVENT>, Value:{'|'.join(get_args(kind))}" for name, kind in _ATTRIBUTES.items()]
    sections = {
        "entities": others,
        "relations": [],
        "events": [f"Content\t{arguments}"],
        "attributes": [*valued, "Denial\tArg:<EVENT>"],
    }
    return "\n".join(line for name, lines in sections.items() for line in (f"[{name}]", *lines, ""))
