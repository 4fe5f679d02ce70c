"""The whole of resolving: order, ids, form, evidence, and no exception on anything."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import date

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.data import Article, Attribution, Span, Statement
from onrecord.resolve import statements

from .conftest import Resolve, marked

WORDS = [
    "Ana",
    "Ito",
    "said",
    "told",
    "the",
    "mayor",
    "who",
    "she",
    "he",
    "they",
    "it",
    "“",
    "”",
    '"',
    "'",
    ".",
    ",",
    ":",
    "Mr.",
    "Sen.",
    "Monday",
    "last",
    "week",
    "in",
    "2012",
    "CNN",
    "tweeted",
    "denied",
    "deleted",
    "the",
    "tweets",
    "Orbis",
    "Motors",
    "poll",
    "report",
    "and",
    "or",
    "-",
    "—",
    "(",
    ")",
    "\n\n",
    "\n",
    "İ",
    "ß",
    "🚋",
    "I",
    "we",
    "their",
    "Critics",
    "like",
    "U.S.",
    "May",
    "31",
    "Feb.",
    "30",
    "the",
    "day",
    "after",
    "the",
    "debate",
]


@st.composite
def articles(draw: st.DrawFn) -> tuple[Article, list[Attribution]]:
    text = draw(
        st.one_of(st.text(max_size=400), st.lists(st.sampled_from(WORDS), min_size=1, max_size=120).map(" ".join))
    )
    byline = draw(st.sampled_from([(), ("Ana Ruiz",), ("By ANA, @ana",)]))
    published = draw(st.one_of(st.none(), st.dates()))
    made = []
    if text:
        for _ in range(draw(st.integers(0, 6))):
            spans = [draw(spans_in(len(text))) for _ in range(3)]
            made.append(
                Attribution(
                    content=spans[0],
                    cue=spans[1] if draw(st.booleans()) else (),
                    source=spans[2] if draw(st.booleans()) else (),
                )
            )
    return Article(
        id="a", text=text, byline=byline, published=published, outlet=draw(st.sampled_from([None, "CNN"]))
    ), made


@st.composite
def spans_in(draw: st.DrawFn, length: int) -> tuple[Span, ...]:
    cuts = sorted(
        draw(st.sets(st.integers(0, length), min_size=2, max_size=4)) | ({0, length} if length < 2 else set())
    )
    return tuple((a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)) or ((0, length),)


@settings(max_examples=400, deadline=None)
@given(articles())
def test_any_text_and_any_spans_give_statements_with_evidence_in_the_text(
    case: tuple[Article, list[Attribution]],
) -> None:
    article, made = case
    got = statements(article, made)
    assert len(got) == len(made)
    for statement in got:
        for field in msgspec.structs.fields(statement.evidence):
            for start, end in getattr(statement.evidence, field.name):
                assert 0 <= start < end <= len(article.text)
        for period in (statement.said_on, statement.fate_on):
            assert period is None or period.earliest <= period.latest
        assert (statement.speaker.basis == "none") <= (statement.speaker.name is None)
        assert statement.denies is None or statement.denial


@settings(max_examples=50, deadline=None)
@given(articles())
def test_reading_again_gives_the_same_statements(case: tuple[Article, list[Attribution]]) -> None:
    article, made = case
    assert statements(article, made) == statements(article, list(reversed(made)))


def test_statements_stand_in_the_text_s_order(resolve: Resolve) -> None:
    got = resolve("{s2 Ito} {c2 said} {q2 one}. {s1 Haddad} {c1 said} {q1 two}.")
    assert [s.evidence.content[0][0] for s in got] == sorted(s.evidence.content[0][0] for s in got)


def test_ids_are_sixteen_hexadecimal_digits_of_their_own(resolve: Resolve) -> None:
    ids = [s.id for s in resolve("{s1 Ito} {c1 said} {q1 one}. {s2 Haddad} {c2 said} {q2 two}.")]
    assert len(set(ids)) == 2
    assert all(len(i) == 16 and int(i, 16) >= 0 for i in ids)


def test_two_sources_of_the_same_words_are_two_statements(resolve: Resolve) -> None:
    plain = "Ito said yes and Haddad said yes."
    made = [Attribution(content=((9, 12),), source=((0, 3),)), Attribution(content=((9, 12),), source=((17, 23),))]
    assert len({s.id for s in statements(Article(id="a", text=plain), made)}) == 2


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("“{q The tram is late},” {s Ito} {c said}.", "direct"),
        ('"{q The tram is late}," {s Ito} {c said}.', "direct"),
        ("‘{q The tram is late},’ {s Ito} {c said}.", "direct"),
        ("{s Ito} {c said} {q the tram is late}.", "indirect"),
        ("{s Ito} {c said} {q the tram is “a wreck” on wheels}.", "mixed"),
        ("“{q1 One.}\n\n“{q1 Two},” {s1 Ito} {c1 said}.", "direct"),
        ("{s Ito} {c said} {q the riders’ tram isn’t late}.", "indirect"),
    ],
)
def test_form_is(resolve: Resolve, text: str, form: str) -> None:
    assert resolve(text)[0].form == form


def test_no_attribution_gives_no_statement() -> None:
    assert statements(Article(id="a", text="The tram is late."), []) == ()


def test_an_empty_source_and_cue_are_fine() -> None:
    (statement,) = statements(Article(id="a", text="“The tram is late.”"), [Attribution(content=((1, 18),))])
    assert statement.speaker.basis == "none"


def test_a_statement_goes_through_json_and_back(resolve: Resolve) -> None:
    (statement,) = resolve("{s Ana Ito} {c told} CNN {q the tram is late} on Monday.")
    assert msgspec.json.decode(msgspec.json.encode(statement), type=Statement) == statement


@pytest.mark.parametrize(
    "evil",
    [
        "“" * 20000,
        "A. " * 8000,
        "Ana " * 8000,
        "of the " * 8000,
        "Monday " * 6000,
        "told the " * 6000,
        "(" * 30000,
        "1" * 30000,
    ],
)
def test_hostile_text_takes_no_longer_than_its_length(evil: str) -> None:
    """No regular expression may go through a text in more than about linear time."""
    text = f"{evil} Ana Ito said the tram is late."
    end = len(text) - 1
    made = Attribution(content=((end - 16, end),), cue=((end - 21, end - 17),), source=((end - 29, end - 22),))
    begin = time.perf_counter()
    statements(Article(id="a", text=text, published=date(2024, 5, 15)), [made])
    assert time.perf_counter() - begin < 5


def test_importing_compiles_no_rule_and_reads_no_word_list() -> None:
    code = "import sys, onrecord.resolve; print([m for m in sys.modules if m.startswith('onrecord.resolve.')])"
    got = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert got.stdout.strip() == "[]"


def test_marks_are_read_as_the_tests_mean_them() -> None:
    plain, made = marked("{s1 Ito} {c1 said} {q1 yes}.")
    assert plain == "Ito said yes."
    assert made == [Attribution(content=((9, 12),), cue=((4, 8),), source=((0, 3),))]
