"""Headlines, bylines, date lines and datelines are read where they plainly are such, and nowhere else."""

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.read.lines import byline_names, date_line, dateline, day, headline, of_text, person_names

JULY_23 = date(2020, 7, 23)
STORY = (
    "The council of Aldermoor said on 2 May 2019 that the bridge would be repaired by the autumn, and left it there.\n"
)


@pytest.mark.parametrize(
    "line",
    [
        "date 2020-07-23 PictureDesk.example",
        " date 2020-07-23 PictureDesk.example",
        "Published: 23 July 2020",
        "Published 23 July 2020",
        "July 23, 2020",
        "Thursday, July 23, 2020",
        "Thursday 23 July 2020",
        "Updated 10:31 AM ET, Thu July 23, 2020",
        "Last updated: 23 Jul 2020, 14:05 BST",
        "2020-07-23",
        "2020-07-23T10:31:00Z",
        "2020-07-23T10:31:00.123+02:00",
        "2020-07-23 10:31:00",
        "2020/07/23",
        "23/07/2020",
        "07/23/2020",
        "23.07.2020",
        "23-Jul-2020",
        "Jul. 23, 2020",
        "23rd July 2020",
        "23rd of July 2020",
        "JULY 23, 2020",
        "Posted on July 23, 2020 at 10:00 in News",
        "Date: 23 July 2020",
        "First published on Thursday 23 July 2020 at 6.30 p.m.",
        "By Jane Doe | July 23, 2020",
        "By Jane Doe, July 23, 2020",
        "Jane Doe • 23 July 2020",
        "23 July 2020 — Culture",
        "July 23, 2020 | Updated July 24, 2020",
        "Published 23 July 2020, updated 24 July 2020",
        "Publication date: 2020-07-23",
        "(July 23, 2020)",
        "Thu, 23 Jul 2020 10:31:00 GMT",
    ],
)
def test_a_date_line_gives_its_date(line: str) -> None:
    assert of_text(f"{line}\n\n{STORY}").published == JULY_23


@pytest.mark.parametrize(
    "line",
    [
        "05/07/2020",
        "5.7.2020",
        "31 February 2020",
        "July 23",
        "Thursday",
        "23 July 20",
        "10 May 2021 – 11 May 2021",
        "On July 23, 2020 the council met",
        "July 23, 2020 was a bad day",
        "Published figures on 23 July 2020 showed a fall",
        "The date 2020-07-23 was chosen",
        "Updated figures of 23 July 2020",
        "The vote – 23 July 2020 – was close, she said.",
        "Version 2020-07-23-1",
        "1.23/07/2020",
        "He was born on 23 July 2020.",
        "Published in the Ledger of July 23, 2020",
        "July 23, 2020: the day that the harbour closed",
        "2020-07-234",
        "Date of birth: 23 July 2020",
        "Date: 23 July 2020 " + "and so on " * 15,
    ],
)
def test_a_date_in_prose_and_a_date_that_can_be_read_two_ways_is_none(line: str) -> None:
    assert of_text(f"{line}\n\n{STORY}").published is None


def test_a_date_line_stands_at_the_head_or_labelled_at_the_foot() -> None:
    story = STORY * 20
    assert of_text(f"{story}\nPublished: 23 July 2020\n").published == JULY_23
    assert of_text(f"{story}\n23 July 2020\n").published is None
    assert of_text(f"{story}Published: 23 July 2020\n{story}").published is None
    assert of_text(f"{STORY * 2000}Posted: 23 July 2020").published == JULY_23


def test_published_comes_before_bare_before_updated() -> None:
    assert of_text(f"Updated 24 July 2020\nPublished 23 July 2020\n\n{STORY}").published == JULY_23
    assert of_text(f"Updated 24 July 2020\n23 July 2020\n\n{STORY}").published == JULY_23


@pytest.mark.parametrize(
    ("line", "outlet", "published"),
    [
        ("WASHINGTON, July 23 (Reuters) - The bill passed.", "Reuters", None),
        ("WASHINGTON, July 23, 2020 (Reuters) - The bill passed.", "Reuters", JULY_23),
        ("ALDERMOOR (AP) — The bill passed.", "Associated Press", None),
        ("ALDERMOOR, N.Y., Sept. 26 (UPI) -- The bill passed.", "United Press International", None),
        ("PARIS, 23 July 2020 (AFP) – The bill passed.", "Agence France-Presse", JULY_23),
        ("(Reuters) - The bill passed.", "Reuters", None),
        ("Reuters - The bill passed.", "Reuters", None),
        ("Port-Albain (AP) — The bill passed.", "Associated Press", None),
        ("LONDON — The bill passed.", None, None),
        ("BRUSSELS, 23 July 2020 — The bill passed.", None, JULY_23),
        ("She told the agency (AP) — twice — to go.", None, None),
        ("He was 23 July 2020 — he said — away.", None, None),
        ("Jane (Reuters said) - no", None, None),
        ("ALDERMOOR (Xyz) — The bill passed.", None, None),
    ],
)
def test_a_dateline_gives_agency_and_full_date(line: str, outlet: str | None, published: date | None) -> None:
    assert dateline(line) == (outlet, published)
    known = of_text(f"{line}\n\n{STORY}")
    assert (known.outlet, known.published) == (outlet, published)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Doe", ["Jane Doe"]),
        ("By Jane Doe and John Roe", ["Jane Doe", "John Roe"]),
        ("By JANE DOE, Staff Writer", ["JANE DOE"]),
        ("BY JANE DOE", ["JANE DOE"]),
        ("By: Jane Doe", ["Jane Doe"]),
        ("By Jane Doe, John Roe and Mary Major", ["Jane Doe", "John Roe", "Mary Major"]),
        ("By Jane Doe, Political Editor", ["Jane Doe"]),
        ("By Jane Doe, MERIDIAN TODAY", ["Jane Doe"]),
        ("Written by Jane Doe", ["Jane Doe"]),
        ("By Jane Doe | The Ledger", ["Jane Doe"]),
        ("By Jane Doe in Paris", ["Jane Doe"]),
        ("By Jane Doe for the Ledger", ["Jane Doe"]),
        ("By Ludo van der Meer", ["Ludo van der Meer"]),
        ("By J. R. Roe Jr.", ["J. R. Roe Jr."]),
        ("by Benoît d'Estaing-Müller", ["Benoît d'Estaing-Müller"]),
        ("By Jane Doe, July 23, 2020", ["Jane Doe"]),
        ("**By Jane Doe**", ["Jane Doe"]),
        ("By Jane Doe (Reuters)", ["Jane Doe"]),
        ("By Martin Roe, Jr.", ["Martin Roe Jr."]),
        ("By June Ito", ["June Ito"]),
        ("By Jane Doe and April Rose Roe", ["Jane Doe", "April Rose Roe"]),
        ("By June Ito, July 23, 2020", ["June Ito"]),
        ("By June", []),
        ("By June 5", []),
        ("By May All Was Lost Again", []),
        ("By Monday", []),
        ("By Monday, the council had decided", []),
        ("By the river", []),
        ("By then it was late.", []),
        ("Bystanders Saw It", []),
        ("By Staff", []),
        ("By Jane Doe and what she found", []),
        ("By Tuesday Jane Had Gone.", []),
        ("By 2020 all was lost", []),
        ("Stand By Me", []),
        ("By", []),
        ("By " + "A" * 200, []),
    ],
)
def test_a_byline_gives_its_names(line: str, names: list[str]) -> None:
    assert byline_names(line) == tuple(names)


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        ("Jane Doe", ["Jane Doe"]),
        ("None", []),
        ("", []),
        ("admin", []),
        ("N/A", []),
        ("By n/a", []),
        ("Doe, Jane", ["Jane Doe"]),
        ("Doe, Jane, Roe, John", ["Doe", "Jane", "Roe", "John"]),
        ("Doe, Reuters", ["Doe"]),
        ("Doe, Editor", ["Doe"]),
        ("By JANE B. DOE", ["JANE B. DOE"]),
        ("AP", ["AP"]),
        ("Meridian News", ["Meridian News"]),
        ("Jane Doe, MERIDIAN TODAY", ["Jane Doe"]),
        ("Jane Doe; John Roe", ["Jane Doe", "John Roe"]),
        ("jane@ledger.example", []),
        ("Jane Doe/AP", ["Jane Doe"]),
        ("bell hooks", ["bell hooks"]),
        ("Jane Doe & Jane Doe", ["Jane Doe"]),
        ("Office of the Mayor", ["Office of the Mayor"]),
        ("Jane Doe, Ph.D.", ["Jane Doe Ph.D."]),
        ("Alexandra Dee", ["Alexandra Dee"]),
        ("By JANE PORTER. Email: jporter@ledger.example, Twitter: @jporter", ["JANE PORTER"]),
        ("Prof. Jane L. Doe", ["Prof. Jane L. Doe"]),
        ("Jane Doe, @janedoe, MERIDIAN TODAY", ["Jane Doe"]),
    ],
)
def test_a_field_for_authors_gives_names_without_roles_and_employers(stated: str, names: list[str]) -> None:
    assert person_names(stated) == tuple(names)


def test_a_byline_of_a_name_that_is_a_month_is_no_headline() -> None:
    assert headline("By Jan Ito\n\nThe tram is late.") is None


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Bridge to close for the winter\n\n", "Bridge to close for the winter"),
        ("# Bridge to close\n\n", "Bridge to close"),
        ("\n  Bridge to close?  \r\n\r\n", "Bridge to close?"),
        ("Bridge to close\nBy Jane Doe\n\n", "Bridge to close"),
        ("Bridge to close\n23 July 2020\n\n", "Bridge to close"),
        ("‘We knew’: crews on the bridge\n\n", "‘We knew’: crews on the bridge"),
        ("The bridge is to close.\n\n", None),
        ("“The bridge is to close.”\n\n", None),
        ("Bridge to close\n", None),
        ("date 2020-07-23 PictureDesk.example\n\n", None),
        ("By Jane Doe\n\n", None),
        ("July 23, 2020\n\n", None),
        ("ALDERMOOR (AP) — Bridge to close\n\n", None),
        ("Bridge\n\n", None),
        ("Dear reader,\n\n", None),
        ("https://ledger.example/2020/bridge to close\n\n", None),
        ("word " * 26 + "\n\n", None),
    ],
)
def test_the_first_line_is_the_title_where_it_plainly_is_a_headline(head: str, title: str | None) -> None:
    assert headline(head + STORY) == title


def test_a_single_line_has_no_title() -> None:
    assert headline("The mayor said no") is None


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        ("2020-07-23", JULY_23),
        ("2020-07-23T23:59:00-11:00", JULY_23),
        ("20200723", JULY_23),
        ("20200723T1031Z", JULY_23),
        ("Thu, 23 Jul 2020 10:31:00 +0200", JULY_23),
        ("July 23, 2020", JULY_23),
        ("yesterday", None),
        ("2020", None),
        ("2020-13-01", None),
        ("2020-07-23 or 2020-07-24", None),
        ("", None),
        ("0000-00-00", None),
        ("9" * 10_000, None),
    ],
)
def test_a_field_for_a_date_gives_it_as_printed_or_none(stated: str, expected: date | None) -> None:
    assert day(stated) == expected


LINES = "2020 07 23 7 1999 / - . , : T Z 10:31 July Sept. May by By on at Published Updated date Jane Doe (AP) — PARIS"
FRAGMENTS = st.sampled_from([*LINES.split(), "\n", "\n\n", " "])


@given(st.lists(FRAGMENTS).flatmap(lambda words: st.sampled_from([" ".join(words), "".join(words)])))
def test_no_date_is_given_that_is_not_in_the_text(text: str) -> None:
    published = of_text(text).published
    if published is not None:
        numbers = {int(number) for number in re.findall("[0-9]+", text)}
        digits = re.sub("[^0-9]", "", text)
        assert published.year in numbers or str(published.year) in digits
        assert published.day in numbers
        assert published.month in numbers or published.strftime("%b") in text


@given(st.text())
def test_any_line_is_read_without_error(text: str) -> None:
    for read in (of_text, headline, day, date_line, dateline, byline_names, person_names):
        read(text)
        read(f"By {text}, 2020-07-23")
