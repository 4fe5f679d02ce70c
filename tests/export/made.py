"""Records made by hand and at random, and one export read into bytes."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date

from hypothesis import strategies as st

from onrecord.data import Article, Channel, Evidence, Period, Record, Spans, Speaker, Statement
from onrecord.export import write

STORY = (
    "Ferry row deepens\n\n"
    "“The boats are safe,” Ana Ito told the Harbour Echo on Monday. “I would take my own children.”"
    "\n\nAn aide, who would not be named because the talks are private, said the minister had called the claim "
    "“a fairy tale.”\n\n"
    "The Port Institute denied that its report was late. Ito has since deleted a post on Twitter that said 1 < 2.\n"
)
ROLES = Evidence.__struct_fields__


def spans(text: str, *phrases: str) -> Spans:
    """Where each phrase stands first."""
    assert all(phrase in text for phrase in phrases)
    return tuple((text.index(phrase), text.index(phrase) + len(phrase)) for phrase in phrases)


def story(**fields: object) -> Record:
    """Four statements that have, together, a value in every field; `fields` replace the article's."""
    article = Article(
        **{  # type: ignore[arg-type]
            "id": "ferry-1", "title": "Ferry row deepens", "url": "https://echo.example/ferry?a=1&b=2",
            "outlet": "Harbour Echo", "byline": ("Jo Reed", "Max Oyelaran"), "published": date(2024, 3, 14),
            "language": "en", "text": STORY, **fields,
        }
    )  # fmt: skip
    text = article.text
    day, month = date(2024, 3, 11), Period(earliest=date(2024, 2, 1), latest=date(2024, 2, 29), score=0.5)
    statements = (
        Statement(
            id="00000000000000a1", form="direct", score=0.97, speaker=Speaker(name="Ana Ito", basis="named_person"),
            channel=Channel(kind="newspaper", name="Harbour Echo", score=0.9),
            said_on=Period(earliest=day, latest=day, score=0.9),
            evidence=Evidence(
                content=spans(text, "“The boats are safe,”", "“I would take my own children.”"),
                cue=spans(text, "told"), source=spans(text, "Ana Ito"), speaker=spans(text, "Ana Ito"),
                channel=spans(text, "Harbour Echo"), said_on=spans(text, "Monday"),
            ),
        ),
        Statement(
            id="00000000000000a2", form="mixed", score=0.5, speaker=Speaker(name=None, basis="unnamed_person"),
            said_on=month,
            evidence=Evidence(
                content=spans(text, "the minister had called the claim “a fairy tale.”"), cue=(),
                source=spans(text, "An aide"), basis=spans(text, "because the talks are private"),
            ),
        ),
        Statement(
            id="00000000000000a3", form="indirect", speaker=Speaker(name="Port Institute", basis="named_group"),
            denial=True, denies="00000000000000a2", said_on=Period(earliest=day, latest=date(2024, 3, 14)),
            evidence=Evidence(
                content=spans(text, "its report was late"), cue=spans(text, "denied"),
                source=spans(text, "The Port Institute"), denial=spans(text, "denied"),
            ),
        ),
        Statement(
            id="00000000000000a4", form="indirect", speaker=Speaker(name="Ana Ito and Lee Ohm", basis="named_person"),
            channel=Channel(kind="twitter"), fate="deleted", fate_on=month,
            said_on=Period(earliest=date(2023, 1, 1), latest=date(2023, 12, 31)),
            evidence=Evidence(
                content=spans(text, "1 < 2"), cue=spans(text, "said 1"), source=spans(text, "Ito has"),
                fate=spans(text, "deleted"), channel=spans(text, "on Twitter"),
            ),
        ),
    )  # fmt: skip
    return Record(article=article, statements=statements)


def exported(records: Sequence[Record], *, format: str) -> bytes:
    """What `write` writes."""
    file = io.BytesIO()
    write(records, file, format=format)
    return file.getvalue()


def marked(record: Record) -> list[dict[str, list[list[int]]]]:
    """The spans of each statement by role, as JSON has them; roles without any left out."""
    evidence = [s.evidence for s in record.statements]
    return [{r: [list(span) for span in getattr(e, r)] for r in ROLES if getattr(e, r)} for e in evidence]


# What breaks exports: two UTF-16 units, combining and bidirectional characters, every kind of line end, controls, and
# what CSV, JSON in HTML, standoff and spreadsheets give a meaning to
PIECES = [
    "a", "word", " ", "\n", "\r\n", "\r", "\t", "\x0b", "\x1c", "\x85", "\u2028", "\u2029", "\x00", "\ufeff", "😀",
    "👩‍👧", "e\u0301", "\u202eabc\u202c", "שלום", "“", "”", '"', "'", ",", ";", "=1+1", "@x", "-", "</script>", "<!--",
    "&amp;", "\\", "\ud800",
]  # fmt: skip


@st.composite
def _spans(draw: st.DrawFn, length: int, least: int) -> Spans:
    count = draw(st.integers(least, 3))
    cuts = draw(st.lists(st.integers(0, length), min_size=2 * count, max_size=2 * count, unique=True))
    return tuple(zip(sorted(cuts)[::2], sorted(cuts)[1::2], strict=True))


@st.composite
def records(draw: st.DrawFn, surrogates: bool = False) -> Record:
    """An article of hostile text with statements anywhere in it, each with something visible in its content."""
    pieces = [p for p in PIECES if surrogates or p != "\ud800"]
    text = "".join(draw(st.lists(st.sampled_from(pieces), min_size=12, max_size=40)))
    statements = []
    for n in range(draw(st.integers(0, 3))):
        # Roles may overlap one another: three are drawn, and the others have the spans of these
        three = [draw(_spans(len(text), least)) for least in (1, 0, 0)]
        drawn = {role: three[i % 3] for i, role in enumerate(ROLES)}
        if any(not c.isspace() for a, b in drawn["content"] for c in text[a:b]):
            speaker = Speaker(name=draw(st.one_of(st.none(), st.sampled_from(pieces))), basis="named_person")
            form = draw(st.sampled_from(["direct", "indirect", "mixed"]))
            statements.append(Statement(id=f"s{n}", form=form, speaker=speaker, evidence=Evidence(**drawn)))  # type: ignore[arg-type]
    identity, title = draw(st.sampled_from(pieces)), draw(st.one_of(st.none(), st.sampled_from(pieces)))
    return Record(article=Article(id=identity, title=title, text=text), statements=tuple(statements))
