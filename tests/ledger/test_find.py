"""Answers to a query: the same as a plain filter over the same statements gives, in SQLite and in PostgreSQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from onrecord.data import (
    Article,
    Channel,
    Correction,
    Evidence,
    Facet,
    Order,
    Period,
    Query,
    Record,
    Speaker,
    Statement,
)
from onrecord.errors import QueryError
from onrecord.ledger import Ledger, find
from onrecord.ledger.terms import terms_of

from .conftest import record

WORDS = ["harbour", "harbours", "wall", "we", "don’t", "mend", "Ärger", "e-mail", "3.5", "of", "_", "ﬁsh", "§lee"]
NAMES = [None, "Ann Lee", "Omar Lee", "Zoë Ash", "ann of Lee"]
DAYS = [None, date(2024, 1, 1), date(2024, 1, 2), date(2025, 7, 9)]


class Row(NamedTuple):
    """A statement as it lies in the ledger, in the order of storing."""

    article: Article
    statement: Statement
    words: str
    is_latest: bool


def made(n: int, text: str, said: list[tuple[int, int]], day: date | None) -> Record:
    """The n-th article: each statement is a piece of its text."""
    statements = tuple(
        Statement(
            id=f"s{n}.{i}",
            form="direct" if i % 2 else "indirect",
            speaker=Speaker(name=NAMES[(n + i) % 5], basis="named_person" if NAMES[(n + i) % 5] else "none"),
            channel=Channel(kind="tv") if n % 3 == 0 else None,
            said_on=Period(earliest=date(2023, 12, 1 + n % 28), latest=date(2024, 1, 3)) if n % 4 else None,
            denial=n % 5 == 0,
            fate="deleted" if n % 7 == 0 else None,
            score=(n % 10) / 10,
            evidence=Evidence(content=(span,), cue=(), source=()),
        )
        for i, span in enumerate(said)
    )
    article = Article(id=f"a{n % 35}", title=f"Of fish {n}", outlet=f"The {n % 3}", published=day, text=text)
    return Record(article=article, statements=statements)


def corpus() -> list[Record]:
    """40 articles, of which the last 5 are new versions; words from few, so that many queries have answers."""
    records = []
    for n in range(40):
        line = [WORDS[(n * 7 + k * k + k) % len(WORDS)] for k in range(3 + n % 9)]
        text = " ".join(line)
        cut = len(" ".join(line[:2]))
        records.append(made(n, text, [(0, cut), (0, len(text))], DAYS[n % 4]))
    return records


def rows(records: list[Record]) -> list[Row]:
    last = {r.article.id: n for n, r in enumerate(records)}
    return [
        Row(r.article, s, r.article.text[slice(*s.evidence.content[0])], last[r.article.id] == n)
        for n, r in enumerate(records)
        for s in r.statements
    ]


def runs_in(asked: str) -> list[tuple[bool, list[str], bool]]:
    """A second reading of the little language, a letter at a time: (negative, terms, whether a beginning)."""
    out, i = [], 0
    while i < len(asked):
        if asked[i].isspace():
            i += 1
            continue
        negative = asked[i] == "-"
        i += negative
        if i < len(asked) and asked[i] in '"“”':
            end = next(k for k in range(i + 1, len(asked) + 1) if k == len(asked) or asked[k] in '"“”')
            raw, i = asked[i + 1 : end], end + 1
        else:
            end = next(
                k for k in range(i, len(asked) + 1) if k == len(asked) or asked[k].isspace() or asked[k] in '"“”'
            )
            raw, i = asked[i:end], end
        if terms_of(raw):
            out.append((negative, terms_of(raw), raw.endswith("*")))
    return out


def holds(asked: str, *texts: str) -> bool:
    def run_in(run: list[str], beginning: bool) -> bool:
        for text in texts:
            t = terms_of(text)
            for i in range(len(t) - len(run) + 1):
                here = t[i : i + len(run)]
                if here == run or (beginning and here[:-1] == run[:-1] and here[-1].startswith(run[-1])):
                    return True
        return False

    return all(run_in(run, beginning) != negative for negative, run, beginning in runs_in(asked))


def answers(q: Query, all_rows: list[Row]) -> list[str]:
    """The ids of the statements that answer, in order, by a plain filter."""

    def fits(r: Row) -> bool:
        s, a = r.statement, r.article
        name = terms_of(s.speaker.name or "")
        return all(
            (
                q.versions == "all" or r.is_latest,
                q.words is None or holds(q.words, r.words),
                q.text is None or holds(q.text, a.title or "", a.text),
                q.speaker is None or all(t in name for t in terms_of(q.speaker)),
                q.article in (None, a.id),
                q.outlet in (None, a.outlet),
                q.basis in (None, s.speaker.basis),
                q.channel is None or (s.channel is not None and s.channel.kind == q.channel),
                q.form in (None, s.form),
                q.said_from is None or (s.said_on is not None and s.said_on.latest >= q.said_from),
                q.said_to is None or (s.said_on is not None and s.said_on.earliest <= q.said_to),
                q.published_from is None or (a.published is not None and a.published >= q.published_from),
                q.published_to is None or (a.published is not None and a.published <= q.published_to),
                q.denial in (None, s.denial),
                q.fate in (None, s.fate),
                q.score_from is None or s.score >= q.score_from,
                q.review in (None, "unreviewed"),
            )
        )

    found = [(n, r) for n, r in enumerate(all_rows) if fits(r)]
    if q.order == "best":
        found.sort(key=lambda item: (len(terms_of(item[1].words)), item[0]))
    else:
        down = q.order == "newest"
        dated = [(n, r) for n, r in found if r.article.published]
        dated.sort(key=lambda item: (item[1].article.published or date.min, item[0]), reverse=down)
        undated = [(n, r) for n, r in found if not r.article.published]
        found = dated + (undated[::-1] if down else undated)
    return [r.statement.id for _, r in found]


ROWS = rows(corpus())


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger with `corpus()`, for tests that only read."""
    if request.param == "sqlite":
        url = str(tmp_path_factory.mktemp("find") / "record.db")
    else:
        import psycopg

        server = request.getfixturevalue("postgresql")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("CREATE SCHEMA find")
        url = f"{server}&options=-csearch_path%3Dfind"
    with Ledger.open(url) as ledger:
        ledger.add(corpus())
        yield ledger


def pages(ledger: Ledger, q: Query, limit: int = 20) -> list[str]:
    found, token = [], None
    while True:
        page = ledger.find(q, limit=limit, token=token)
        found += [f.statement.id for f in page.found]
        if page.next is None:
            return found
        assert len(page.found) == limit
        token = page.next


PIECE = st.sampled_from(
    [*WORDS, "harb*", "wal*", "-wall", '"mend of"', '-"we don’t"', '"wall har*"', "“of”", "HARBOUR"]
)
DATE = st.none() | st.sampled_from([d for d in DAYS if d])
QUERIES = st.builds(
    Query,
    words=st.none() | st.lists(PIECE, min_size=1, max_size=3).map(" ".join),
    text=st.none() | st.none() | st.lists(PIECE, min_size=1, max_size=2).map(" ".join),
    speaker=st.none() | st.sampled_from(["Lee", "lee ann", "ASH zoe", "of"]),
    article=st.none() | st.none() | st.sampled_from(["a1", "a34"]),
    outlet=st.none() | st.sampled_from(["The 1", "The"]),
    basis=st.none() | st.sampled_from(["named_person", "none"]),
    channel=st.none() | st.just("tv"),
    form=st.none() | st.just("direct"),
    said_from=DATE,
    published_from=DATE,
    published_to=DATE,
    denial=st.none() | st.booleans(),
    fate=st.none() | st.none() | st.just("deleted"),
    score_from=st.none() | st.just(0.5),
    review=st.none() | st.sampled_from(["unreviewed", "unreviewed", "confirmed"]),
    versions=st.sampled_from(["latest", "all"]),
)
LIMIT = st.integers(5, 50)
QUICK = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize("few", [4000, 2, 0], ids=["gathered", "either", "walked"])
@QUICK
@given(
    q=QUERIES, order=st.sampled_from(["newest", "oldest", "best"]), limit=st.integers(1, 30), reach=st.integers(0, 90)
)
def test_answers_are_those_of_a_plain_filter(
    filled: Ledger, few: int, q: Query, order: Order, limit: int, reach: int
) -> None:
    """Whichever way is taken: words gathered from the index, walked to in order, walked to and then gathered."""
    q = replace(q, order=order if q.words is not None or order != "best" else "newest")
    expected = answers(q, ROWS) if possible(q) else None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(find, "_FEW", few)
        patch.setattr(find, "_FEW_ARTICLES", few)
        patch.setattr(find, "_REACH", reach)
        if expected is None:
            with pytest.raises(QueryError, match="no word"):
                filled.find(q)
        else:
            assert pages(filled, q, limit) == expected
            assert filled.count(q).number == len(expected)
            assert not filled.count(q).more


def possible(q: Query) -> bool:
    return all(asked is None or runs_in(asked) for asked in (q.words, q.text))


@settings(QUICK, max_examples=60)
@given(
    asked=st.text(max_size=40) | st.text("\"“”-* aäwl§¶%_\\()'&|!:<>^{}", max_size=30),
    field=st.sampled_from(["words", "text", "speaker", "outlet"]),
)
def test_any_string_is_answered_or_refused(filled: Ledger, asked: str, field: str) -> None:
    q = Query(**{field: asked})  # type: ignore[arg-type]
    try:
        found = pages(filled, q, 50)
    except QueryError as error:
        assert str(error).startswith(f"{field}: ")
    else:
        assert found == answers(q, ROWS)


def test_facets_count_the_answers_by_each_value(filled: Ledger) -> None:
    q = Query(versions="all", words="wall")
    expected: dict[str | None, int] = {}
    fitting = set(answers(q, ROWS))
    for r in ROWS:
        if r.statement.id in fitting:
            month = r.article.published.isoformat()[:7] if r.article.published else None
            expected[month] = expected.get(month, 0) + 1
    assert dict(filled.facets(q, "month").values) == expected
    names = filled.facets(q, "speaker").values
    assert sum(n for _, n in names) == len(fitting)
    assert [n for _, n in names] == sorted((n for _, n in names), reverse=True)
    assert filled.facets(q, "person").values[0][1] > 0


def test_days_and_outlets_count_the_answers_together(filled: Ledger) -> None:
    q = Query(versions="all", words="wall")
    fitting = set(answers(q, ROWS))
    expected = Counter((r.article.published, r.article.outlet) for r in ROWS if r.statement.id in fitting)
    found, more = filled.by_day(q)
    assert {(day, outlet): number for day, outlet, number in found} == expected and not more


def test_what_one_said_alone_and_with_others_comes_in_one_order_page_by_page(ledger: Ledger) -> None:
    said = [("Ann Lee", 1), ("Ann Lee and Cy Fox", 2), ("Cy Fox", 3), ("Ann Lee", 4), ("Ann Lee and Cy Fox", 5)]
    ledger.add(record(f"a{n}", [(name, "It is late")], published=date(2024, 1, n)) for name, n in said)
    ann = next(p.id for p in ledger.people("ann"))
    for order, days in (("newest", [5, 4, 2, 1]), ("oldest", [1, 2, 4, 5])):
        assert pages(ledger, Query(person=ann, order=order), 1) == [f"a{n}-0" for n in days]  # type: ignore[arg-type]
    assert ledger.count(Query(person=ann)).number == 4


def test_whom_the_ledger_does_not_know_said_nothing(ledger: Ledger) -> None:
    """Every statement without a name was theirs once."""
    one = record("a", [("Ann Lee", "It is late")])
    nameless = replace(one.statements[0], id="a-1", speaker=Speaker(name=None, basis="none"))
    ledger.add([replace(one, statements=(*one.statements, nameless))])
    q = Query(person="nosuch")
    assert ledger.find(q).found == () and ledger.count(q).number == 0 and not list(ledger.records(q))
    assert ledger.facets(q, "speaker").values == () and ledger.by_day(q)[0] == ()


def test_a_count_beyond_the_most_says_more(filled: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "MOST_COUNTED", 7)
    counted = filled.count(Query(words="wall"))
    assert (counted.number, counted.more) == (7, True)
    assert filled.facets(Query(), "outlet").more


def test_what_is_divided_is_no_more_than_what_is_counted(filled: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "MOST_COUNTED", 7)
    fields: tuple[Facet, ...] = ("form", "outlet", "speaker")
    for some in (fields[:1], fields[:2], fields):
        for facet in filled.divided(Query(), some)[1]:
            assert sum(number for _, number in facet.values) == 7 and all(number for _, number in facet.values)
    found, more = filled.by_day(Query())
    assert sum(number for _, _, number in found) == 7 and more


def test_pages_are_the_same_while_a_writer_adds_and_replaces(ledger: Ledger) -> None:
    """New articles come not into the pages under way, and a version that is replaced does not drop out of them."""
    for n in range(6):
        ledger.add([record(f"a{n}", published=date(2024, 1, 1 + n % 3))])
    whole = pages(ledger, Query())
    first = ledger.find(Query(), limit=2)
    ledger.add([record("new", published=date(2024, 1, 1)), record("a0", [("Ann Lee", "We never will")])])
    rest, token = [], first.next
    while token:
        page = ledger.find(Query(), limit=2, token=token)
        rest += [f.statement.id for f in page.found]
        token = page.next
    assert [f.statement.id for f in first.found] + rest == whole
    assert len(pages(ledger, Query())) == len(whole) + 1


def test_a_token_of_another_query_is_refused(filled: Ledger) -> None:
    token = filled.find(Query(), limit=1).next
    with pytest.raises(QueryError, match="another query"):
        filled.find(Query(words="wall"), token=token)


@settings(QUICK, max_examples=40)
@given(token=st.text(max_size=30) | st.binary(max_size=40).map(lambda b: b.hex()))
def test_any_token_is_refused_that_is_none(filled: Ledger, token: str) -> None:
    with pytest.raises(QueryError, match="token"):
        filled.find(Query(), token=token)


@pytest.mark.parametrize("limit", [0, -1, 1001])
def test_a_page_has_1_to_1000_statements(filled: Ledger, limit: int) -> None:
    with pytest.raises(QueryError, match="limit"):
        filled.find(Query(), limit=limit)


def test_a_found_statement_is_told_with_its_article(ledger: Ledger) -> None:
    ledger.add([record()])
    (found,) = ledger.find(Query(speaker="lee")).found
    assert found.words == "We will mend the harbour wall"
    assert (found.outlet, found.published, found.version, found.review) == (
        "The Gull",
        date(2024, 3, 14),
        1,
        "unreviewed",
    )
    assert found.statement == record().statements[0]


def test_one_statement_is_opened_by_its_id(filled: Ledger) -> None:
    assert filled.statement("s3.1").words == ROWS[7].words
    with pytest.raises(QueryError, match="statement nobody: there is none"):
        filled.statement("nobody")


def test_what_a_reviewer_corrected_is_found_as_corrected(ledger: Ledger) -> None:
    ledger.add([record("a1", [("Ann Lee", "We will mend the harbour wall")])])
    (start, end) = record().statements[0].evidence.content[0]
    ledger.correct("a1-0", Correction(speaker="Omar Haddad", content=((start, end - 5),)), by="desk")
    assert ledger.find(Query(speaker="lee")).found == ()
    assert ledger.find(Query(words="wall")).found == ()
    (found,) = ledger.find(Query(speaker="omar", words='"the harbour"', review="corrected")).found
    assert (found.words, found.statement.speaker.name) == ("We will mend the harbour", "Omar Haddad")
