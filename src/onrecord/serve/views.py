"""What a page shows, as values: encoded as it stands for who asks for JSON, given to a template for HTML."""

from __future__ import annotations

from datetime import date

import msgspec

from onrecord.data import (
    Added,
    Article,
    Carried,
    Check,
    Correction,
    Count,
    Difference,
    Facets,
    Finding,
    Found,
    Parting,
    Person,
    PersonLine,
    Query,
    Reading,
    Rejection,
    Review,
    ReviewAct,
    Statement,
    Utterance,
    UtteranceLine,
    Version,
)


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """What went wrong, as RFC 9457 has it."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str


class Overview(msgspec.Struct, frozen=True, kw_only=True):
    """What is new, and what asks to be looked at."""

    newest: tuple[Found, ...]
    unnamed: tuple[Found, ...]
    """Said by somebody whom the article does not name."""
    denials: tuple[Found, ...]
    taken_back: tuple[Found, ...]
    """Deleted, retracted or corrected since."""
    awaiting: tuple[Reading, ...]
    """To be reviewed, the least sure first."""


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the statements that answer a query."""

    query: Query
    count: Count
    facets: tuple[Facets, ...]
    found: tuple[Found, ...]
    carried: tuple[Carried, ...] = ()
    """Of these, the ones that other articles report too."""
    next: str | None
    """The token for the following page."""


class DayCount(msgspec.Struct, frozen=True, kw_only=True):
    """How many statements an outlet published on a day."""

    day: date | None
    outlet: str | None
    """None for the outlets beyond the most frequent, and for articles that name none."""
    number: int


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """The answers to a query by day and outlet."""

    query: Query
    outlets: tuple[str, ...]
    """The most frequent, first the one with the most statements."""
    days: tuple[DayCount, ...]
    """Oldest first, without zeros; those with no date last."""
    more: bool
    """Whether there are more answers than were counted: the numbers are then those of a part."""


class Marked(msgspec.Struct, frozen=True, kw_only=True):
    """A statement of an article, as it stands."""

    statement: Statement
    words: str
    person: str | None
    """The person's id."""
    review: Review


class ArticleView(msgspec.Struct, frozen=True, kw_only=True):
    """An article as a page: its text, its statements in the order of the text, its versions."""

    article: Article
    version: int
    versions: tuple[Version, ...]
    statements: tuple[Marked, ...]
    rejected: tuple[Marked, ...] = ()
    """What reviewers said is no statement."""
    carried: tuple[Carried, ...] = ()
    """Of its statements, those that other articles report too."""
    findings: tuple[Finding, ...] = ()
    """What news standards ask to look at again, as `onrecord care` tells it without a ledger to compare with."""


class VersionsView(msgspec.Struct, frozen=True, kw_only=True):
    """The versions of an article, and how two of them differ."""

    article_id: str
    versions: tuple[Version, ...]
    difference: Difference | None
    """None where there is one version, or the text of one was forgotten."""


class PeopleView(msgspec.Struct, frozen=True, kw_only=True):
    """Persons and groups, most statements first."""

    people: tuple[PersonLine, ...]
    next: str | None = None
    """The token of the page behind this one, if there is one."""


class PersonView(msgspec.Struct, frozen=True, kw_only=True):
    """A person: what they said, through what, under which names."""

    person: Person
    facets: tuple[Facets, ...]
    """By month, outlet and channel."""
    denied_by: tuple[Found, ...]
    """Denials, in the same articles, of the statements on this page."""
    found: tuple[Found, ...]
    next: str | None


class StatementView(msgspec.Struct, frozen=True, kw_only=True):
    """A statement under review, with all that was done to it."""

    reading: Reading
    carried: Carried | None = None
    """Where other articles report it too."""
    history: tuple[ReviewAct, ...]


class UtteranceView(msgspec.Struct, frozen=True, kw_only=True):
    """An utterance: its wordings, who carries them, and what it is linked to."""

    utterance: Utterance
    person: str | None
    """The id of its speaker, where the ledger has one."""
    answered_by: tuple[str, ...]
    """Ids of the utterances that deny or answer this one."""
    lines: tuple[UtteranceLine, ...]
    """Of the utterances that it is linked to or was parted from, the first 50 of each kind: oldest first."""
    partings: tuple[Parting, ...]
    """What people parted from it."""


class Part(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Statements that report another act of speaking than the rest of the utterance."""

    statements: tuple[str, ...]
    """Ids."""


class Queue(msgspec.Struct, frozen=True, kw_only=True):
    """Statements that nobody has reviewed, the least sure first."""

    readings: tuple[Reading, ...]
    next: str | None = None
    """The token of the page behind this one, if there is one."""


class CheckView(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a quotation; None where none was asked about."""

    check: Check | None


class Seen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A review without corrections."""

    seen: str | None = None
    """The `Reading.state` that the reviewer saw: the act is refused where another came between."""
    note: str = ""


class Corrected(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A review with corrections."""

    correction: Correction
    seen: str | None = None
    note: str = ""


class Missed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A statement that the machine missed."""

    correction: Correction
    """At least `content` and `basis`."""
    note: str = ""


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """What was done."""

    seq: int
    """The act's number, by which it can be undone."""
    subject: str
    """The id of the statement, article or person."""


class Merge(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Persons who are one."""

    others: tuple[str, ...]
    """Ids."""


class Apart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who is another."""

    other: str


class Rename(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The name under which a person is shown."""

    name: str


class Split(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is not of this person: what was said in these articles, or under these names."""

    articles: tuple[str, ...] = ()
    names: tuple[str, ...] = ()


class NewArticle(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An article to be read: its text, or the address to fetch it from. What else is given replaces what is read."""

    id: str | None = None
    """By which it is known: what is added under the same one later, and differs, is a new version of it."""
    text: str | None = None
    url: str | None = None
    """With `text`, where it comes from; without, a public http or https address."""
    title: str | None = None
    outlet: str | None = None
    byline: tuple[str, ...] = ()
    published: date | None = None
    language: str | None = None


class AddedView(msgspec.Struct, frozen=True, kw_only=True):
    """What was stored, and what was not."""

    added: Added
    articles: tuple[str, ...]
    """Ids of the articles read, whether new or there already, the first 1,000."""
    rejections: tuple[Rejection, ...]
    """The first 1,000."""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """That the server answers."""

    status: str


class SignIn(msgspec.Struct, frozen=True, kw_only=True):
    """Who is signed in, if anybody is."""

    name: str | None
    scopes: tuple[str, ...]
