"""Every value that onrecord passes on, frozen, in the order of the flow.

    Capture ─▶ Article ─▶ Attribution ─▶ Statement ─▶ Record
         └──────────────▶ Rejection

Spans are half-open pairs of Unicode code point offsets into `Article.text`, which is never altered after
reading. Each type here is also its JSON form: `msgspec.json.encode(record)` is the record on the wire.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import msgspec

Span = tuple[int, int]
"""Half-open [start, end) in Unicode code points."""

Spans = tuple[Span, ...]
"""Spans of one role: sorted, not overlapping, each at least one code point long."""

MediaType = Literal["text/plain", "text/html", "application/json"]
Form = Literal["direct", "indirect", "mixed"]
Basis = Literal["named_person", "named_group", "unnamed_person", "unnamed_group", "document", "none"]
ChannelKind = Literal[
    "twitter", "facebook", "instagram", "other_social", "tv", "radio", "podcast", "newspaper", "interview",
    "speech", "debate", "press_conference", "statement", "email_or_letter", "phone", "court", "hearing", "book",
    "report_or_poll", "ad", "text_message", "in_person_private",
]  # fmt: skip
Fate = Literal["deleted", "retracted", "apologised", "corrected", "disputed"]
Review = Literal["unreviewed", "confirmed", "rejected", "corrected"]
Order = Literal["newest", "oldest", "best"]
Verdict = Literal["verbatim", "altered", "shortened", "another_speaker", "not_found"]
Facet = Literal["speaker", "person", "outlet", "channel", "basis", "form", "day", "month", "review"]
Likeness = Literal["same", "perhaps", "namesake", "unnamed", "other"]
Judgement = Literal["confirm", "reject", "correct", "add", "finish", "undo"]
SpeakerKind = Literal["person", "group"]
Severity = Literal["note", "warning", "error"]
Reason = Literal[
    "empty", "binary", "too_large", "too_short", "no_article", "malformed", "unreadable", "failed", "forgotten",
    "crashed", "timed_out", "out_of_memory", "other_language", "duplicate",
]  # fmt: skip


class Capture(msgspec.Struct, frozen=True, kw_only=True):
    """Bytes that were found, not yet read."""

    source: str
    """Where: a path, `-` for standard input; `line` or `offset` tells the rest."""
    content: bytes
    media_type: MediaType
    line: int | None = None
    """The line of a JSON Lines file, counted from 1."""
    offset: int | None = None
    """The byte of a WARC file where the record begins; of its gzip member, where it is compressed."""
    url: str | None = None
    """Where it was fetched from, as a WARC record tells."""
    charset: str | None = None
    """The encoding that the HTTP header names."""
    fault: Rejection | None = None
    """Why there are no bytes to read, where there are none: the file is too large, the folder is closed to us."""

    @property
    def place(self) -> str:
        """`source`, `source:line` or `source@offset`, as an error names it."""
        if self.offset is not None:
            return f"{self.source}@{self.offset}"
        return self.source if self.line is None else f"{self.source}:{self.line}"


class Rejection(msgspec.Struct, frozen=True, kw_only=True):
    """A document that could not be read, as a value: one bad page stops nothing."""

    source: str
    """As `Capture.place` gives it."""
    reason: Reason
    detail: str
    """One sentence for a person: what is wrong and, where it helps, what to do."""


class Article(msgspec.Struct, frozen=True, kw_only=True):
    """Clean text with what is known of its publication."""

    id: str
    title: str | None = None
    url: str | None = None
    outlet: str | None = None
    byline: tuple[str, ...] = ()
    published: date | None = None
    language: str | None = None
    """ISO 639-1, as the document states it."""
    text: str


class Attribution(msgspec.Struct, frozen=True, kw_only=True):
    """What the model sees in one article's text: somebody's words, the cue that says so, and whose they are."""

    content: Spans
    """At least one; several where the words are cut by their cue: “…,” she said. “…”"""
    cue: Spans = ()
    source: Spans = ()
    """Empty where the text names no source."""
    score: float = 1.0
    """Calibrated probability that content and source are right, 0 to 1."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The spans that each field of a statement rests on. Roles may overlap one another; spans of one role don't."""

    content: Spans
    cue: Spans
    source: Spans
    speaker: Spans = ()
    """Where the article gives the fullest name."""
    basis: Spans = ()
    """The stated reason why a source goes unnamed."""
    channel: Spans = ()
    said_on: Spans = ()
    denial: Spans = ()
    fate: Spans = ()


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """Whose words these are."""

    name: str | None
    """The fullest name that the article gives; None where it gives none. Several people are joined by " and "."""
    basis: Basis
    score: float = 1.0


class Channel(msgspec.Struct, frozen=True, kw_only=True):
    """Through what the words reached the public."""

    kind: ChannelKind
    name: str | None = None
    score: float = 1.0


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """From `earliest` to `latest`, both included: as precise as the text is, never more."""

    earliest: date
    latest: date
    score: float = 1.0


class Statement(msgspec.Struct, frozen=True, kw_only=True):
    """An attribution resolved: who really spoke, on what basis, through what, when."""

    id: str
    form: Form
    speaker: Speaker
    channel: Channel | None = None
    said_on: Period | None = None
    denial: bool = False
    denies: str | None = None
    """The id of the statement in the same article that this one denies."""
    fate: Fate | None = None
    fate_on: Period | None = None
    """When it was deleted, retracted …, where the article tells."""
    score: float = 1.0
    """As `Attribution.score`."""
    evidence: Evidence


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """An article with its statements, in the order of the text."""

    article: Article
    statements: tuple[Statement, ...]


class Query(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A question to a ledger: statements for which all that is set holds. The same names in Python, CLI and URL."""

    words: str | None = None
    """Words of the statement: all of them, in any order; "in marks" as a run; `-word` not; `word*` a beginning."""
    text: str | None = None
    """Words anywhere in the article's title or text, in the same form."""
    speaker: str | None = None
    """A name, whole or in part: each of its words stands in the speaker's name, whatever the case.

    Between quotation marks (`"Lee"`) it is the very name, and no longer one that has it in it.
    """
    person: str | None = None
    """A person's id."""
    article: str | None = None
    """An article's id."""
    outlet: str | None = None
    basis: Basis | None = None
    channel: ChannelKind | None = None
    form: Form | None = None
    said_from: date | None = None
    """Said on this day or later, as far as is known: the period overlaps."""
    said_to: date | None = None
    published_from: date | None = None
    published_to: date | None = None
    denial: bool | None = None
    fate: Fate | None = None
    score_from: float | None = None
    """The least score, 0 to 1."""
    review: Review | None = None
    """State of review; where it is not set, all but what was rejected."""
    versions: Literal["latest", "all"] = "latest"
    order: Order = "newest"
    """By date published; `best`: those with the fewest words besides `words`, which it needs, first."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A statement in the ledger, with what is known of its article."""

    statement: Statement
    """As it stands today: the machine's reading with what reviewers have corrected."""
    words: str
    """The content, its parts joined by one space."""
    article_id: str
    version: int
    """The article's version that says so, counted from 1."""
    title: str | None
    url: str | None
    outlet: str | None
    published: date | None
    person: str | None
    """The person's id."""
    review: Review


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Some of the answers to a query, in its order."""

    found: tuple[Found, ...]
    next: str | None
    """The token for the following page; None where this is the last."""


Relation = Literal["verbatim", "shortened", "extended", "overlap", "altered", "different"]
EditKind = Literal["same", "replaced", "dropped", "added"]
Sense = Literal["negation", "number", "name", "modal", "cut", "wording"]


class Edit(msgspec.Struct, frozen=True):
    """One step of the way from the left wording to the right one, as spans into each; a span may be empty."""

    kind: EditKind
    left: Span
    right: Span
    sense: Sense | None = None
    """What kind of alteration it is; `cut` loses a reservation (but, unless, if …). None where nothing is altered:
    the same words, an editor's bracket, whole pieces left out at an end, at an ellipsis or between sentences."""


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """How the right wording stands to the left one, with the difference word by word."""

    relation: Relation
    """`shortened`: right is a part of left; `extended`: left is a part of right; `overlap`: they share a long run and
    each has more of its own; `altered`: the same sentences, words changed, dropped or added inside."""
    edits: tuple[Edit, ...]
    """In the order of the words; together they cover both wordings."""
    score: float
    """How sure it is that both are the same words, 0 to 1: the share that agrees of what stands against each other."""
    share_left: float
    """Of the left words, how many the right one has, 0 to 1."""
    share_right: float


LinkKind = Literal["same", "also_said", "attributed_to_another", "answers"]


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """Two statements that report the same words, or of which the left one answers the right one."""

    left: str
    """A statement's id; `left` < `right`, but for `answers`."""
    right: str
    kind: LinkKind
    """`also_said`: the same words on another occasion; `attributed_to_another`: the same words, another speaker."""
    relation: Relation
    """How the right wording stands to the left one."""
    score: float
    """How sure it is, 0 to 1."""
    reasons: tuple[str, ...]
    """What it rests on, each in a few words: what is shared, the speakers, the dates."""


class Report(Statement, frozen=True, kw_only=True):
    """A statement as one article's report of an utterance."""

    article_id: str
    outlet: str | None = None
    published: date | None = None
    attributed: bool = True
    """False where the words stand between quotation marks, but the article's record has no statement of them."""
    partly: bool = False
    """Whether it is of another utterance, and has the words of this one too."""


class Variant(msgspec.Struct, frozen=True, kw_only=True):
    """One wording of an utterance, and who carries it."""

    words: str
    reports: tuple[str, ...]
    """Ids of the statements that have just these words, marks and spellings aside."""
    outlets: tuple[str, ...]
    """Sorted, each once; articles that name no outlet add none."""
    comparison: Comparison
    """Left is the fullest wording, right this one."""
    senses: tuple[Sense, ...]
    """The alterations that may change the sense: flagged, never decided."""


class Utterance(msgspec.Struct, frozen=True, kw_only=True):
    """One act of speaking: the statements, in one or many outlets, that report the same words."""

    id: str
    """Of its earliest statement: it stays while later ones join; what the id was before redirects to it."""
    words: str
    """The fullest wording, its parts joined by one space."""
    speaker: str | None
    """The fullest name that most reports give; None where none gives one."""
    other_speakers: tuple[str, ...] = ()
    """Further names that reports give: the doubts."""
    first_seen: date | None = None
    """The earliest date published, where any is known."""
    last_seen: date | None = None
    sources: int = 1
    """Articles that carry it, copies of one wire story counted once."""
    altered_sense: bool = False
    """Whether a variant's difference may change the sense."""
    variants: tuple[Variant, ...] = ()
    """The fullest first, then by how many reports have it."""
    also_said: tuple[str, ...] = ()
    """Ids of utterances with the same words on another occasion."""
    attributed_to_another: tuple[str, ...] = ()
    """Ids of utterances with the same words and another speaker."""
    answers: tuple[str, ...] = ()
    """Ids of the utterances that this one denies or answers."""
    statements: tuple[Report, ...]
    """Earliest first, those that are `partly` last."""


class UtteranceLine(msgspec.Struct, frozen=True, kw_only=True):
    """An utterance in a list, as its earliest report has it."""

    id: str
    words: str
    speaker: str | None
    published: date | None


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """Of which utterance a statement is, and how many others report it."""

    statement: str
    """The statement's id."""
    utterance: str
    """The utterance's id."""
    articles: int
    """Other articles that report it; those that overlap with it are not counted."""
    outlets: int
    """Outlets of these, beyond the statement's own; articles that name none add none."""


class Parting(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody parted from an utterance by hand, where it was not undone."""

    seq: int
    """The act, by which it can be undone."""
    at: str
    by: str
    others: tuple[str, ...]
    """Ids of the utterances that the statements on the other side are of; none where no article has their words now."""


class Linked(msgspec.Struct, frozen=True, kw_only=True):
    """What linking a ledger did."""

    articles: int = 0
    """Articles whose statements were not linked before."""
    statements: int = 0
    """Statements and quoted passages that were compared with all others."""
    links: int = 0
    """Links that were found; one that is in an utterance already is not compared with its others."""

    def __add__(self, other: Linked) -> Linked:
        """Both together."""
        return Linked(**{name: getattr(self, name) + getattr(other, name) for name in self.__struct_fields__})


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """How many statements answer a query."""

    number: int
    more: bool
    """Whether there are more than `number`, which is then the most that is counted."""


class Facets(msgspec.Struct, frozen=True, kw_only=True):
    """How the answers to a query divide by one field."""

    field: Facet
    values: tuple[tuple[str | None, int], ...]
    """Each value with its number of statements, the most frequent first; None where the field is not known."""
    more: bool
    """Whether there are more answers than were counted: the numbers are then those of a part."""


class Match(msgspec.Struct, frozen=True, kw_only=True):
    """A statement on record beside a quotation that was asked about."""

    found: Found
    comparison: Comparison
    """Left are the statement's words, right the quotation's."""
    likeness: Likeness | None
    """How the statement's speaker stands to the name asked for; None where none was. `perhaps`: the article gives
    no more than a surname or an initial; `namesake`: another of that surname; `unnamed`: the article names nobody."""
    superseded: bool
    """Whether it stands only in an older version of its article: the newest has no statement that has as much of the
    quotation."""


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """An article whose text holds a quotation, where no statement of it does."""

    article_id: str
    version: int
    title: str | None
    url: str | None
    outlet: str | None
    published: date | None


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a quotation is on record."""

    quotation: str
    speaker: str | None
    verdict: Verdict
    """`shortened`: it is a part of what is on record, which `matches` gives whole; `altered`: words were changed,
    dropped or added; `another_speaker`: it is on record, but not as the words of the one asked for."""
    joined: bool
    """Whether the first two matches together make the quotation, which neither does alone."""
    matches: tuple[Match, ...]
    """Best first; the verdict is that on the first."""
    mentions: tuple[Mention, ...]
    """Articles that hold the quotation, but not as a statement; looked for where the verdict is not verbatim."""


class Guidance(msgspec.Struct, frozen=True, kw_only=True):
    """What a published standard says about a finding, in our words."""

    name: str
    url: str
    says: str


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A place in an article where a standard asks for care."""

    rule: str
    """`group.name`, as settings switch it."""
    severity: Severity
    article: str
    """The article's id."""
    part: Literal["text", "title"] = "text"
    """What `span` is counted in: the text, or the title where that stands outside the text."""
    span: Span
    line: int
    """Of the span's start in `part`, counted from 1."""
    column: int
    """In code points, counted from 1."""
    words: str
    """What stands at the span."""
    message: str
    """One sentence: what is found and why it matters."""
    suggestion: str | None = None
    guidance: tuple[Guidance, ...] = ()
    statement: str | None = None
    """The id of the statement that the words belong to or that the finding is about."""
    related: Spans = ()
    """Other places in the text that it is about: the claim that is denied."""


class Added(msgspec.Struct, frozen=True, kw_only=True):
    """What adding to a ledger did: all that is counted here, and only that, is stored and will stay."""

    new: int = 0
    """Articles that the ledger had not."""
    changed: int = 0
    """New versions of articles whose text, title or other field has changed."""
    reread: int = 0
    """New versions with the same text, read by a newer model."""
    unchanged: int = 0
    """Articles that were there already, word for word."""
    rejected: int = 0
    """Documents that could not be read or stored."""
    statements: int = 0
    """Statements of the new versions."""

    def __add__(self, other: Added) -> Added:
        """Both together."""
        return Added(**{name: getattr(self, name) + getattr(other, name) for name in self.__struct_fields__})


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """An article as it was read once."""

    article_id: str
    number: int
    """1, 2, 3 … of this article."""
    change: Literal["first", "changed", "reread"]
    """`reread`: the same article as a version before, read again by another model."""
    added: str
    """When it was stored: UTC, ISO 8601 to the second."""
    reader: str
    """What read it: `onrecord 0.1.0 model 3f2a5c…`."""
    title: str | None
    published: date | None
    statements: int
    is_forgotten: bool = False
    """Whether its text was removed."""


class FieldChange(msgspec.Struct, frozen=True, kw_only=True):
    """A field that two versions of an article do not share."""

    field: str
    """Its name in `Article`."""
    old: str | None
    new: str | None


class TextEdit(msgspec.Struct, frozen=True, kw_only=True):
    """Words of a text that were replaced, dropped or added, to the letter."""

    kind: Literal["replaced", "dropped", "added"]
    old: Span
    """In the old text; empty where words were added."""
    new: Span
    old_words: str
    new_words: str


class StatementChange(msgspec.Struct, frozen=True, kw_only=True):
    """A statement that two versions of an article do not share."""

    kind: Literal["vanished", "appeared", "changed"]
    old: Statement | None = None
    new: Statement | None = None
    old_words: str | None = None
    new_words: str | None = None
    fields: tuple[str, ...] = ()
    """What changed: `words`, or the names of fields of `Statement`."""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """How one version of an article differs from another."""

    article_id: str
    old: int
    new: int
    fields: tuple[FieldChange, ...] = ()
    text: tuple[TextEdit, ...] = ()
    """From the old text to the new one, word by word."""
    statements: tuple[StatementChange, ...] = ()


class Breach(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a ledger that is not as onrecord left it."""

    kind: Literal["altered", "removed", "inserted"]
    place: str
    """Which row: `act 17`, `version 2 of article X`, `statement 5 of version 2 of article X`."""
    detail: str
    """One sentence: what shows it."""


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What comparing a ledger with its own chain found."""

    acts: int
    versions: int
    statements: int
    digest: str
    """Of the last act, as `SEQ-HEX`: kept elsewhere, it shows later that the chain up to it still stands."""
    breaches: tuple[Breach, ...]
    """The first ones, at most `limit`; none where all is as onrecord left it."""
    more: int = 0
    """Breaches beyond those."""


class PersonLine(msgspec.Struct, frozen=True, kw_only=True):
    """A person, or a group, in a list."""

    id: str
    name: str
    kind: SpeakerKind
    statements: int
    """In the latest versions of articles, those said together with others too."""


class PersonName(msgspec.Struct, frozen=True, kw_only=True):
    """A name that a person is given by."""

    name: str
    id: str
    """The id of this very name, which answers with the person."""
    reason: str | None
    """Why it is this person: a rule's name, or `act 17`; None for the name whose id the person goes by."""
    article_id: str | None
    """The one article in which a bare surname is this person; None for a whole name."""
    articles: int


class Perhaps(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who may be the same person: for a person to decide."""

    id: str
    name: str
    reason: str
    score: float
    """A rule's estimate, 0 to 1, not calibrated."""
    article_id: str | None = None
    """The article that names but the surname."""


class PersonAct(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody decided about a person."""

    seq: int
    at: str
    by: str
    kind: Literal["merge", "split", "apart", "rename", "undo"]
    detail: str
    undone_by: int | None = None
    """The act that undid it."""


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """A speaker across articles."""

    id: str
    name: str
    kind: SpeakerKind
    statements: int
    articles: int
    names: tuple[PersonName, ...]
    perhaps: tuple[Perhaps, ...]
    """Best first, 20 at most."""
    acts: tuple[PersonAct, ...]
    """Oldest first."""


class Correction(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """Fields of a statement as a person says they are; a field that is left out stays as it stands."""

    speaker: str | msgspec.UnsetType | None = msgspec.UNSET
    """The name."""
    basis: Basis | msgspec.UnsetType = msgspec.UNSET
    channel: ChannelKind | msgspec.UnsetType | None = msgspec.UNSET
    channel_name: str | msgspec.UnsetType | None = msgspec.UNSET
    said_on: tuple[date, date] | msgspec.UnsetType | None = msgspec.UNSET
    """Earliest and latest day."""
    denial: bool | msgspec.UnsetType = msgspec.UNSET
    denies: str | msgspec.UnsetType | None = msgspec.UNSET
    fate: Fate | msgspec.UnsetType | None = msgspec.UNSET
    form: Form | msgspec.UnsetType = msgspec.UNSET
    """Where `content` is corrected and this is left out, it follows from the quotation marks."""
    content: Spans | msgspec.UnsetType = msgspec.UNSET
    cue: Spans | msgspec.UnsetType = msgspec.UNSET
    source: Spans | msgspec.UnsetType = msgspec.UNSET


class ReviewAct(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody did in reviewing a statement."""

    seq: int
    at: str
    by: str
    verdict: Judgement
    version: int
    """The article's version that they saw."""
    before: Correction
    """The fields that changed, as they were."""
    after: Correction
    """The same fields, as they are since."""
    note: str = ""
    undoes: int | None = None
    undone_by: int | None = None


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A statement under review."""

    state: str
    """Names what is seen here: an act that gives it is refused where another came between."""
    review: Review
    statement: Statement
    """As it stands today."""
    read: Statement | None
    """As the machine read it; None where a person added what it missed."""
    words: str
    doubts: tuple[str, ...]
    """Why it should be looked at."""
    article_id: str
    version: int
    title: str | None
    outlet: str | None
    published: date | None


class ReviewerFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What one reviewer did and did not undo."""

    by: str
    confirmed: int = 0
    rejected: int = 0
    corrected: int = 0
    added: int = 0
    undone: int = 0
    """Acts of theirs that they or others undid; they count nowhere else."""


class FieldFigures(msgspec.Struct, frozen=True, kw_only=True):
    """How often one field was found wrong."""

    field: str
    """A field of Correction; `statement`: that it is one at all."""
    corrected: int = 0
    """Statements in which it was."""
    second: int = 0
    """Statements that a second reviewer looked at after a first one."""
    agreed: int = 0
    """Those of them in which the second left it as the first did."""


class ReviewFigures(msgspec.Struct, frozen=True, kw_only=True):
    """What the reviews of a ledger came to."""

    reviewed: int
    """Statements."""
    reviewers: tuple[ReviewerFigures, ...]
    fields: tuple[FieldFigures, ...]


class Gold(msgspec.Struct, frozen=True, kw_only=True):
    """An article whose statements a person has reviewed, all of them, as training and test data."""

    id: str
    text: str
    attributions: tuple[GoldAttribution, ...]
    labels: tuple[GoldLabel, ...]


class GoldAttribution(msgspec.Struct, frozen=True, kw_only=True):
    """As score.py reads it."""

    source: Spans
    cue: Spans
    content: Spans


class GoldLabel(msgspec.Struct, frozen=True, kw_only=True):
    """As score_ledger.py reads it."""

    content: Spans
    speaker: str | None
    basis: Basis
    channel: ChannelKind | None
    channel_name: str | None
    said_on: tuple[date, date] | None
    denial: bool
    fate: Fate | None
