# ruff: noqa: E501 - a case stays on its line
"""Channels: what the telling around a cue says, and carried over only on plainly the same occasion."""

from __future__ import annotations

import pytest

from .conftest import Resolve

TABLE = [
    ("{s Ana Ito} {c apologised} on X {q for the delay}.", "twitter", None),
    ("On X, {s Ana Ito} {c said} {q that trams are late}.", "twitter", None),
    ("{s Ana Ito} {c said} on X, formerly Twitter, {q that trams are late}.", "twitter", None),
    ("{s Ana Ito} {c took to X} to say {q that trams are late}.", "twitter", None),
    ("{s Ana Ito} {c took to Twitter} to say {q that trams are late}.", "twitter", None),
    ("{s Ana Ito} {c said} in an X post {q that trams are late}.", "twitter", None),
    ("In Ito’s X post, {s Ana Ito} {c said} {q that trams are late}.", "twitter", None),
    ("{s Ana Ito} {c said} on X-ray day {q that trams are late}.", None, None),
    ("{s Ana Ito} {c said} on X Factor {q that trams are late}.", None, None),
    ("{s Ana Ito} {c said} of the Malcolm X post office {q that trams are late}.", None, None),
    ("{s Ana Ito} {c told} Channel 4 News {q that trams are late}.", "tv", "Channel 4 News"),
    ("{s Ana Ito} {c told} the Sun {q that trams are late}.", "newspaper", "Sun"),
    ("{s Ana Ito} {c told} the sun {q that trams are late}.", None, None),
    ("{s Ana Ito} {c told} Sky Walker {q that trams are late}.", None, None),
    ("{s Ana Ito} {c told} BBC radio {q that trams are late}.", "radio", "BBC"),
    ("{s Ana Ito} {c told} Sky Sports {q that trams are late}.", "tv", "Sky Sports"),
    ("{s Ana Ito} {c criticised} {q the tweet}.", None, None),
    ("{s Ana Ito} {c answered} {q Luis Vega’s angry post} on Facebook.", "facebook", None),
    ("{s Ana Ito} {c criticised} {q Luis Vega} in a tweet.", "twitter", None),
    ("Luis Vega deletes tweet as {s Ana Ito} {c calls for} {q calm}.", None, None),
    ("{s Ana Ito} {c has deleted a tweet claiming} {q that trams are late}.", "twitter", None),
    ("{s Ana Ito} {c opened up to Harbour Dispatch DC about} {q trams}.", "newspaper", "Harbour Dispatch DC"),
    ("{s The Harbour Medical Journal} {c found} {q the tram late}.", None, None),
    ("It came after {s Ana Ito} {c spoke} at a gathering of riders {q on trams}.", "speech", None),
    ("It came after the rally in Hull, {s Ana Ito} {c said} {q of trams}.", None, None),
    ("{c Citing} {q an old poll}, Ana Ito told CNN that trams fly.", "tv", "CNN"),
    ("{s A group of riders met with Ana Ito} {c to discuss} {q trams}.", "in_person_private", None),
    ("{s Ana Ito} {c opened up to Omar Haddad about} {q trams}.", None, None),
    ("CNN’s New Day was live. {s Ana Ito} {c said} on the show {q that the tram is late}.", "tv", "New Day"),
    ("{s Ana Ito} {c said} {q the tram is late}, as was the case with Monday’s news conference.", None, None),
    ("{s Ana Ito} {c was held in contempt for refusing to testify on} {q trams}.", None, None),
    ("The police had interviewed riders after {s Ana Ito} {c warned} {q that trams are late}.", None, None),
    ("At a tense breakfast with riders, {s Ana Ito} {c said} {q the tram is late}.", "speech", None),
    ("{s Ana Ito} {c told} a town hall meeting with riders {q that the tram is late}.", "speech", None),
    ("{s Ana Ito} {c told} the Harbour Dialogue, a forum in Leith, {q that the tram is late}.", "speech", None),
    ("Speaking to the Harbour Riders Coalition, {s Ana Ito} {c said} {q the tram is late}.", "speech", None),
    ("In one of her college columns, {s Ana Ito} {c mocked} {q riders}.", "newspaper", None),
    ("{s Ana Ito of The Guardian} {c wrote}, {q the tram is late}.", "newspaper", "Guardian"),
    ("{s Ana Ito of The Guardian} {c hopes} {q the tram is late}.", None, None),
    ("According to {s two sources who spoke to Fox News}, {q the tram is late}.", "tv", "Fox News"),
    ("{s Ana Ito’s memoir} {c calls} {q the tram late}.", "book", None),
    ("{s A Justice Department spokeswoman} {c declined to comment on} {q the tram}.", None, None),
    ("The ad opens on a tram. {s A narrator} {c says}: {q It is late}.", "ad", None),
    ("{s A narrator} {c says}: {q It is late}.", None, None),
    ("{s A summary by the Harbour Board} {c says} {q the tram is late}.", "report_or_poll", "Harbour Board"),
    ("{s Ana Ito} {c tweeted} {q that the tram is late}.", "twitter", None),
    ("{s Ana Ito} {c denied} {q posting the tweet}.", None, None),
    ("“{q The tram is late},” {s Ana Ito} {c wrote on Twitter}.", "twitter", None),
    ("In a tweet, {s Ana Ito} {c said} {q the tram is late}.", "twitter", None),
    ("{s Ana Ito} {c said} in a Facebook post {q that the tram is late}.", "facebook", None),
    ("{s Ana Ito} posted a video to her Instagram, {c begging} {q for patience}.", "instagram", None),
    ("{s Ana Ito} {c said on Reddit} {q that the tram is late}.", "other_social", None),
    ("{s Ana Ito} {c told} CNN {q the tram is late}.", "tv", "CNN"),
    ("{s Ana Ito} {c said} on NBC's Meet the Press {q that the tram is late}.", "tv", None),
    ("In a televised interview, {s Ana Ito} {c said} {q the tram is late}.", "tv", None),
    ("{s Ana Ito} {c told} NPR {q the tram is late}.", "radio", "NPR"),
    ("{s Ana Ito} {c said} in a radio interview {q that the tram is late}.", "radio", None),
    ("{s Ana Ito} {c said} on his podcast {q that the tram is late}.", "podcast", None),
    ("{s Ana Ito} {c told} the Guardian {q the tram is late}.", "newspaper", "Guardian"),
    ("{s A source} {c told} Page Six {q it was over}.", "newspaper", "Page Six"),
    ("In an op-ed, {s Ana Ito} {c wrote} {q that the tram is late}.", "newspaper", None),
    ("{s Reuters} {c reported} {q that the tram is late}.", "newspaper", "Reuters"),
    ("{s The Wall Street Journal} {c reports} {q that the tram is late}.", "newspaper", "Wall Street Journal"),
    ("In an interview, {s Ana Ito} {c said} {q the tram is late}.", "interview", None),
    (
        "{s Ana Ito} {c said} in an interview with the Chicago Tribune {q that the tram is late}.",
        "newspaper",
        "Chicago Tribune",
    ),
    ("{s Ana Ito} {c told} a cheering crowd {q the tram is late}.", "speech", None),
    ("At a rally in Hull, {s Ana Ito} {c said} {q the tram is late}.", "speech", None),
    ("{s Ana Ito} {c said} during a speech {q that the tram is late}.", "speech", None),
    ("{s Ana Ito} {c said} during the debate {q that the tram is late}.", "debate", None),
    ("{s Ana Ito} {c told reporters} {q the tram is late}.", "press_conference", None),
    ("{s Ana Ito} {c said} at a news conference {q that the tram is late}.", "press_conference", None),
    ("{s Ana Ito} {c said in a statement} {q that the tram is late}.", "statement", None),
    ("{s The company} {c said} in a press release {q that the tram is late}.", "statement", None),
    ("{s Ana Ito} {c wrote} in a letter to the council {q that the tram is late}.", "email_or_letter", None),
    ("{s Ana Ito} {c said in an email} {q that the tram is late}.", "email_or_letter", None),
    ("{s Ana Ito} {c said} by phone {q that the tram is late}.", "phone", None),
    ("{s Judge Ana Ito} {c ruled} {q that the tram must stop}.", "court", None),
    ("{s Ana Ito} {c told the jury} {q the tram is late}.", "court", None),
    ("{s Ana Ito} {c testified} {q that the tram is late}.", "hearing", None),
    ("{s Ana Ito} {c told the Senate committee} {q the tram is late}.", "hearing", None),
    ("{s Ana Ito} {c wrote} in her memoir {q that the tram was late}.", "book", None),
    ("{s A Harbour Institute survey} {c found} {q that trams are late}.", "report_or_poll", None),
    ("{s The report} {c says} {q trams are late}.", "report_or_poll", None),
    ("{s Ana Ito} {c says} in a campaign ad {q that the tram is late}.", "ad", None),
    ("{s Ana Ito} {c said} in a text message {q that the tram is late}.", "text_message", None),
    ("{s Ana Ito} {c told her husband} {q the tram is late}.", "in_person_private", None),
    ("{s Ana Ito} {c said} behind closed doors {q that the tram is late}.", "in_person_private", None),
    ("{s Ana Ito} {c said} {q the tram is late}.", None, None),
    ('On CBS\'s "Face the Nation," {s Sen. Ana Ito (Vt.)} {c said} {q the tram is late}.', "tv", "Face the Nation"),
    ("On Monday's broadcast of “Meet the Press,” {s Ana Ito} {c said} {q the tram is late}.", "tv", "Meet the Press"),
    ("On CNN’s “Harbour Hour,” {s Ana Ito} {c said} {q the tram is late}.", "tv", "Harbour Hour"),
    ("{s Ana Ito} {c said on Fox and Friends} {q the tram is late}.", "tv", "Fox and Friends"),
    ("The Leith Ledger ran it. {s Ana Ito} {c told} the paper {q the tram is late}.", "newspaper", "Leith Ledger"),
    ("CNN ran it. {s Ana Ito} {c told} the network {q the tram is late}.", "tv", "CNN"),
    ("{q “Late,”} {s Ana Ito} {c told the magazine}.", "newspaper", None),
    ("{c Calling} {q the tram late}, {s Ana Ito} told Reuters that riders wait.", "newspaper", "Reuters"),
    ("{c According to} {s the Evening Ledger}{q , the tram is late}.", "newspaper", "Evening Ledger"),
    ("{s The Supreme Court} {c declined} {q to hear the tram's case}.", "court", None),
    ("{s A statement from the tram company} {c said} {q it is late}.", "statement", None),
    ("{c Asked by reporters}, {s Ana Ito} {c said} {q the tram is late}.", "press_conference", None),
    ("{s Ana Ito} {c told the debate audience} {q the tram is late}.", "debate", None),
    ("{s Ana Ito} {c posted on X} {q that the tram is late}.", "twitter", None),
    ("{s Ana Ito} {c groused to a cheering crowd} {q that the tram is late}.", "speech", None),
    ("{s Ana Ito} {c closed her victory speech with a tribute to} {q the tram}.", "speech", None),
    ("{s Ana Ito} {c saw} {q Omar Lind speak at a recent rally}.", None, None),
    ("{s Ana Ito} {c noted} {q a planned rally on the pier}.", None, None),
    ("Ito, {s who} {c has campaigned for} {q Omar Lind}, blasted trams on The Laura Lind Show.", None, None),
    ("{s Ana Ito} {c said} {q she had told CNN about the tram}.", None, None),
    ("{s Ana Ito} {c said} {q the tram is late} after the debate.", None, None),
    ("Before her speech, {s Ana Ito} {c said} {q the tram is late}.", None, None),
    ("{s Ana Ito, the university's director of debate,} {c said} {q the tram is late}.", None, None),
]


@pytest.mark.parametrize(("text", "kind", "name"), TABLE, ids=[row[0][:70] for row in TABLE])
def test_channel_is(resolve: Resolve, text: str, kind: str | None, name: str | None) -> None:
    channel = resolve(text)[-1].channel
    assert (channel and channel.kind) == kind
    if name is not None:
        assert channel is not None
        assert channel.name == name


def test_the_next_words_of_the_same_speaker_are_of_the_same_occasion(resolve: Resolve) -> None:
    text = "{s1 Ana Ito} {c1 told} CNN {q1 the tram is late}.\n\n“{q2 It is old},” {s2 she} {c2 added}."
    assert [s.channel.kind for s in resolve(text) if s.channel] == ["tv", "tv"]


def test_a_lead_with_a_day_has_the_channel_that_the_next_words_tell(resolve: Resolve) -> None:
    text = "{s1 Ana Ito} {c1 rejected} the offer Monday {q1 of a tram}.\n\n“{q2 The offer is old},” {s2 Ito} {c2 said} in a statement."
    assert [s.channel.kind for s in resolve(text) if s.channel] == ["statement", "statement"]


def test_another_speaker_is_not_of_the_same_occasion(resolve: Resolve) -> None:
    text = "{s1 Ana Ito} {c1 told} CNN {q1 the tram is late}. {s2 Omar Haddad} {c2 said} {q2 it is old}."
    assert [s.channel and s.channel.kind for s in resolve(text)] == ["tv", None]


def test_what_somebody_has_long_said_is_not_of_the_same_occasion(resolve: Resolve) -> None:
    text = "{s1 Ana Ito} {c1 told} CNN {q1 the tram is late}. {s2 She} {c2 has said} {q2 it is old}."
    assert [s.channel and s.channel.kind for s in resolve(text)] == ["tv", None]


@pytest.mark.parametrize(
    ("first", "channels"),
    [
        ("{c1 told} reporters", ["press_conference", None]),
        ("{c1 told} the Guardian in an interview", ["newspaper", None]),
        ("{c1 wrote} in the Guardian", ["newspaper", "newspaper"]),
        ("{c1 wrote} in a letter", ["email_or_letter", "email_or_letter"]),
    ],
)
def test_what_is_written_is_of_no_spoken_occasion(resolve: Resolve, first: str, channels: list[str | None]) -> None:
    got = resolve(
        f"{{s1 Tom Garrow}} {first} {{q1 that trams are late}}. {{s2 Garrow}} {{c2 wrote}} {{q2 that buses are worse}}."
    )
    assert [s.channel and s.channel.kind for s in got] == channels


def test_a_new_channel_ends_the_occasion(resolve: Resolve) -> None:
    text = "{s1 Ana Ito} {c1 told} CNN {q1 the tram is late}. {s2 She} {c2 tweeted} {q2 it is old}. {s3 She} {c3 added} {q3 a smile}."
    assert [s.channel and s.channel.kind for s in resolve(text)] == ["tv", "twitter", "twitter"]


def test_every_turn_of_a_transcript_has_its_introduction_s_channel(resolve: Resolve) -> None:
    text = (
        "Dora Klein spoke to Luis Ortega on CNN on Monday.\n\n{s1 ORTEGA}{c1 :} {q1 Why taxes?}\n\n{s2 KLEIN}{c2 :} {q2 Roads.}\n\n"
        "{s3 ORTEGA}{c3 :} {q3 Which roads?}"
    )
    got = resolve(text)
    assert [s.channel.kind for s in got if s.channel] == ["tv"] * 3
    assert {str(s.said_on.earliest) for s in got if s.said_on} == {"2024-05-13"}


def test_evidence_marks_the_channel_s_words(resolve: Resolve) -> None:
    (statement,) = resolve("{s Ana Ito} {c said} during a speech {q that the tram is late}.")
    ((start, end),) = statement.evidence.channel
    assert "speech" in "Ana Ito said during a speech that the tram is late."[start:end]


def test_the_month_of_march_is_no_march(resolve: Resolve) -> None:
    plain = "{s Ana Ito} {c said} {q the tram is late} at the "
    assert resolve(plain + "start of the strike in March.")[0].channel is None
    assert resolve(plain + "riders’ march.")[0].channel is not None


def test_what_somebody_is_quoted_on_behind_according_to_is_no_channel(resolve: Resolve) -> None:
    text = "{c According to} {s Ana Ito}, {q a rally in Hull on Monday drew a hundred riders}."
    (statement,) = resolve(text)
    assert statement.channel is None and statement.said_on is None
