"""A ledger: the store of records, opened by its address."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from importlib.metadata import version as package_version
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from msgspec.structs import replace
from sqlalchemy import Connection

from onrecord.data import (
    Added,
    Article,
    Carried,
    Check,
    Correction,
    Count,
    Difference,
    Facet,
    Facets,
    Found,
    Gold,
    Page,
    Parting,
    Person,
    PersonLine,
    Query,
    Reading,
    Record,
    Rejection,
    ReviewAct,
    ReviewFigures,
    SpeakerKind,
    Utterance,
    UtteranceLine,
    Verification,
    Version,
)
from onrecord.ledger import (
    check,
    decisions,
    figures,
    find,
    forget,
    gold,
    parting,
    persons,
    review,
    spoken,
    store,
    verify,
    versions,
    walk,
)
from onrecord.ledger.engine import Place, only_writer
from onrecord.ledger.intake import batches
from onrecord.ledger.schema import upgrade


class Ledger:
    """An open ledger. Use it in a `with` statement, or close it."""

    def __init__(self, place: Place, moment: Connection | None = None) -> None:
        self._place = place
        self.name = place.name
        self._engine = place.engine
        self._moment = moment

    @classmethod
    def open(cls, url: str | Path, *, make: bool = True, wait: float = 10.0) -> Self:
        """The ledger at a path (SQLite, made where there is none unless `make` is False) or a `postgresql://` address.

        A second writer waits `wait` seconds for the first. Raises LedgerError where it cannot be opened.
        """
        place = Place(str(url), wait=wait, make=make)
        upgrade(place)
        return cls(place)

    def add(
        self,
        outcomes: Iterable[Record | Rejection],
        *,
        reader: str | None = None,
        reread: bool = False,
        again: bool = False,
        on_commit: Callable[[Added], None] = lambda _: None,
        on_rejection: Callable[[Rejection], None] = lambda _: None,
    ) -> Added:
        """What was stored. Stopped at any moment, all that was told to `on_commit` is stored, and nothing by half.

        `reader` says what read the records, `onrecord 0.1.0 model 3f2a…`. An article that is there word for word is
        passed over, unless it is `reread` by another reader or with other statements. `again` stores articles that
        were forgotten, which are else rejected. `on_commit` is told what each batch stored, `on_rejection` each
        document that was not read or cannot be stored.
        """
        total, reader = Added(), reader or f"onrecord {package_version('onrecord')}"

        def rejected(rejection: Rejection) -> None:
            nonlocal total
            total += Added(rejected=1)
            on_rejection(rejection)

        for batch in batches(outcomes, rejected):
            with self.writing() as connection:
                added, forgotten = store.put(connection, batch, reader=reader, reread=reread, again=again)
                if added.changed or added.reread:
                    review.carry(connection, [r.article.id for r in batch])
            total += added
            on_commit(added)
            for one in forgotten:
                rejected(one)
        return total

    def has(self, article: Article, *, reader: str | None = None) -> bool:
        """Whether the article is stored, word for word; with `reader`, whether as read by that."""
        with self.reading() as connection:
            known = store.versions_of(connection, [article.id])[article.id]
        digest = store.text_digest(article)
        return any(k.text_digest == digest and reader in (None, k.reader) and not k.is_forgotten for k in known)

    def find(self, query: Query, *, limit: int = 20, token: str | None = None) -> Page:
        """A page of the statements that answer the query. Errors: QueryError.

        `token` is `Page.next` of the page before; the pages leave out what was added after the first was given.
        """
        with self.reading() as connection:
            return find.page(connection, query, limit=limit, token=token)

    def records(self, query: Query | None = None) -> Iterator[Record]:
        """The stored articles, each with those of its statements that answer the query; by default all. For exports.

        One reading of the ledger as it stands at the first record, whatever is added meanwhile. Errors: QueryError.
        """
        with self.reading() as connection:
            yield from walk.records(connection, query or Query())

    def count(self, query: Query) -> Count:
        """How many statements answer the query, 10,000 at most. Errors: QueryError."""
        with self.reading() as connection:
            return find.count(connection, query)

    def facets(self, query: Query, field: Facet) -> Facets:
        """How the answers to the query divide by one field, over 10,000 of them at most. Errors: QueryError."""
        with self.reading() as connection:
            return find.facets(connection, query, field)

    def divided(
        self, query: Query, fields: Sequence[Facet], *, most: int | None = None
    ) -> tuple[Count, tuple[Facets, ...]]:
        """How many statements answer the query, `most` (else 10,000) at most, and how these divide by each."""
        with self.reading() as connection:
            return find.divided(connection, query, fields, most=most)

    def by_day(self, query: Query) -> tuple[tuple[tuple[date | None, str | None, int], ...], bool]:
        """Day, outlet and how many statements answer the query there; over 10,000 at most, and whether there are more.

        Errors: QueryError.
        """
        with self.reading() as connection:
            return find.by_day(connection, query)

    def denials(self, of: Sequence[Found]) -> tuple[Found, ...]:
        """The statements of latest versions that deny one of these, in the same articles, newest first."""
        with self.reading() as connection:
            return find.denials(connection, of)

    def last_acts(self, ids: Sequence[str]) -> dict[str, str]:
        """When each of these statements was last stored or reviewed: UTC, ISO 8601."""
        with self.reading() as connection:
            return find.last_acts(connection, ids)

    def statement(self, id: str) -> Found:
        """The statement with this id, in the latest version of its article that has it. Errors: QueryError."""
        with self.reading() as connection:
            return find.one(connection, id)

    def utterance(self, id: str) -> Utterance:
        """The utterance of this id, or the one that it is part of since; links are made by linking.link.

        Raises QueryError where there is none.
        """
        with self.reading() as connection:
            return spoken.one(connection, id)

    def utterances(
        self, *, article: str | None = None, statement: str | None = None, articles: int = 2, limit: int = 20
    ) -> list[Utterance]:
        """The utterances that at least so many articles carry, the last seen first; those of an article, a statement.

        Without either, all utterances are gone through. Raises QueryError where `articles` or `limit` is below 1, or
        there is no such article.
        """
        with self.reading() as connection:
            return spoken.page(connection, article=article, statement=statement, articles=articles, limit=limit)

    def answers_to(self, id: str) -> tuple[str, ...]:
        """The ids of the utterances that deny or answer this one. Raises QueryError where there is none."""
        with self.reading() as connection:
            return spoken.answers_to(connection, id)

    def utterance_lines(self, ids: Iterable[str]) -> tuple[UtteranceLine, ...]:
        """The utterances of these ids, oldest first; of an id that none has today, nothing."""
        with self.reading() as connection:
            return spoken.lines(connection, ids)

    def carried(self, statements: Iterable[str]) -> tuple[Carried, ...]:
        """Of those of these statements (ids) that others report too: of which utterance they are, and how many do."""
        with self.reading() as connection:
            return spoken.carried(connection, statements)

    def partings(self, id: str) -> tuple[Parting, ...]:
        """What stands parted from the utterance by hand, oldest first. Raises QueryError where there is none."""
        with self.reading() as connection:
            return spoken.partings(connection, id)

    def check(self, quotation: str, *, speaker: str | None = None) -> Check:
        """Whether a quotation is on record, as whose words, and how it differs from them. Errors: QueryError."""
        with self.reading() as connection:
            return check.judged(connection, quotation, speaker=speaker)

    def article(self, id: str, version: int | None = None, *, reading: Literal["today", "machine"] = "today") -> Record:
        """An article, its newest version unless another is named, with its statements.

        They stand as they do today, with what reviewers corrected and without what they rejected, or as the machine
        read them. Raises QueryError where there is no such article or version, or its text was forgotten.
        """
        with self.reading() as connection:
            return versions.record(connection, id, version, reading)

    def versions(self, article_id: str) -> tuple[Version, ...]:
        """The versions of an article, oldest first. Raises QueryError where there is no such article."""
        with self.reading() as connection:
            return versions.listed(connection, article_id)

    def difference(self, article_id: str, old: int, new: int) -> Difference:
        """How one version of an article differs from another: fields, words, statements, as the machine read them.

        Raises QueryError where there is no such version, or its text was forgotten.
        """
        with self.reading() as connection:
            return versions.difference(connection, article_id, old, new)

    def verify(self, *, against: str | None = None, limit: int = 1000) -> Verification:
        """What was altered, removed or inserted outside of onrecord, the first `limit` of it in full.

        Every row is compared with the digest that the chain of acts keeps of it. `against` is the digest that a
        verification gave before: without it, acts taken off the end leave no trace. Holds some 50 articles in memory.
        """
        with self.reading() as connection:
            found = verify.verified(connection, against=against, limit=limit)
            of_file = tuple(verify.check_file(connection)) if self._place.is_file else ()
        return replace(found, breaches=found.breaches + of_file)

    def forget(self, article_id: str, *, reason: str, by: str) -> int:
        """How many versions of the article lost their text, title, byline, address and statements, for good.

        An act says that it was done, by whom and why; adding the article again is refused. The words are taken out of
        the file's free space too, for which the whole file is written anew; of backups, and of PostgreSQL's own log,
        that is for you to do. Raises QueryError where there is no such article, ActError where the reason is blank.
        """
        with self.writing() as connection:
            forget.check_owner(connection, self.name)
            count = forget.erase(connection, article_id, reason=reason, by=by)
        with self._place.clear_errors():
            forget.scrub(self._engine, self.name)
        return count

    def people(
        self,
        words: str | None = None,
        *,
        kind: SpeakerKind | None = None,
        limit: int = 20,
        after: PersonLine | None = None,
    ) -> list[PersonLine]:
        """Those of whose names one has all these words or beginnings of words, most statements first.

        `after` is the last one listed before, to go on behind where it stood, whatever became of it since. Raises
        QueryError where `words` holds no word.
        """
        with self.reading() as connection:
            return persons.people(connection, words, kind=kind, limit=limit, after=after)

    def person(self, id: str) -> Person:
        """The person with this id, or with whom it was made one: names, reasons, decisions, who is perhaps the same.

        Raises ActError where there is none.
        """
        with self.reading() as connection:
            return persons.person_of(connection, id)

    def merge(self, id: str, *others: str, by: str) -> int:
        """The act that makes the others one with the person `id`, under whose id they go on. Errors: ActError."""
        with self.writing() as connection:
            return decisions.merge(connection, id, others, by=by)

    def split(self, id: str, *, articles: Sequence[str] = (), names: Sequence[str] = (), by: str) -> tuple[int, str]:
        """The act that parts from a person what it says in these articles, or under these names; and the other's id.

        What is split by name is parted in articles added later too. Errors: ActError.
        """
        with self.writing() as connection:
            return decisions.split(connection, id, articles=articles, names=names, by=by)

    def apart(self, id: str, other: str, *, by: str) -> int:
        """The act that says that two persons are two, and are not to be listed as perhaps one. Errors: ActError."""
        with self.writing() as connection:
            return decisions.apart(connection, id, other, by=by)

    def rename(self, id: str, name: str, *, by: str) -> int:
        """The act by which the person is shown under this name. Errors: ActError."""
        with self.writing() as connection:
            return decisions.rename(connection, id, name, by=by)

    def undo(self, seq: int, *, by: str) -> int:
        """The act that undoes the act `seq`: a review, merge, split, apart, rename or part. Errors: ActError."""
        with self.writing() as connection:
            done = decisions.act_to_undo(connection, seq)
            undo = {"review": review.undo, "part": parting.undo_part}.get(done.kind, decisions.undo)
            return undo(connection, done, by=by)

    def queue(self, *, article_id: str | None = None, limit: int = 20, after: str | None = None) -> list[Reading]:
        """Statements that nobody has reviewed: the least sure first, then the unnamed and denials.

        `after` is the id of the last one listed before, reviewed since or not. Raises QueryError where there is no
        such article, or no such statement.
        """
        with self.reading() as connection:
            return review.queue(connection, article_id=article_id, limit=limit, after=after)

    def reading_of(self, id: str) -> Reading:
        """A statement as a reviewer sees it. Raises ActError where there is none."""
        with self.reading() as connection:
            return review.reading(connection, id)

    def confirm(self, id: str, *, by: str, seen: str | None = None, note: str = "") -> int:
        """The act that says that a statement is right as it stands. Errors: ActError.

        `seen` is the `Reading.state` that the reviewer saw; the act is refused where another came between.
        """
        with self.writing() as connection:
            return review.confirm(connection, id, by=by, seen=seen, note=note)

    def reject(self, id: str, *, by: str, seen: str | None = None, note: str = "") -> int:
        """The act that says that it is no statement. `seen`, errors: as for `confirm`."""
        with self.writing() as connection:
            return review.reject(connection, id, by=by, seen=seen, note=note)

    def correct(self, id: str, correction: Correction, *, by: str, seen: str | None = None, note: str = "") -> int:
        """The act that corrects these fields, and says that the others are right. `seen`, errors: as for `confirm`."""
        with self.writing() as connection:
            return review.correct(connection, id, correction, by=by, seen=seen, note=note)

    def add_missed(self, article_id: str, correction: Correction, *, by: str, note: str = "") -> tuple[int, str]:
        """The act that adds a statement which the machine missed, and its id. Errors: ActError.

        `correction` gives at least `content` and `basis`.
        """
        with self.writing() as connection:
            return review.add(connection, article_id, correction, by=by, note=note)

    def finish(self, article_id: str, *, by: str, note: str = "") -> int:
        """The act that says that all statements of an article are reviewed, and none is missing. Errors: ActError."""
        with self.writing() as connection:
            return gold.finish(connection, article_id, by=by, note=note)

    def history(self, id: str) -> tuple[ReviewAct, ...]:
        """What was done in reviewing a statement, oldest first. Raises ActError where there is no such statement."""
        with self.reading() as connection:
            return review.history(connection, id)

    def review_figures(self) -> ReviewFigures:
        """What reviewers did, how often each field was wrong, how far they agree."""
        with self.reading() as connection:
            return figures.figures(connection)

    def gold(self) -> Iterator[Gold]:
        """The articles whose review is finished, as training and test data."""
        with self.reading() as connection:
            yield from gold.finished(connection)

    @contextmanager
    def at_once(self) -> Iterator[Ledger]:
        """The ledger as it stands now: all that is asked of it within is of one moment, whatever is written beside."""
        with self.reading() as connection:
            yield Ledger(self._place, connection)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One transaction that sees the ledger as it was when it began, whatever is written beside it."""
        if self._moment is not None:
            yield self._moment
            return
        with self._place.clear_errors(), self._engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One transaction, with no other writer beside it: all of it is stored, or nothing."""
        opened = self._engine.execution_options(writing=True).connect
        with self._place.clear_errors(), opened() as connection, connection.begin():
            only_writer(connection, self._place.wait)
            yield connection

    def close(self) -> None:
        """Give back its connections; what is asked of it afterwards opens new ones."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self.close()
