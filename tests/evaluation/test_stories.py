"""The test stories parse, are as many and as varied as the issue asks, and markup that breaks a rule is refused."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _module() -> ModuleType:
    spec = importlib.util.spec_from_file_location("evaluation_stories", ROOT / "evaluation" / "stories.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # msgspec resolves annotations through it
    spec.loader.exec_module(module)
    return module


stories = _module()
HEAD = "kind: court\nA title | An Outlet | 2020-01-02\n\n"
PLACE = Path("somewhere/some-story.txt")


def parse(text: str, head: str = HEAD) -> Any:
    return stories.parse_story(head + text, PLACE)


def test_at_least_forty_texts_over_eight_kinds_each_of_a_readable_length() -> None:
    found = stories.stories()
    kinds = Counter(story.kind for story in found)
    assert set(kinds) == set(stories.KINDS) and len(kinds) == 8
    assert len(found) >= 40 and min(kinds.values()) >= 5
    assert all(90 <= len(story.text.split()) <= 260 for story in found)
    assert sum(len(story.attributions) for story in found) >= 280
    assert all(len(story.attributions) >= 5 for story in found)


def test_the_stories_hold_the_forms_that_a_reader_meets() -> None:
    found = stories.stories()
    forms = Counter(stories.form(story, a) for story in found for a in story.attributions)
    assert min(forms[f] for f in ("direct", "indirect", "mixed")) >= 50
    assert any(not a.source for story in found for a in story.attributions), "passives without a source"
    assert any(len(a.content) > 2 for story in found for a in story.attributions), "quotations over paragraphs"
    assert all(any(mark in story.text for story in found) for mark in '“‘"'), "curly, single and straight marks"


def test_no_brace_is_left_in_any_text() -> None:
    assert not any(brace in story.text for story in stories.stories() for brace in "{}")


def test_markup_gives_offsets_into_the_bare_text_and_a_shared_source() -> None:
    story = parse("{c1 “Yes,”} {s1,2 Ann Ode} {q1 said}, {q2 adding} {c2 that it rained}. {c1 “No.”}")
    assert story.text == "“Yes,” Ann Ode said, adding that it rained. “No.”"
    first, second = story.attributions
    text = [story.text[s:e] for s, e in first.content]
    assert text == ["“Yes,”", "“No.”"]
    assert first.source == second.source == ((7, 14),)
    assert story.text[slice(*second.cue[0])] == "adding"
    assert (story.id, story.kind, story.title, story.outlet) == ("some-story", "court", "A title", "An Outlet")


def test_spans_of_different_attributions_may_nest() -> None:
    story = parse("{c1 A plan that {s2 she} liked}, {s1 he} {q1 said}; {q2 denied} {c2 that}.")
    assert [story.text[slice(*a.source[0])] for a in story.attributions] == ["he", "she"]


def test_unknown_title_outlet_and_date_are_dashes() -> None:
    story = parse("{q1 said} {c1 so}", "kind: sport\n- | - | -\n\n")
    assert (story.title, story.outlet, story.date) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("One line.\n\n{s1 Ann {q1 said} {c1 so}.", ":6: the source span of 1 is never closed"),
        ("{s1 Ann} {q1 said}} {c1 so}.", ":4: '}' closes nothing"),
        ("{s1 Ann} {x1 said} {c1 so}.", ":4: unknown role 'x'"),
        ("{s1 Ann} {q said} {c1 so}.", ":4: expected a label"),
        ("{s1,1 Ann} {q1 said} {c1 so}.", ":4: the label '{s1,1' names an attribution twice"),
        ("{s1 Ann} {q1 } {c1 so}.", ":4: a cue span is empty"),
        ("{s1 Ann }{q1 said} {c1 so}.", ":4: a source span is empty or has white space"),
        ("Yes.\n{c1 It {q1 said} so}.", ":5: the content and the cue of attribution 1 overlap"),
        ("Yes.\n{s1 Ann} {q1 said}.", ":5: attribution 1 has no content"),
        ("{s1 Ann}: {c1 so}.", ":4: attribution 1 has no cue"),
        ("{s2 Ann} {q2 said} {c2 so}.", ": no span bears the number 1"),
        ("{s1 Ann} {q1 said} {c1 one\n\ntwo}.", ":4: content of 1 goes over a line end"),
        ("{q1 said} {c1 that {s2 he} {q2 knew} {c2 it}}.", ":4: the cue of 2 lies in the content of 1"),
    ],
)
def test_markup_that_breaks_a_rule_is_refused_with_file_and_line(text: str, message: str) -> None:
    with pytest.raises(stories.StoryError) as caught:
        parse(text)
    assert str(caught.value).startswith(str(PLACE)) and message in str(caught.value)


@pytest.mark.parametrize(
    ("head", "message"),
    [
        ("kind: gossip\nA | B | 2020-01-02\n\n", ":1: expected 'kind: '"),
        ("court\nA | B | 2020-01-02\n\n", ":1: expected 'kind: '"),
        ("kind: court\nA | B\n\n", ":2: expected 'title | outlet | date'"),
        ("kind: court\nA | B | 2 Jan\n\n", ":2: the date is not YYYY-MM-DD: '2 Jan'"),
        ("kind: court\nA | B | 2020-01-02\n", ":1: a story is"),
    ],
)
def test_a_wrong_header_is_refused_with_file_and_line(head: str, message: str) -> None:
    with pytest.raises(stories.StoryError) as caught:
        parse("{q1 said} {c1 so}", head)
    assert f"{PLACE}{message}" in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{c1 ‘It’s ours,’} {s1 he} {q1 said}. {c1 ‘Go home.’}", "direct"),
        ("{s1 He} {q1 said} {c1 it was “a fine old mess”}.", "mixed"),
        ("{s1 He} {q1 said} {c1 the firm's debts were gone}.", "indirect"),
        ("{s1 He} {q1 wrote}:\n\n{c1 “One.}\n\n{c1 “Two.”}", "direct"),
    ],
)
def test_form_looks_at_the_quotation_marks_around_the_content(text: str, expected: str) -> None:
    story = parse(text)
    assert stories.form(story, story.attributions[0]) == expected


def test_written_stories_are_the_json_lines_that_score_py_reads(tmp_path: Path) -> None:
    out = tmp_path / "stories.jsonl"
    assert stories.main(["--write", str(out)]) == 0
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert len(lines) == len(stories.stories())
    assert set(lines[0]) == {"id", "kind", "title", "outlet", "date", "text", "attributions"}
    for line in lines:
        for attribution in line["attributions"]:
            assert set(attribution) == {"source", "cue", "content"}
            for start, end in (span for spans in attribution.values() for span in spans):
                assert 0 <= start < end <= len(line["text"])


def test_the_absence_of_score_py_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(stories, "SCORER", tmp_path / "score.py")
    predicted = tmp_path / "predicted.jsonl"
    assert stories.main(["--score", str(predicted)]) == 0
    assert capsys.readouterr().out == f"not scored: {tmp_path / 'score.py'} is absent, and the figures are its\n"


@pytest.mark.skipif(not stories.SCORER.is_file(), reason="shared/eval/score.py is not on this machine")
class TestScore:
    def test_the_expected_attributions_score_full_marks(self, tmp_path: Path) -> None:
        out = tmp_path / "gold.jsonl"
        stories.main(["--write", str(out)])
        rows = stories.scores(stories.stories(), out, stories.scorer()).splitlines()
        assert [row.split()[0] for row in rows[1:]] == [*stories.KINDS, "all"]
        assert all(figure == "100.0" for row in rows[1:] for figure in row.split()[3:])

    def test_no_predictions_score_nothing(self, tmp_path: Path) -> None:
        out = tmp_path / "none.jsonl"
        out.write_text("")
        rows = stories.scores(stories.stories(), out, stories.scorer()).splitlines()
        assert rows[-1].split()[2:] == ["0"] + ["0.0"] * 7

    @pytest.mark.parametrize(
        ("line", "message"),
        [
            ('{"id": "no-such-story", "attributions": []}', "'no-such-story' for one"),
            ("{oops", "predicted.jsonl:1: not a line of predictions"),
            ('{"id": "celebrity-hospital"}', "predicted.jsonl:1: not a line of predictions"),
        ],
    )
    def test_predictions_that_cannot_be_used_are_refused(
        self, line: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        predicted = tmp_path / "predicted.jsonl"
        predicted.write_text(line + "\n")
        assert stories.main(["--score", str(predicted)]) == 1
        assert message in capsys.readouterr().err
