# ruff: noqa: E501 - a case stays on its line
"""Events: a debate, a recording, a report and a letter tell channel and day once for all their words."""

from __future__ import annotations

import pytest

from onrecord.data import Statement
from onrecord.resolve import occasion
from onrecord.resolve.days import Days
from onrecord.resolve.when import Base, day_of

from .conftest import Resolve

DEBATE = (
    "{s Ana Ruiz and Omar Haddad} {c clashed on Monday in their last debate over} {q trams}.\n\n"
    "{s2 Haddad} {c2 said} {q2 trams are late}.\n\n{s3 Ruiz} {c3 added} {q3 that they are slow}."
)


def kind(statement: Statement) -> str | None:
    return statement.channel.kind if statement.channel else None


def day(statement: Statement) -> str | None:
    return str(statement.said_on.earliest) if statement.said_on else None


def test_a_debate_of_the_lead_holds_for_both_sides(resolve: Resolve) -> None:
    got = resolve(DEBATE)
    assert [kind(s) for s in got] == ["debate"] * 3
    assert {day(s) for s in got} == {"2024-05-13"}


def test_who_does_not_debate_is_left_out(resolve: Resolve) -> None:
    got = resolve(DEBATE + "\n\n{s4 Eva Lind} {c4 said} {q4 both were dull}.")
    assert kind(got[-1]) is None


def test_the_day_of_recording_is_the_day_of_the_words(resolve: Resolve) -> None:
    text = (
        "{s Ana Ruiz} {c said} in an interview with CNN {q that trams are late}.\n\n"
        "“{q2 They are slow},” {s2 Ruiz} {c2 told} CNN in the interview, taped Saturday."
    )
    assert [day(s) for s in resolve(text)] == ["2024-05-11"] * 2


def test_one_day_s_act_has_one_channel(resolve: Resolve) -> None:
    text = (
        "{s Ana Ruiz} on Tuesday {c rejected} {q the plan}.\n\nTrams are late.\n\nBuses too.\n\nRiders wait.\n\n"
        "{s2 Ruiz} {c2 said in a statement} Tuesday {q2 that it fails}."
    )
    assert [kind(s) for s in resolve(text)] == ["statement"] * 2


def test_two_channels_of_a_day_decide_nothing(resolve: Resolve) -> None:
    text = (
        "{s Ana Ruiz} on Tuesday {c rejected} {q the plan}.\n\nTrams are late.\n\nBuses too.\n\nRiders wait.\n\n"
        "{s2 Ruiz} {c2 said in a statement} Tuesday {q2 that it fails}. {s3 Ruiz} {c3 told} CNN on Tuesday {q3 no}."
    )
    assert kind(resolve(text)[0]) is None


def test_a_headline_is_of_the_news_not_of_what_was_long_ago(resolve: Resolve) -> None:
    text = (
        "{s Ana Ruiz} {c backs} {q the plan}.\n\n{s2 Ruiz} {c2 fought} {q2 the plan} in a speech in January.\n\n"
        "{s3 Ruiz} {c3 said in a statement} on Monday {q3 the plan is fine}."
    )
    assert kind(resolve(text)[0]) != "speech"


def test_earlier_words_are_of_another_occasion(resolve: Resolve) -> None:
    text = "{s Ana Ruiz} {c told} CNN {q trams are late}. {s2 She} {c2 later said} {q2 that it was a joke}."
    assert [kind(s) for s in resolve(text)] == ["tv", None]


def test_a_reply_goes_back_the_way_the_words_came(resolve: Resolve) -> None:
    text = "In an email on Monday, {s Ana Ruiz} {c asked} {q for help}. {s2 Omar Haddad} {c2 wrote back} {q2 that he would}."
    got = resolve(text)
    assert [kind(s) for s in got] == ["email_or_letter"] * 2
    assert day(got[1]) == "2024-05-13"


def test_an_answer_to_a_speech_is_no_speech(resolve: Resolve) -> None:
    got = resolve(
        "In a speech, {s Ana Ruiz} {c said} {q trams are late}. {s2 Omar Haddad} {c2 replied} {q2 that they run}."
    )
    assert kind(got[1]) is None


def test_a_report_comes_out_once(resolve: Resolve) -> None:
    text = (
        "{s A report published Monday by the Harbour Institute} {c says} {q trams are late}.\n\nA.\n\nB.\n\nC.\n\n"
        "{s2 The Harbour Institute report} {c2 finds} {q2 that they are slow}."
    )
    assert [day(s) for s in resolve(text)] == ["2024-05-13"] * 2


def test_a_reader_s_i_under_letters_is_a_letter(resolve: Resolve) -> None:
    assert kind(resolve("LETTERS.\n\n{s I} {c think} {q trams are late}.\n\nOlga Marin.")[0]) == "email_or_letter"


def test_i_elsewhere_is_no_letter(resolve: Resolve) -> None:
    assert kind(resolve("TRAMS.\n\n{s I} {c think} {q trams are late}.\n\nOlga Marin.")[0]) is None


def test_an_event_s_day_is_looked_for_once_an_article(resolve: Resolve, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many words are said at it: for each of a debate's 1,000 turns it took a minute."""
    asked: list[str] = []

    def counted(text: str, noun: str, base: Base) -> Days | None:
        asked.append(noun)
        return day_of(text, noun, base)

    monkeypatch.setattr(occasion, "day_of", counted)
    said = "\n\n".join(
        f"{{s{n} Ana Ruiz}} {{c{n} said at the debate}} {{q{n} that tram {n} is late}}." for n in range(1, 10)
    )
    got = resolve(f"The Debate on Monday was long.\n\n{said}")
    assert {(kind(s), day(s)) for s in got} == {("debate", "2024-05-13")}
    assert asked == ["debate"]
