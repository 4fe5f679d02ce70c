"""The lines around a story that tell of its publication date no words."""

from __future__ import annotations

import pytest

from onrecord.resolve import credit
from onrecord.resolve.prose import Prose

from .conftest import Resolve


@pytest.mark.parametrize(
    "line",
    [
        "Published: 15 May 2024",
        "First published on Wednesday, May 15, 2024 at 9:30 a.m. GMT",
        "Updated: 2024-05-15T09:30:00Z",
        "By June Ito, 15 May 2024",
        "Posted 5/15/2024 - 10:15pm",
        "Ana Ruiz | May 15, 2024",
        "15 May 2024",
    ],
)
def test_the_day_of_publication_is_nobodys_day(resolve: Resolve, line: str) -> None:
    assert credit.dates(Prose(line))
    story = f'The Tram Is Found\n\n{line}\n\n{{s The driver}} {{c called}} it "{{q the find of the century}}".'
    assert resolve(story)[0].said_on is None


@pytest.mark.parametrize(
    "line",
    [
        "Published report of May 14 is wrong",
        "Date set for May 14",
        "By May 14 all trams ran again",
        "May 14 march is off",
        "1" * 151,
    ],
)
def test_a_headline_with_a_day_is_no_date_line(line: str) -> None:
    assert not credit.dates(Prose(line))


def test_a_day_over_an_entry_of_a_diary_is_its_day(resolve: Resolve) -> None:
    story = "A Tram's Week\n\nMay 13, 2024\n\nOn this day, {s Eva Lind} {c said} {q no tram runs}."
    assert not credit.dates(Prose(story))[0].is_labelled
    assert "2024-05-15" not in str(resolve(story)[0].said_on)
