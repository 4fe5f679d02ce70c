"""The first schema: what tables.py, search.py and views.py were when it was released. Never changed."""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None


def upgrade() -> None:
    """Make the tables, the full-text indexes and the views."""
    _tables()
    for line in (*_SEARCH[op.get_bind().dialect.name], *_VIEWS):
        op.execute(line)


def _tables() -> None:
    op.create_table(
        "act",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("body_digest", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
    )
    op.create_index(
        "act_kind",
        "act",
        ["kind", "seq"],
        unique=False,
        sqlite_where=sa.text("kind <> 'add'"),
        postgresql_where=sa.text("kind <> 'add'"),
    )
    op.create_index("act_subject", "act", ["subject"], unique=False)
    op.create_table(
        "former",
        sa.Column("utterance", sa.Text(), nullable=False),
        sa.Column("now", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("utterance"),
    )
    op.create_table(
        "wording",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("whole", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("outline", sa.LargeBinary(), nullable=False),
        sa.Column("stops", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("whole"),
    )
    op.create_table(
        "parted",
        sa.Column("act", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("one", sa.Text(), nullable=False),
        sa.Column("other", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["act"],
            ["act.seq"],
        ),
        sa.PrimaryKeyConstraint("act", "one", "other"),
    )
    op.create_index("parted_one", "parted", ["one"], unique=False)
    op.create_index("parted_other", "parted", ["other"], unique=False)
    op.create_table(
        "person",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("article_id", sa.Text(), nullable=True),
        sa.Column("surname", sa.Text(), nullable=True),
        sa.Column("block", sa.Text(), nullable=True),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("renamed", sa.Text(), nullable=True),
        sa.Column("renaming", sa.Integer(), nullable=True),
        sa.Column("merged_into", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("said", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["merged_into"],
            ["person.n"],
        ),
        sa.ForeignKeyConstraint(
            ["renaming"],
            ["act.seq"],
        ),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("id"),
    )
    op.create_index("person_block", "person", ["block"], unique=False)
    op.create_index("person_key", "person", ["key"], unique=False)
    op.create_index("person_merged_into", "person", ["merged_into"], unique=False)
    op.create_index("person_said", "person", ["said"], unique=False)
    op.create_index("person_surname", "person", ["surname", "article_id"], unique=False)
    op.create_table(
        "sketch",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("wording", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["wording"],
            ["wording.n"],
        ),
        sa.PrimaryKeyConstraint("key", "wording"),
        sqlite_with_rowid=False,
    )
    op.create_index("sketch_wording", "sketch", ["wording"], unique=False)
    op.create_table(
        "version",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("is_latest", sa.Boolean(), nullable=False),
        sa.Column("act", sa.Integer(), nullable=False),
        sa.Column("reader", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("byline", sa.Text(), nullable=False),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("language", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("terms", sa.Text(), nullable=True),
        sa.Column("text_digest", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["act"],
            ["act.seq"],
        ),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("article_id", "number"),
    )
    op.create_index("version_act", "version", ["act"], unique=False)
    op.create_index("version_outlet", "version", ["outlet", "published"], unique=False)
    op.create_index("version_published", "version", ["published"], unique=False)
    op.create_index(
        "version_replaced",
        "version",
        ["n"],
        unique=False,
        sqlite_where=sa.text("is_latest = 0"),
        postgresql_where=sa.text("NOT is_latest"),
    )
    op.create_table(
        "decision",
        sa.Column("act", sa.Integer(), nullable=False),
        sa.Column("one", sa.Integer(), nullable=False),
        sa.Column("other", sa.Integer(), nullable=False),
        sa.Column("same", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["act"],
            ["act.seq"],
        ),
        sa.ForeignKeyConstraint(
            ["one"],
            ["person.n"],
        ),
        sa.ForeignKeyConstraint(
            ["other"],
            ["person.n"],
        ),
        sa.PrimaryKeyConstraint("act", "one", "other"),
    )
    op.create_index("decision_one", "decision", ["one"], unique=False)
    op.create_index("decision_other", "decision", ["other"], unique=False)
    op.create_table(
        "linked",
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("story", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version"],
            ["version.n"],
        ),
        sa.PrimaryKeyConstraint("version"),
        sa.UniqueConstraint("article_id"),
    )
    op.create_index("linked_story", "linked", ["story"], unique=False)
    op.create_table(
        "naming",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.n"],
        ),
        sa.ForeignKeyConstraint(
            ["version"],
            ["version.n"],
        ),
        sa.PrimaryKeyConstraint("version", "name", "part"),
    )
    op.create_index("naming_name", "naming", ["name"], unique=False)
    op.create_index("naming_person", "naming", ["person", "version"], unique=False)
    op.create_table(
        "saying",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("utterance", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("component", sa.Integer(), nullable=False),
        sa.Column("side", sa.Integer(), nullable=False),
        sa.Column("together", sa.Integer(), nullable=False),
        sa.Column("is_compared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version"],
            ["version.n"],
        ),
        sa.ForeignKeyConstraint(
            ["wording"],
            ["wording.n"],
        ),
        sa.PrimaryKeyConstraint("n"),
    )
    op.create_index("saying_component", "saying", ["component"], unique=False)
    op.create_index("saying_id", "saying", ["id"], unique=False)
    op.create_index("saying_together", "saying", ["together", "published"], unique=False)
    op.create_index("saying_utterance", "saying", ["utterance"], unique=False)
    op.create_index("saying_version", "saying", ["version"], unique=False)
    op.create_index(
        "saying_waiting",
        "saying",
        ["is_compared"],
        unique=False,
        sqlite_where=sa.text("is_compared = 0"),
        postgresql_where=sa.text("NOT is_compared"),
    )
    op.create_index("saying_wording", "saying", ["wording"], unique=False)
    op.create_table(
        "partly",
        sa.Column("together", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("saying", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["saying"],
            ["saying.n"],
        ),
        sa.PrimaryKeyConstraint("together", "saying"),
    )
    op.create_index("partly_saying", "partly", ["saying"], unique=False)
    op.create_table(
        "statement",
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=True),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("added", sa.Integer(), nullable=True),
        sa.Column("today", sa.Text(), nullable=True),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("channel_name", sa.Text(), nullable=True),
        sa.Column("said_earliest", sa.Date(), nullable=True),
        sa.Column("said_latest", sa.Date(), nullable=True),
        sa.Column("denial", sa.Boolean(), nullable=False),
        sa.Column("denies", sa.Text(), nullable=True),
        sa.Column("fate", sa.Text(), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("article_id", sa.Text(), nullable=False),
        sa.Column("outlet", sa.Text(), nullable=True),
        sa.Column("published", sa.Date(), nullable=True),
        sa.Column("is_latest", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["added"],
            ["act.seq"],
        ),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.n"],
        ),
        sa.ForeignKeyConstraint(
            ["version"],
            ["version.n"],
        ),
        sa.PrimaryKeyConstraint("n"),
        sa.UniqueConstraint("version", "position"),
    )
    op.create_index("statement_article", "statement", ["article_id", "published", "n"], unique=False)
    op.create_index(
        "statement_channel",
        "statement",
        ["channel", "published", "n"],
        unique=False,
        sqlite_where=sa.text("channel IS NOT NULL"),
        postgresql_where=sa.text("channel IS NOT NULL"),
    )
    op.create_index(
        "statement_denial",
        "statement",
        ["published", "n"],
        unique=False,
        sqlite_where=sa.text("denial"),
        postgresql_where=sa.text("denial"),
    )
    op.create_index(
        "statement_fate",
        "statement",
        ["fate", "published", "n"],
        unique=False,
        sqlite_where=sa.text("fate IS NOT NULL"),
        postgresql_where=sa.text("fate IS NOT NULL"),
    )
    op.create_index("statement_id", "statement", ["id"], unique=False)
    op.create_index("statement_outlet", "statement", ["outlet", "published", "n"], unique=False)
    op.create_index("statement_person", "statement", ["person", "published", "n", "is_latest"], unique=False)
    op.create_index(
        "statement_published",
        "statement",
        [
            "published",
            "n",
            "is_latest",
            "version",
            "form",
            "basis",
            "channel",
            "fate",
            "review",
            "denial",
            "score",
            "said_earliest",
            "said_latest",
            "size",
        ],
        unique=False,
    )
    op.create_index(
        "statement_queue",
        "statement",
        ["score"],
        unique=False,
        sqlite_where=sa.text("review = 'unreviewed' AND is_latest"),
        postgresql_where=sa.text("review = 'unreviewed' AND is_latest"),
    )
    op.create_index(
        "statement_review",
        "statement",
        ["review", "published", "n"],
        unique=False,
        sqlite_where=sa.text("review <> 'unreviewed'"),
        postgresql_where=sa.text("review <> 'unreviewed'"),
    )
    op.create_index("statement_size", "statement", ["size", "n"], unique=False)
    op.create_table(
        "wire",
        sa.Column("key", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version"],
            ["version.n"],
        ),
        sa.PrimaryKeyConstraint("key", "version"),
        sqlite_with_rowid=False,
    )
    op.create_index("wire_version", "wire", ["version"], unique=False)
    op.create_table(
        "link",
        sa.Column("a", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("b", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["a"],
            ["saying.n"],
        ),
        sa.ForeignKeyConstraint(
            ["b"],
            ["saying.n"],
        ),
        sa.PrimaryKeyConstraint("a", "b"),
    )
    op.create_index("link_b", "link", ["b"], unique=False)
    op.create_table(
        "voice",
        sa.Column("statement", sa.Integer(), nullable=False),
        sa.Column("person", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.n"],
        ),
        sa.ForeignKeyConstraint(
            ["statement"],
            ["statement.n"],
        ),
        sa.PrimaryKeyConstraint("statement", "person"),
    )
    op.create_index("voice_person", "voice", ["person"], unique=False)


_SEARCH = {
    "sqlite": (
        """
CREATE VIRTUAL TABLE IF NOT EXISTS statement_search
    USING fts5(terms, content=statement, content_rowid=n, tokenize=ascii)
""",
        """
CREATE TRIGGER IF NOT EXISTS statement_search_add AFTER INSERT ON statement BEGIN
    INSERT INTO statement_search(rowid, terms) VALUES (new.n, new.terms); END
""",
        """
CREATE TRIGGER IF NOT EXISTS statement_search_change AFTER UPDATE OF terms ON statement BEGIN
    INSERT INTO statement_search(statement_search, rowid, terms) VALUES ('delete', old.n, old.terms);
    INSERT INTO statement_search(rowid, terms) VALUES (new.n, new.terms); END
""",
        """
CREATE TRIGGER IF NOT EXISTS statement_search_remove AFTER DELETE ON statement BEGIN
    INSERT INTO statement_search(statement_search, rowid, terms) VALUES ('delete', old.n, old.terms); END
""",
        """
CREATE VIRTUAL TABLE IF NOT EXISTS version_search
    USING fts5(terms, content=version, content_rowid=n, tokenize=ascii)
""",
        """
CREATE TRIGGER IF NOT EXISTS version_search_add AFTER INSERT ON version BEGIN
    INSERT INTO version_search(rowid, terms) VALUES (new.n, new.terms); END
""",
        """
CREATE TRIGGER IF NOT EXISTS version_search_change AFTER UPDATE OF terms ON version BEGIN
    INSERT INTO version_search(version_search, rowid, terms) VALUES ('delete', old.n, old.terms);
    INSERT INTO version_search(rowid, terms) VALUES (new.n, new.terms); END
""",
        """
CREATE TRIGGER IF NOT EXISTS version_search_remove AFTER DELETE ON version BEGIN
    INSERT INTO version_search(version_search, rowid, terms) VALUES ('delete', old.n, old.terms); END
""",
        """
CREATE VIRTUAL TABLE IF NOT EXISTS person_search
    USING fts5(terms, content=person, content_rowid=n, tokenize=ascii)
""",
        """
CREATE TRIGGER IF NOT EXISTS person_search_add AFTER INSERT ON person BEGIN
    INSERT INTO person_search(rowid, terms) VALUES (new.n, new.terms); END
""",
        """
CREATE TRIGGER IF NOT EXISTS person_search_change AFTER UPDATE OF terms ON person BEGIN
    INSERT INTO person_search(person_search, rowid, terms) VALUES ('delete', old.n, old.terms);
    INSERT INTO person_search(rowid, terms) VALUES (new.n, new.terms); END
""",
        """
CREATE TRIGGER IF NOT EXISTS person_search_remove AFTER DELETE ON person BEGIN
    INSERT INTO person_search(person_search, rowid, terms) VALUES ('delete', old.n, old.terms); END
""",
    ),
    "postgresql": (
        """
ALTER TABLE statement ADD COLUMN IF NOT EXISTS search tsvector
    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(btrim(terms), ' '))) STORED
""",
        """
CREATE INDEX IF NOT EXISTS statement_search ON statement USING gin (search)
""",
        """
ALTER TABLE version ADD COLUMN IF NOT EXISTS search tsvector
    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(btrim(terms), ' '))) STORED
""",
        """
CREATE INDEX IF NOT EXISTS version_search ON version USING gin (search)
""",
        """
ALTER TABLE person ADD COLUMN IF NOT EXISTS search tsvector
    GENERATED ALWAYS AS (array_to_tsvector(string_to_array(btrim(terms), ' '))) STORED
""",
        """
CREATE INDEX IF NOT EXISTS person_search ON person USING gin (search)
""",
    ),
}
_VIEWS = (
    """
CREATE VIEW statements AS
SELECT s.n, s.speaker, s.words, s.form, s.basis, s.channel, s.channel_name, s.said_earliest AS said_from,
    s.said_latest AS said_to, CASE WHEN s.denial THEN 'yes' ELSE 'no' END AS denial, s.fate, s.outlet, s.published,
    v.title, v.url, s.score, s.review, p.name AS person, s.article_id AS article, v.number AS version, s.id
FROM statement s JOIN version v ON v.n = s.version LEFT JOIN person p ON p.n = s.person
WHERE s.is_latest AND s.review <> 'rejected'
""",
    """
CREATE VIEW articles AS
SELECT v.n, v.title, v.outlet, v.byline, v.published, v.url, v.language, v.number AS versions,
    (SELECT count(*) FROM statement s WHERE s.version = v.n AND s.review <> 'rejected') AS statements,
    CASE WHEN v.text IS NULL THEN 'yes' ELSE 'no' END AS forgotten, v.reader, a.at AS added, v.article_id AS article,
    v.text
FROM version v JOIN act a ON a.seq = v.act
WHERE v.is_latest
""",
    """
CREATE VIEW speakers AS
SELECT p.n, p.name, p.kind, count(s.n) AS statements, count(DISTINCT s.article_id) AS articles,
    min(s.published) AS first_published, max(s.published) AS last_published, p.id
FROM person p JOIN statement s ON s.person = p.n
WHERE s.is_latest AND s.review <> 'rejected'
GROUP BY p.n, p.name, p.kind, p.id
""",
)
