"""The text is shown whole and in order, and every piece is marked with just the spans that it lies in."""

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from onrecord.data import Evidence, Speaker, Statement
from onrecord.serve.marking import paragraphs

SPAN = st.tuples(st.integers(0, 39), st.integers(1, 12))


def read(content: list[tuple[int, int]], cue: list[tuple[int, int]] = []) -> Statement:  # noqa: B006
    return Statement(
        id=str(content),
        form="direct",
        speaker=Speaker(name=None, basis="none"),
        evidence=Evidence(content=tuple(content), cue=tuple(cue), source=()),
    )


@given(
    st.text(alphabet="ab \r\n🛳é", min_size=40, max_size=60),
    st.lists(st.tuples(SPAN, SPAN), max_size=6),
)
@settings(max_examples=300)
def test_pieces_join_to_the_text_and_carry_all_spans_that_they_lie_in(
    text: str, spans: list[tuple[tuple[int, int], tuple[int, int]]]
) -> None:
    given_ = [
        read([(a, min(len(text), a + n))], [(b, min(len(text), b + m))] if b < len(text) else [])
        for (a, n), (b, m) in spans
    ]
    found = paragraphs(text, given_)
    last = 0
    for paragraph in found:
        for piece in paragraph.pieces:
            assert piece.text == text[piece.start : piece.start + len(piece.text)]
            assert piece.start >= last and not text[last : piece.start].strip()
            last = piece.start + len(piece.text)
            expected = sorted(
                (n, role)
                for n, s in enumerate(given_, 1)
                for role in ("content", "cue")
                for a, b in getattr(s.evidence, role)
                if a < last and b > piece.start
            )
            assert sorted((m.number, m.role) for m in piece.marks) == expected
    assert not text[last:].strip()
    noted = [n for p in found for n in p.notes]
    begun = [n for p in found for piece in p.pieces for n in piece.begins]
    assert sorted(begun) == sorted(noted)
    assert set(noted) == {n for n, s in enumerate(given_, 1) if text[s.evidence.content[0][0] :].strip()}


def test_the_innermost_content_gives_a_nested_piece_its_form() -> None:
    outer, inner = read([(0, 20)]), replace(read([(5, 10)]), form="mixed")
    forms = [piece.form for p in paragraphs("a" * 25, [outer, inner]) for piece in p.pieces]
    assert forms == ["direct", "mixed", "direct", None]


def test_thousands_of_nested_statements_take_no_time_and_no_endless_marks() -> None:
    text = "word " * 2000
    nested = [read([(n, len(text) - n)]) for n in range(1000)]
    found = paragraphs(text, nested)
    assert max(len(piece.marks) for p in found for piece in p.pieces) <= 12
