"""The tables of a ledger, the same in SQLite and PostgreSQL.

    act ◀── version ◀── statement ──▶ person ◀── naming, voice, decision
                   ◀── saying ──▶ wording ◀── sketch;  saying ◀── link

`act` is the book of all that was ever done: one row for each article added, each review, each merge of people, each
article forgotten. Nothing in it is changed, and each row's digest covers the row before it. `version` and `statement`
hold what was read. Some of their columns say how things stand today (`is_latest`, `review`, `person`, and the columns
that a reviewer has corrected): they can be made again from what was read and from the acts, so they are not in a
row's digest; READ_VERSION and READ_STATEMENT name those that are.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)

metadata = MetaData()

act = Table(
    "act",
    metadata,
    Column("seq", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3 …: a gap is a removed row
    Column("at", Text, nullable=False),  # UTC, ISO 8601 to the second
    Column("by", Text, nullable=False),  # a person's name, or `onrecord 0.1.0`
    Column("kind", Text, nullable=False),  # add, forget, review, merge, split, apart, rename, part, undo
    Column("subject", Text, nullable=False),  # the id of the article, statement or person
    Column("body", Text),  # JSON: what the kind needs; for `add` its rows' digests; null where forgotten
    Column("body_digest", LargeBinary, nullable=False),  # SHA-256 over the body; stays where that is forgotten
    Column("digest", LargeBinary, nullable=False),  # SHA-256 over the digest before and this row
    Index("act_subject", "subject"),
    Index("act_kind", "kind", "seq", sqlite_where=text("kind <> 'add'"), postgresql_where=text("kind <> 'add'")),
)

version = Table(
    "version",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3 …, given by the writer
    Column("article_id", Text, nullable=False),
    Column("number", Integer, nullable=False),  # 1, 2, 3 … of this article
    Column("is_latest", Boolean, nullable=False),  # before what is long, so that SQLite need not read over that
    Column("act", Integer, ForeignKey("act.seq"), nullable=False),
    Column("reader", Text, nullable=False),  # what read it: `onrecord 0.1.0 model 3f2a…`
    Column("title", Text),
    Column("url", Text),
    Column("outlet", Text),
    Column("byline", Text, nullable=False),  # JSON array
    Column("published", Date),
    Column("language", Text),
    Column("text", Text),  # null where forgotten
    Column("terms", Text),  # terms.version_terms(title, text): what it is found by; null where forgotten
    Column("text_digest", LargeBinary, nullable=False),  # SHA-256 over the article as JSON: the same article, the same
    UniqueConstraint("article_id", "number"),
    Index("version_published", "published"),
    Index("version_outlet", "outlet", "published"),
    Index("version_act", "act"),
    Index("version_replaced", "n", sqlite_where=text("is_latest = 0"), postgresql_where=text("NOT is_latest")),
)

_WALKED = "published n is_latest version form basis channel fate review denial score said_earliest said_latest size"

statement = Table(
    "statement",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3 …, given by the writer
    Column("id", Text, nullable=False),  # the same in two versions where the spans are the same
    Column("version", Integer, ForeignKey("version.n"), nullable=False),
    Column("position", Integer, nullable=False),  # 0, 1, 2 … in the article
    Column("terms", Text),  # terms.statement_terms(words, speaker): what it is found by; null where forgotten
    Column("size", Integer),  # terms.size(words); null where forgotten
    Column("body", Text),  # the machine's reading: the Statement as JSON, never changed; null where forgotten
    Column("words", Text),  # the content, its parts joined by one space; null where forgotten
    Column("added", Integer, ForeignKey("act.seq")),  # the review by which a person added what the machine missed
    # How it stands today: `body`, and what reviewers have corrected
    Column("today", Text),  # the Statement as JSON with their corrections; null where `body` stands
    Column("form", Text, nullable=False),
    Column("speaker", Text),
    Column("basis", Text, nullable=False),
    Column("person", Integer, ForeignKey("person.n")),  # null: nobody named, or several: see `voice`
    Column("channel", Text),
    Column("channel_name", Text),
    Column("said_earliest", Date),
    Column("said_latest", Date),
    Column("denial", Boolean, nullable=False),
    Column("denies", Text),
    Column("fate", Text),
    Column("score", Float, nullable=False),
    Column("review", Text, nullable=False),  # unreviewed, confirmed, rejected, corrected
    # The article's, kept here too so that one index answers a question
    Column("article_id", Text, nullable=False),
    Column("outlet", Text),
    Column("published", Date),
    Column("is_latest", Boolean, nullable=False),
    UniqueConstraint("version", "position"),
    Index("statement_id", "id"),
    # The order in which answers are walked, with all that a walk looks at, so that it need not open the rows
    Index("statement_published", *_WALKED.split()),
    Index("statement_size", "size", "n"),
    Index("statement_article", "article_id", "published", "n"),
    # Of what is rare
    *(
        Index(f"statement_{name}", *columns, "published", "n", sqlite_where=text(where), postgresql_where=text(where))
        for name, columns, where in (
            ("channel", ["channel"], "channel IS NOT NULL"),
            ("fate", ["fate"], "fate IS NOT NULL"),
            ("review", ["review"], "review <> 'unreviewed'"),
            ("denial", [], "denial"),
        )
    ),
    Index("statement_person", "person", "published", "n", "is_latest"),
    Index(
        "statement_queue",
        "score",
        sqlite_where=text("review = 'unreviewed' AND is_latest"),
        postgresql_where=text("review = 'unreviewed' AND is_latest"),
    ),
    Index("statement_outlet", "outlet", "published", "n"),
)

person = Table(
    "person",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3 …, given by the writer
    Column("id", Text, nullable=False, unique=True),  # a digest of kind and key, or of the act that split it off
    Column("name", Text, nullable=False),  # as shown: the fullest of those that are one with it, or as renamed by hand
    Column("kind", Text, nullable=False),  # person, or group: an organisation, or the maker of a document
    Column("key", Text),  # the name in normal form; null where split off by hand
    Column("article_id", Text),  # where the name is a bare surname: the one article in which it is this person
    Column("surname", Text),  # its last word, in normal form
    Column("block", Text),  # surname and first name: names of two blocks are never one by a rule
    Column("written", Text, nullable=False),  # the best of the ways in which articles write this very name
    Column("renamed", Text),  # by hand
    Column("renaming", Integer, ForeignKey("act.seq")),  # the act that renamed it
    Column("merged_into", Integer, ForeignKey("person.n")),  # its id still answers, with that one
    Column("reason", Text),  # why merged: a rule's name, or `act 17`
    Column("terms", Text, nullable=False),  # terms.name_terms(key, name): what it is found by
    Column("said", Integer, nullable=False, default=0),  # its statements in latest versions, alone or with others
    Index("person_said", "said"),
    Index("person_block", "block"),
    Index("person_surname", "surname", "article_id"),
    Index("person_key", "key"),
    Index("person_merged_into", "merged_into"),
)

naming = Table(
    "naming",
    metadata,
    Column("version", Integer, ForeignKey("version.n"), primary_key=True),
    Column("name", Text, primary_key=True),  # as the article's statements give it
    Column("part", Text, primary_key=True),  # the one speaker's name; several, where it is “A and B”
    Column("person", Integer, ForeignKey("person.n"), nullable=False),  # whom the name means, before any merging
    Column("reason", Text, nullable=False),  # why this person: a rule's name, or `act 17`
    Column("score", Float, nullable=False),
    Index("naming_person", "person", "version"),
    Index("naming_name", "name"),
)

voice = Table(
    "voice",
    metadata,
    Column("statement", Integer, ForeignKey("statement.n"), primary_key=True),  # one of several speakers together
    Column("person", Integer, ForeignKey("person.n"), primary_key=True),
    Index("voice_person", "person"),
)

decision = Table(
    "decision",
    metadata,
    Column("act", Integer, ForeignKey("act.seq"), primary_key=True),  # a merge or a split that was not undone
    Column("one", Integer, ForeignKey("person.n"), primary_key=True),
    Column("other", Integer, ForeignKey("person.n"), primary_key=True),
    Column("same", Boolean, nullable=False),  # whether a person said that they are one, or that they are two
    Index("decision_one", "one"),
    Index("decision_other", "other"),
)

# Links: made of the rows above by linking.py and of the acts `part`, and made anew where they are lost. No row's digest
# covers them.

linked = Table(
    "linked",
    metadata,
    Column(
        "version", Integer, ForeignKey("version.n"), primary_key=True, autoincrement=False
    ),  # its sayings are stored
    Column("article_id", Text, nullable=False, unique=True),  # one version of each
    Column("context", Text, nullable=False),  # JSON array: the names that tell what event it is about
    Column("story", Integer, nullable=False),  # the least version of those that are copies of one wire story
    Index("linked_story", "story"),
)

wording = Table(
    "wording",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("whole", BigInteger, nullable=False, unique=True),  # sketch.whole: the hash of all its words
    Column("size", Integer, nullable=False),  # how many keys it has
    Column("outline", LargeBinary, nullable=False),  # sketch.Outline: 4 bytes for each word that carries meaning
    Column("stops", Float, nullable=False),  # bits of the others
)

sketch = Table(
    "sketch",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),  # sketch.keys
    Column("wording", Integer, ForeignKey("wording.n"), primary_key=True, autoincrement=False),
    Column("size", Integer, nullable=False),  # the wording's, so that a question of keys opens no other row
    Index("sketch_wording", "wording"),
    sqlite_with_rowid=False,
)

saying = Table(
    "saying",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("id", Text, nullable=False),  # the statement's; of a passage that no statement covers, its own
    Column("utterance", Text, nullable=False),  # the id of the utterance whose earliest saying this is or once was
    Column("version", Integer, ForeignKey("version.n"), nullable=False),
    Column("published", Date),
    Column("wording", Integer, ForeignKey("wording.n"), nullable=False),
    Column("body", Text, nullable=False),  # gathering.Saying as JSON, without its context
    Column("component", Integer, nullable=False),  # the same where links of the kind `same` lead from one to the other
    Column("side", Integer, nullable=False),  # as component, but for what people have parted
    Column("together", Integer, nullable=False),  # the utterance: those of a side whose words have a core in common
    Column("is_compared", Boolean, nullable=False),  # with all others
    Index("saying_id", "id"),
    Index("saying_utterance", "utterance"),
    Index("saying_version", "version"),
    Index("saying_wording", "wording"),
    Index("saying_component", "component"),
    Index("saying_together", "together", "published"),
    Index(
        "saying_waiting",
        "is_compared",  # on n, SQLite went through the whole table all the same
        sqlite_where=text("is_compared = 0"),
        postgresql_where=text("NOT is_compared"),
    ),
)

partly = Table(
    "partly",
    metadata,
    Column("together", Integer, primary_key=True, autoincrement=False),  # an utterance
    Column(
        "saying", Integer, ForeignKey("saying.n"), primary_key=True, autoincrement=False
    ),  # another's, with its core
    Index("partly_saying", "saying"),
)

link = Table(
    "link",
    metadata,
    Column("a", Integer, ForeignKey("saying.n"), primary_key=True, autoincrement=False),  # left, right: as in Link
    Column("b", Integer, ForeignKey("saying.n"), primary_key=True, autoincrement=False),
    Column("kind", Text, nullable=False),  # same, overlap, also_said, attributed_to_another, answers
    Column("relation", Text, nullable=False),
    Column("score", Float, nullable=False),
    Column("reasons", Text, nullable=False),  # JSON array
    Index("link_b", "b"),
)

wire = Table(
    "wire",
    metadata,
    Column("key", BigInteger, primary_key=True, autoincrement=False),  # one in eight of the text's runs of five words
    Column("version", Integer, ForeignKey("version.n"), primary_key=True, autoincrement=False),
    Column("size", Integer, nullable=False),  # how many such keys the version has
    Index("wire_version", "version"),
    sqlite_with_rowid=False,
)

parted = Table(
    "parted",
    metadata,
    Column("act", Integer, ForeignKey("act.seq"), primary_key=True, autoincrement=False),  # a `part` that stands
    Column("one", Text, primary_key=True),  # ids of sayings that are not of one utterance
    Column("other", Text, primary_key=True),
    Index("parted_one", "one"),
    Index("parted_other", "other"),
)

former = Table(
    "former",
    metadata,
    Column("utterance", Text, primary_key=True),  # an id whose saying is gone
    Column("now", Text, nullable=False),  # one by which the others of that utterance are found
)

READ_VERSION = "article_id number act reader title url outlet byline published language text text_digest".split()
READ_STATEMENT = "id position body".split()
"""The columns that a row's digest covers, in this order. The digests stand in the body of the act that stored them."""
