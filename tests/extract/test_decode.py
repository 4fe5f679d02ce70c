"""Scores become attributions as they should; the scores are made by hand, so that no model's skill matters."""

from itertools import groupby, pairwise, product
from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as st_numpy
from tokenizers import Tokenizer

from onrecord.data import Attribution, Spans
from onrecord.extract.decode import B_SOURCE, NONE, ROLES, continued, cues, likeliest, roles, unshared
from onrecord.extract.windows import windows_of
from onrecord.text import Paragraph, paragraphs
from tests.fakes import SURE, Told, decoded, plain_settings, scores, shifted


def shown(text: str, found: list[Attribution]) -> list[tuple[list[str], list[str], list[str]]]:
    """Content, cue and source of each attribution in words."""

    def parts(spans: Spans) -> list[str]:
        return [text[s:e] for s, e in spans]

    return [(parts(a.content), parts(a.cue), parts(a.source)) for a in found]


def test_a_content_cut_by_its_cue_is_one_attribution_of_two_spans(tokenizer: Tokenizer) -> None:
    text = "“We will win,” said Jane Doe. “Nobody doubts it.”"
    told = [Told("said", ("We will win,", "Nobody doubts it."), ("Jane Doe",))]
    assert shown(text, decoded(text, told, tokenizer)) == [
        (["“We will win,”", "“Nobody doubts it.”"], ["said"], ["Jane Doe"])
    ]


def test_two_cues_may_share_their_source(tokenizer: Tokenizer) -> None:
    text = "Jane Doe said it was late and added that she would stay."
    told = [
        Told("said", ("it was late",), ("Jane Doe",)),
        Told("added", ("that she would stay",), ("Jane Doe",)),
    ]
    assert shown(text, decoded(text, told, tokenizer)) == [
        (["it was late"], ["said"], ["Jane Doe"]),
        (["that she would stay"], ["added"], ["Jane Doe"]),
    ]


def test_of_two_attributions_that_claim_the_same_words_one_stays(tokenizer: Tokenizer) -> None:
    text = "A friend told the paper that Roe claimed he was ill."
    outer = Told("told the paper", ("that Roe claimed he was ill",), ("A friend",))
    inner = Told("claimed", ("he was ill",), ("Roe",))
    both = [
        (["that Roe claimed he was ill"], ["told the paper"], ["A friend"]),
        (["he was ill"], ["claimed"], ["Roe"]),
    ]
    for told, alone in zip((outer, inner), both, strict=True):
        assert shown(text, decoded(text, [told], tokenizer)) == [alone]
    (kept,) = shown(text, decoded(text, [outer, inner], tokenizer))
    assert kept in both


def test_the_surer_of_two_that_share_words_stays_and_neighbours_are_left_alone() -> None:
    block = Paragraph(0, 100, False)
    sure = Attribution(content=((0, 40),), cue=((41, 45),), score=0.9)
    doubtful = Attribution(content=((10, 40),), cue=((46, 50),), score=0.5)
    beside = Attribution(content=((35, 70),), cue=((71, 75),), score=0.3)
    found = [(block, doubtful), (block, sure), (block, beside)]
    assert unshared(found) == [(block, sure), (block, beside)]


def test_a_quotation_beside_its_own_cue_is_not_another_speakers_because_that_one_is_surer(tokenizer: Tokenizer) -> None:
    text = "“It is closed,” said Doe. Nobody was hurt, the police said."
    block = paragraphs(text)[0]

    def at(*words: str) -> Spans:
        return tuple((text.index(w), text.index(w) + len(w)) for w in words)

    doe = Attribution(content=at("“It is closed,”"), cue=((16, 20),), source=at("Doe"), score=0.7)
    own = at("Nobody was hurt")
    police = Attribution(content=(*doe.content, *own), cue=((text.rindex("said"), len(text) - 1),), score=0.9)
    left = msgspec.structs.replace(police, content=own)
    assert unshared([(block, doe), (block, police)]) == [(block, doe), (block, left)]
    doubtful = msgspec.structs.replace(doe, score=0.4)
    assert unshared([(block, doubtful), (block, police)]) == [(block, police)]


def test_a_quotation_is_kept_though_the_rest_of_its_content_is_a_surer_ones(tokenizer: Tokenizer) -> None:
    text = "“Shut the gate,” Doe said, putting a question of her own: “Who pays for all the water we lose?”"
    block = paragraphs(text)[0]

    def at(*words: str) -> Spans:
        return tuple((text.index(w), text.index(w) + len(w)) for w in words)

    asked = Attribution(content=at("“Who pays for all the water we lose?”"), cue=at("putting a question"), score=0.9)
    doe = Attribution(content=(*at("“Shut the gate,”"), *asked.content), cue=at("said"), source=at("Doe"), score=0.7)
    own = msgspec.structs.replace(doe, content=at("“Shut the gate,”"))
    assert unshared([(block, doe), (block, asked)]) == [(block, own), (block, asked)]
    doubtful = msgspec.structs.replace(doe, score=0.4)
    assert unshared([(block, doubtful), (block, asked)]) == [(block, asked)]


def test_a_source_ends_with_its_sentence(tokenizer: Tokenizer) -> None:
    text = "“I want the truth,” said Ann Roe. Her father, Mr. Carl Roe, added that he was tired."
    both = ("Ann Roe. Her father, Mr. Carl Roe,",)
    told = [Told("said", ("I want the truth,",), both), Told("added", ("that he was tired",), both)]
    assert [source for *_, source in shown(text, decoded(text, told, tokenizer))] == [
        ["Ann Roe"],
        ["Her father, Mr. Carl Roe,"],
    ]


def test_what_the_article_says_behind_a_quotation_is_not_the_speakers(tokenizer: Tokenizer) -> None:
    text = "Roe said: “Forty people drowned.” That was not true."
    told = [Told("said:", ("Forty people drowned.” That was not true",), ("Roe",))]
    assert shown(text, decoded(text, told, tokenizer)) == [(["“Forty people drowned.”"], ["said:"], ["Roe"])]
    text = "Roe said: “They shouted ‘Forty drowned.’ That was not true,” and wept."
    told = [Told("said:", ("They shouted ‘Forty drowned.’ That was not true,",), ("Roe",))]
    assert shown(text, decoded(text, told, tokenizer))[0][0] == ["“They shouted ‘Forty drowned.’ That was not true,”"]


def test_a_cue_without_content_says_nothing(tokenizer: Tokenizer) -> None:
    text = "Jane Doe said. Nobody heard."
    assert decoded(text, [Told("said", (), ("Jane Doe",))], tokenizer) == []


def test_a_text_without_a_cue_has_no_attribution(tokenizer: Tokenizer) -> None:
    assert decoded("Nobody heard.", [], tokenizer) == []
    assert decoded("", [], tokenizer) == []


def test_a_source_may_be_absent(tokenizer: Tokenizer) -> None:
    text = "It was reported that the bridge would close."
    assert shown(text, decoded(text, [Told("was reported", ("that the bridge would close",))], tokenizer)) == [
        (["that the bridge would close"], ["was reported"], [])
    ]


def test_a_cue_is_never_its_own_content_or_source(tokenizer: Tokenizer) -> None:
    text = "Doe said so."
    told = [Told("said", ("Doe", "said", "so"), ("said",))]
    assert shown(text, decoded(text, told, tokenizer)) == [(["Doe", "so"], ["said"], [])]


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("“Go,” Doe said.", "“Go,”"),
        ("‘Go,’ Doe said.", "‘Go,"),  # a single closing mark looks like an apostrophe
        ("«Go», Doe said.", "«Go»"),
        ("Doe said “Go” twice.", "“Go”"),
    ],
)
def test_a_content_takes_in_the_quotation_marks_that_touch_it(tokenizer: Tokenizer, text: str, content: str) -> None:
    said = content.strip("“”‘’«»")
    ((found, _, _),) = shown(text, decoded(text, [Told("said", (said,))], tokenizer))
    assert found == [content]


def test_attributions_are_in_the_order_of_the_text(tokenizer: Tokenizer) -> None:
    text = "Doe said one thing.\n\n“Two,” Roe added.\n\nThree, Poe claimed."
    told = [Told("claimed", ("Three",)), Told("added", ("Two,",)), Told("said", ("one thing",))]
    assert [c for c, _, _ in shown(text, decoded(text, told, tokenizer))] == [["one thing"], ["“Two,”"], ["Three"]]


# Quotations over several paragraphs

LONG = "“We have come far,” said Jane Doe. “It was hard.\n\n“It will be harder.\n\n“But we go on,” and so they did."
FAR = Told("said", ("We have come far,", "It was hard."), ("Jane Doe",))


def test_a_quotation_over_three_paragraphs_is_one_content_up_to_its_closing_mark(tokenizer: Tokenizer) -> None:
    assert shown(LONG, decoded(LONG, [FAR], tokenizer)) == [
        (["“We have come far,”", "“It was hard.", "“It will be harder.", "“But we go on,”"], ["said"], ["Jane Doe"])
    ]


def test_a_quotation_that_is_never_closed_holds_to_its_paragraphs_end(tokenizer: Tokenizer) -> None:
    text = "“It was hard,” said Doe. “Very.\n\n“It will be harder.\n\nHe left."
    told = [Told("said", ("It was hard,", "Very."), ("Doe",))]
    ((content, _, _),) = shown(text, decoded(text, told, tokenizer))
    assert content == ["“It was hard,”", "“Very.", "“It will be harder."]


def test_a_paragraph_with_its_own_cue_for_its_words_is_not_taken(tokenizer: Tokenizer) -> None:
    text = "“It was hard,” said Doe. “Very.\n\n“It will be harder,” added Roe."
    told = [Told("said", ("It was hard,", "Very."), ("Doe",)), Told("added", ("It will be harder,",), ("Roe",))]
    assert [c for c, _, _ in shown(text, decoded(text, told, tokenizer))] == [
        ["“It was hard,”", "“Very."],
        ["“It will be harder,”"],
    ]


def test_a_cue_after_the_closing_mark_does_not_keep_a_continuation_away(tokenizer: Tokenizer) -> None:
    text = "“It was hard,” said Doe. “Very.\n\n“Harder now.” Roe added that he knew."
    told = [Told("said", ("It was hard,", "Very."), ("Doe",)), Told("added", ("that he knew",), ("Roe",))]
    assert [c for c, _, _ in shown(text, decoded(text, told, tokenizer))] == [
        ["“It was hard,”", "“Very.", "“Harder now.”"],
        ["that he knew"],
    ]


def test_words_that_stop_before_their_paragraphs_end_are_not_continued(tokenizer: Tokenizer) -> None:
    text = "Doe said it was hard. Then: “Somebody sang.\n\n“And danced.”"
    assert [c for c, _, _ in shown(text, decoded(text, [Told("said", ("it was hard",))], tokenizer))] == [
        ["it was hard"]
    ]


def test_a_paragraph_that_opens_no_quotation_is_not_taken(tokenizer: Tokenizer) -> None:
    text = "“It was hard,” said Doe. “Very.\n\nHe left."
    told = [Told("said", ("It was hard,", "Very."), ("Doe",))]
    assert [c for c, _, _ in shown(text, decoded(text, told, tokenizer))] == [["“It was hard,”", "“Very."]]


ANNOUNCED = "Doe wrote on Sunday:\n\n“It was hard.\n\n“It is over.” He left."


def test_a_quotation_announced_by_a_colon_is_the_content_of_the_cue_in_the_paragraph_before(
    tokenizer: Tokenizer,
) -> None:
    assert shown(ANNOUNCED, decoded(ANNOUNCED, [Told("wrote", (), ("Doe",))], tokenizer)) == [
        (["“It was hard.", "“It is over.”"], ["wrote"], ["Doe"])
    ]


@pytest.mark.parametrize(
    "text", [ANNOUNCED.replace(":", "."), ANNOUNCED.replace("“It was", "It was"), "Doe wrote on Sunday:"]
)
def test_a_cue_without_content_announces_nothing_without_a_colon_and_a_quotation(
    tokenizer: Tokenizer, text: str
) -> None:
    assert decoded(text, [Told("wrote", (), ("Doe",))], tokenizer) == []


def test_an_announced_quotation_with_a_cue_of_its_own_is_not_taken(tokenizer: Tokenizer) -> None:
    text = "Doe wrote on Sunday:\n\n“It was hard,” said Roe."
    told = [Told("wrote", (), ("Doe",)), Told("said", ("It was hard,",), ("Roe",))]
    assert shown(text, decoded(text, told, tokenizer)) == [(["“It was hard,”"], ["said"], ["Roe"])]


def test_a_cue_inside_a_continued_quotation_does_not_claim_it(tokenizer: Tokenizer) -> None:
    """“I have never talked about it” is the quoted woman's, and took her words from her."""
    text = "“It was hard,” she wrote. “He is ill.\n\n“I have asked them to leave us.” She left."
    told = [Told("wrote", ("It was hard,", "He is ill."), ("she",)), Told("asked", ("to leave us.",), ("I",))]
    assert shown(text, decoded(text, told, tokenizer)) == [
        (["“It was hard,”", "“He is ill.", "“I have asked them to leave us.”"], ["wrote"], ["she"])
    ]


PIECES_OF_TEXT = st.lists(
    st.sampled_from(["“Yes", "”", " said Doe", ".\n\n", "\n", " “", "‘No’ ", '"', " so it was", "«", "»"]), max_size=14
).map("".join)


@given(PIECES_OF_TEXT, st.data())
def test_continued_spans_stay_sorted_apart_and_in_the_text(text: str, data: st.DataObject) -> None:
    blocks = paragraphs(text)
    found = []
    for block in blocks:
        if data.draw(st.booleans()):
            start = data.draw(st.integers(block.start, block.end - 1))
            end = data.draw(st.integers(start + 1, block.end))
            found.append((block, Attribution(content=((start, end),))))
    out = continued(text, blocks, found)
    assert len(out) == len(found)
    for a in out:
        edges = [edge for span in a.content for edge in span]
        assert edges == sorted(edges) and all(s < e for s, e in a.content) and edges[-1] <= len(text)


# The search for the likeliest roles

STEP = np.array(plain_settings().step, np.float32)
NUMBERS = st.floats(-8, 8, width=32)


def logits(most: int = 5) -> st.SearchStrategy[Any]:
    shape = st.integers(1, most).map(lambda n: (n, ROLES))
    return shape.flatmap(lambda s: st_numpy.arrays(np.float32, s, elements=NUMBERS))


STEPS = st_numpy.arrays(np.float32, (ROLES, ROLES), elements=NUMBERS) | st.just(STEP)


def score_of(path: Any, rows: Any, step: Any) -> float:
    """Of one sequence of roles: it starts as if after NONE."""
    moves = step[NONE, path[0]] + sum(step[a, b] for a, b in pairwise(path))
    return float(moves) + float(sum(rows[n, role] for n, role in enumerate(path)))


def has_one_source(path: tuple[int, ...]) -> bool:
    """Whether the words of the source, if there are any, stand side by side."""
    return [is_source for is_source, _ in groupby(path, key=lambda role: role >= B_SOURCE)].count(True) <= 1


@settings(max_examples=40)
@given(st.lists(logits(), min_size=1, max_size=3), STEPS)
def test_the_likeliest_roles_are_those_of_trying_all(rows: list[Any], step: Any) -> None:
    paths, likelihood = likeliest(rows, step)
    for row, path, found in zip(rows, paths, likelihood.tolist(), strict=True):
        possible = filter(has_one_source, product(range(ROLES), repeat=len(row)))
        every = np.array([score_of(p, row, step) for p in possible])
        assert len(path) == len(row)
        assert has_one_source(tuple(path)) and score_of(path, row, step) == pytest.approx(every.max(), abs=1e-3)
        normalizer = every.max() + np.log(np.exp(every - every.max()).sum())
        assert found == pytest.approx(every.max() - normalizer, abs=1e-3)
        assert found <= 1e-4


@given(st.lists(logits(12), min_size=1, max_size=6), STEPS)
def test_what_a_cue_is_padded_to_changes_nothing(rows: list[Any], step: Any) -> None:
    together, likelihood = likeliest(rows, step)
    for row, path, found in zip(rows, together, likelihood.tolist(), strict=True):
        (alone,), (sure,) = likeliest([row], step)
        assert alone.tolist() == path.tolist() and sure == found


def test_an_articles_paragraphs_together_give_what_each_gives_alone(tokenizer: Tokenizer) -> None:
    parts = ["“Go,” Doe said.", f"Roe added {'on and ' * 40}on.", "It is so, Poe claimed. “Truly.”"]
    told = [Told("said", ("Go,",)), Told("added", ("on and on",), ("Roe",)), Told("claimed", ("It is so", "Truly."))]
    text = "\n\n".join(parts)
    alone = [shifted(decoded(p, told, tokenizer), text.index(p)) for p in parts]
    assert decoded(text, told, tokenizer) == [a for found in alone for a in found]
    assert sum(map(len, alone)) == 3


@pytest.mark.parametrize("paragraph", range(4))
def test_a_cue_in_a_long_paragraph_is_found_once(tokenizer: Tokenizer, paragraph: int) -> None:
    """Windows overlap; each cue is one window's to find."""
    filler = "The bridge is old and grey. " * 40
    text = filler * paragraph + "Jane Doe said it was late. " + filler * (4 - paragraph)
    assert len(windows_of(text, tokenizer)) > 5
    told = [Told("said", ("it was late",), ("Jane Doe",))]
    found = windows_of(text, tokenizer)
    at = text.index("said")
    holders = [w for w in found if w.starts[0] <= at < w.ends[-1]]
    made = [c for w in holders for c in cues(w, scores(text, w, told), plain_settings())]
    assert len(made) == 1
    (cue,) = made
    assert [text[cue.window.starts[n] : cue.window.ends[n]] for n in range(cue.words[0], cue.words[1] + 1)] == ["said"]


def test_words_side_by_side_are_two_cues_where_the_second_begins_anew(tokenizer: Tokenizer) -> None:
    text = "Doe said added nothing."
    (w,) = windows_of(text, tokenizer)
    made = scores(text, w, [Told("said added", ("nothing",))])
    assert [c.words for c in cues(w, made, plain_settings())] == [(1, 2)]
    made.tags[2, 1:3] = SURE, 0
    assert [c.words for c in cues(w, made, plain_settings())] == [(1, 1), (2, 2)]


@settings(max_examples=30)
@given(st.data())
def test_roles_are_the_sum_that_the_net_was_trained_with(tokenizer: Tokenizer, data: st.DataObject) -> None:
    """For each word and cue and role: the product of what they ask and answer, both biases, and one for distance."""
    text = "“We will win,” said Jane Doe, who has told the paper so."
    (w,) = windows_of(text, tokenizer)
    made = scores(text, w, [Told("said", ("We will win,",), ("Jane Doe",)), Told("told the paper", ("so",))])
    rng = np.random.default_rng(data.draw(st.integers(0, 99)))
    anchor, target = (rng.normal(size=x.shape).astype(np.float32) for x in (made.anchor, made.target))
    runs = [(6, 6), (11, 13)]
    plain = plain_settings()
    out = roles(made._replace(anchor=anchor, target=target), runs, plain)
    pair = (anchor.shape[1] - 4) // 4
    for c, (first, last) in enumerate(runs):
        asks = anchor[first : last + 1].mean(0)
        for word in range(len(target)):
            for kind in range(4):
                part = slice(kind * pair, (kind + 1) * pair)
                sum_ = (
                    asks[part] @ target[word, part] / pair**0.5 + target[word, 4 * pair + kind] + asks[4 * pair + kind]
                )
                expected = -1e4 if first <= word <= last else sum_
                assert out[c, word, kind + 1] == pytest.approx(expected, abs=1e-3)
            assert out[c, word, NONE] == 0


def test_a_bias_by_distance_counts_words_from_the_cues_nearer_end(tokenizer: Tokenizer) -> None:
    """Exact up to 8 words away; further off by powers of the square root of 2, up to 128."""
    text = " ".join(["go"] * 200)
    (w,) = windows_of(text, tokenizer)
    made = scores(text, w, [])
    distance = tuple((float(n),) * 4 for n in range(33))
    plain = plain_settings()
    settings_ = type(plain)(distance=distance, step=plain.step)
    ((row,)) = roles(made, [(100, 102)], settings_)
    bias = row[:, 1].tolist()
    assert bias[92:100] == list(range(8, 16)) and bias[103:111] == list(range(17, 25))
    assert bias[102 + 16] == 26 and bias[102 + 64] == 30 and bias[100 - 32] == 4
    assert bias == sorted(bias[:100]) + [-1e4] * 3 + sorted(bias[103:])
