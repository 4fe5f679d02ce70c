# ruff: noqa: E501 - a case stays on its line
"""Time words: as precise as the text, never more; against the publication date and against each other."""

from __future__ import annotations

import locale
import os
import time
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from onrecord.data import Article, Attribution
from onrecord.resolve import statements
from onrecord.resolve.prose import Prose
from onrecord.resolve.timewords import EXPRESSION, NUMBERS
from onrecord.resolve.when import KINDS, base_of, moments

from .conftest import Resolve

TABLE: list[tuple[str, str, tuple[str, str] | None, int]] = [  # published Wednesday, 2024-05-15
    (
        "a rally's day and place",
        "{s Ito} {c spoke} {q of trams} during a rally in East Hull on Sunday.",
        ("2024-05-12", "2024-05-12"),
        -1,
    ),
    ("went after is no after", "{s Ito} {c went after} {q him} Monday in Hull.", ("2024-05-13", "2024-05-13"), -1),
    ("as a is no clause", "{s Ito} {c blasted} {q the tram as a joke} on Monday.", ("2024-05-13", "2024-05-13"), -1),
    (
        "a day that closes the source",
        "{s The council this month} {c rejected} {q the tram}.",
        ("2024-05-01", "2024-05-15"),
        -1,
    ),
    ("a campaign's year is not the words'", "{s Eva Lind, who led the campaign in 2012,} {c said} {q no}.", None, -1),
    (
        "the morning after a day in a month",
        "In March, {s2 Ito} {c2 spoke of} {q2 trams}. At a breakfast the following morning, {s Ito} {c said} {q no}.",
        ("2024-03-01", "2024-03-31"),
        0,
    ),
    ("a weekday is the last one", "{s Ito} {c said on Monday} {q the tram is late}.", ("2024-05-13", "2024-05-13"), -1),
    (
        "the weekday of publication is that day",
        "{s Ito} {c said Wednesday} {q the tram is late}.",
        ("2024-05-15", "2024-05-15"),
        -1,
    ),
    (
        "the weekday after publication's is six days before",
        "{s Ito} {c said on Thursday} {q the tram is late}.",
        ("2024-05-09", "2024-05-09"),
        -1,
    ),
    (
        "a weekday opens the sentence",
        "On Friday, {s Ito} {c said} {q the tram is late}.",
        ("2024-05-10", "2024-05-10"),
        -1,
    ),
    (
        "a weekday morning is that day",
        "{s Ito} {c said} {q the tram is late} Tuesday morning.",
        ("2024-05-14", "2024-05-14"),
        -1,
    ),
    (
        "a weekday ends the sentence",
        "“{q The tram is late},” {s Ito} {c said} on Sunday.",
        ("2024-05-12", "2024-05-12"),
        -1,
    ),
    ("last Monday is before today", "{s Ito} {c said} {q it was late} last Monday.", ("2024-05-13", "2024-05-13"), -1),
    (
        "last Wednesday on a Wednesday is a week before",
        "{s Ito} {c said} last Wednesday {q that it was late}.",
        ("2024-05-08", "2024-05-08"),
        -1,
    ),
    (
        "Monday of last week",
        "On Monday of last week {s Ito} {c said} {q the tram is late}.",
        ("2024-05-06", "2024-05-06"),
        -1,
    ),
    (
        "a weekday with its date",
        "On Friday, May 3, {s Ito} {c said} {q the tram is late}.",
        ("2024-05-03", "2024-05-03"),
        -1,
    ),
    (
        "a weekday with its date and year",
        "On Friday, May 5, 2023, {s Ito} {c said} {q the tram is late}.",
        ("2023-05-05", "2023-05-05"),
        -1,
    ),
    ("yesterday", "{s Ito} {c said yesterday} {q the tram is late}.", ("2024-05-14", "2024-05-14"), -1),
    ("today", "{s Ito} {c said today} {q the tram is late}.", ("2024-05-15", "2024-05-15"), -1),
    ("this morning", "This morning {s Ito} {c said} {q the tram is late}.", ("2024-05-15", "2024-05-15"), -1),
    ("tonight", "{s Ito} {c said} tonight {q that the tram is late}.", ("2024-05-15", "2024-05-15"), -1),
    ("last night", "Last night {s Ito} {c said} {q the tram is late}.", ("2024-05-14", "2024-05-14"), -1),
    (
        "the day before yesterday",
        "The day before yesterday {s Ito} {c said} {q the tram is late}.",
        ("2024-05-13", "2024-05-13"),
        -1,
    ),
    ("this week ends today", "{s Ito} {c said this week} {q the tram is late}.", ("2024-05-13", "2024-05-15"), -1),
    (
        "earlier this week",
        "Earlier this week, {s Ito} {c said} {q the tram is late}.",
        ("2024-05-13", "2024-05-15"),
        -1,
    ),
    (
        "last week is Monday to Sunday",
        "Last week {s Ito} {c said} {q the tram is late}.",
        ("2024-05-06", "2024-05-12"),
        -1,
    ),
    (
        "late last week stays a week",
        "Late last week {s Ito} {c said} {q the tram is late}.",
        ("2024-05-06", "2024-05-12"),
        -1,
    ),
    ("this month ends today", "{s Ito} {c said this month} {q the tram is late}.", ("2024-05-01", "2024-05-15"), -1),
    (
        "earlier this month",
        "Earlier this month {s Ito} {c said} {q the tram is late}.",
        ("2024-05-01", "2024-05-15"),
        -1,
    ),
    ("last month is all of it", "Last month {s Ito} {c said} {q the tram is late}.", ("2024-04-01", "2024-04-30"), -1),
    (
        "this year ends today",
        "Earlier this year {s Ito} {c said} {q the tram is late}.",
        ("2024-01-01", "2024-05-15"),
        -1,
    ),
    ("last year is all of it", "Last year {s Ito} {c said} {q the tram is late}.", ("2023-01-01", "2023-12-31"), -1),
    ("last weekend", "Last weekend {s Ito} {c said} {q the tram is late}.", ("2024-05-11", "2024-05-12"), -1),
    ("over the weekend", "Over the weekend {s Ito} {c said} {q the tram is late}.", ("2024-05-11", "2024-05-12"), -1),
    ("this past weekend", "This past weekend {s Ito} {c said} {q the tram is late}.", ("2024-05-11", "2024-05-12"), -1),
    ("last December", "Last December {s Ito} {c said} {q the tram is late}.", ("2023-12-01", "2023-12-31"), -1),
    ("last summer", "Last summer {s Ito} {c said} {q the tram is late}.", ("2023-06-01", "2023-08-31"), -1),
    ("a month of this year", "In March, {s Ito} {c said} {q the tram is late}.", ("2024-03-01", "2024-03-31"), -1),
    (
        "a month to come is last year's",
        "In August {s Ito} {c said} {q the tram is late}.",
        ("2023-08-01", "2023-08-31"),
        -1,
    ),
    ("a month of a year", "In March 2019, {s Ito} {c said} {q the tram is late}.", ("2019-03-01", "2019-03-31"), -1),
    (
        "early March stays March",
        "In early March {s Ito} {c said} {q the tram is late}.",
        ("2024-03-01", "2024-03-31"),
        -1,
    ),
    ("February of a leap year", "In February {s Ito} {c said} {q the tram is late}.", ("2024-02-01", "2024-02-29"), -1),
    ("a year", "In 2012, {s Ito} {c said} {q the tram is late}.", ("2012-01-01", "2012-12-31"), -1),
    (
        "a year before what was said in",
        "In a 2012 interview {s Ito} {c said} {q the tram is late}.",
        ("2012-01-01", "2012-12-31"),
        -1,
    ),
    (
        "the early part of a decade",
        "In the early 1990s {s Ito} {c said} {q the tram is late}.",
        ("1990-01-01", "1994-12-31"),
        -1,
    ),
    (
        "the middle of a decade",
        "In the mid-1990s {s Ito} {c said} {q the tram is late}.",
        ("1993-01-01", "1996-12-31"),
        -1,
    ),
    (
        "the late part of a decade",
        "In the late 1990s {s Ito} {c said} {q the tram is late}.",
        ("1995-01-01", "1999-12-31"),
        -1,
    ),
    ("a decade", "In the 1990s {s Ito} {c said} {q the tram is late}.", ("1990-01-01", "1999-12-31"), -1),
    (
        "a season of a year",
        "In the summer of 2015 {s Ito} {c said} {q the tram is late}.",
        ("2015-06-01", "2015-08-31"),
        -1,
    ),
    (
        "a winter goes into the next year",
        "In the winter of 2015 {s Ito} {c said} {q the tram is late}.",
        ("2015-12-01", "2016-02-29"),
        -1,
    ),
    (
        "a day without a year is the last one",
        "On Feb. 9, {s Ito} {c said} {q the tram is late}.",
        ("2024-02-09", "2024-02-09"),
        -1,
    ),
    (
        "a day without a year and of later months is last year's",
        "On Nov. 9, {s Ito} {c said} {q the tram is late}.",
        ("2023-11-09", "2023-11-09"),
        -1,
    ),
    (
        "the day before the month",
        "On 9 February {s Ito} {c said} {q the tram is late}.",
        ("2024-02-09", "2024-02-09"),
        -1,
    ),
    (
        "an ordinal day",
        "On the 9th of February {s Ito} {c said} {q the tram is late}.",
        ("2024-02-09", "2024-02-09"),
        -1,
    ),
    ("a full date", "On March 9, 2021, {s Ito} {c said} {q the tram is late}.", ("2021-03-09", "2021-03-09"), -1),
    (
        "a full date the other way round",
        "On 9 March 2021 {s Ito} {c said} {q the tram is late}.",
        ("2021-03-09", "2021-03-09"),
        -1,
    ),
    ("an ISO date", "On 2021-03-09 {s Ito} {c said} {q the tram is late}.", ("2021-03-09", "2021-03-09"), -1),
    ("two days ago", "Two days ago {s Ito} {c said} {q the tram is late}.", ("2024-05-13", "2024-05-13"), -1),
    ("a week ago is a week", "A week ago {s Ito} {c said} {q the tram is late}.", ("2024-05-06", "2024-05-12"), -1),
    (
        "three months ago is a month",
        "Three months ago {s Ito} {c said} {q the tram is late}.",
        ("2024-02-01", "2024-02-29"),
        -1,
    ),
    (
        "five years ago is a year",
        "Five years ago {s Ito} {c said} {q the tram is late}.",
        ("2019-01-01", "2019-12-31"),
        -1,
    ),
    ("hours ago is today", "Three hours ago {s Ito} {c said} {q the tram is late}.", ("2024-05-15", "2024-05-15"), -1),
    (
        "two days later counts from the day before it",
        "The tram broke on Thursday. Two days later {s Ito} {c said} {q it was old}.",
        ("2024-05-11", "2024-05-11"),
        -1,
    ),
    (
        "the next day counts from the day before it",
        "The tram broke on Thursday. The next day {s Ito} {c said} {q it was old}.",
        ("2024-05-10", "2024-05-10"),
        -1,
    ),
    (
        "the previous day",
        "The tram broke on Thursday. The previous day {s Ito} {c had said}, {q it was old}.",
        ("2024-05-08", "2024-05-08"),
        -1,
    ),
    (
        "the same day",
        "The tram broke on Thursday. The same day {s Ito} {c said} {q it was old}.",
        ("2024-05-09", "2024-05-09"),
        -1,
    ),
    (
        "that evening",
        "The tram broke on Thursday. That evening {s Ito} {c said} {q it was old}.",
        ("2024-05-09", "2024-05-09"),
        -1,
    ),
    (
        "hours later may be the next day",
        "The tram broke on Thursday. Hours later {s Ito} {c said} {q it was old}.",
        None,
        -1,
    ),
    (
        "the following week",
        "The tram broke on May 2. The following week {s Ito} {c said} {q it was old}.",
        ("2024-05-06", "2024-05-12"),
        -1,
    ),
    (
        "the day after an event that the article dates",
        "Voters saw Monday's debate. The day after the debate {s Ito} {c said} {q it was dull}.",
        ("2024-05-14", "2024-05-14"),
        -1,
    ),
    (
        "the day of an event that the article dates",
        "Voters saw the debate on Monday. The night of the debate {s Ito} {c said} {q it was dull}.",
        ("2024-05-13", "2024-05-13"),
        -1,
    ),
    (
        "a debate carries its day",
        "Voters saw Monday's debate. {s Ito} {c said during the debate} {q that taxes are high}.",
        ("2024-05-13", "2024-05-13"),
        -1,
    ),
    (
        "what is said next goes on the same day",
        "{s1 Ana Ito} {c1 said on Monday} {q1 the tram is late}. “{q2 It is old},” {s2 she} {c2 added}.",
        ("2024-05-13", "2024-05-13"),
        -1,
    ),
    (
        "the headline has the lead's day",
        "{s1 Ana Ito} {c1 Calls} {q1 Tram ‘Junk’ Before Council}\n\n{s2 Ana Ito} {c2 said on Monday} {q2 the tram is “junk.”}",
        ("2024-05-13", "2024-05-13"),
        0,
    ),
    ("nothing dates it", "{s Ito} {c said} {q the tram is late}.", None, -1),
    ("a day inside the words does not date them", "{s Ito} {c said} {q the tram broke on Monday}.", None, -1),
    (
        "a day to come does not date words",
        "{s Ito} {c said} {q it was fine}, and she will meet the board on Friday.",
        None,
        -1,
    ),
    ("since does not date words", "Since Monday the tram has been late, and {s Ito} {c blamed} {q snow}.", None, -1),
    ("until does not date words", "{s Ito} {c refused} {q to talk} until Friday.", None, -1),
    (
        "a clause of the source does not date words",
        "{s Ito}, who lost her job in March, {c said} {q the tram is late}.",
        None,
        -1,
    ),
    (
        "what came after an event is not dated by it",
        "{s Ito} {c spoke} {q of trams} after the election on Monday.",
        None,
        -1,
    ),
    (
        "a habit is not carried to one day",
        "{s1 Ana Ito} {c1 said on Monday} {q1 the tram is late}. {s2 She} {c2 has long said} {q2 it is old}.",
        None,
        -1,
    ),
    (
        "a year right after the reported words dates them",
        "{s The governor} {c first named} {q her to the county court} in 2012.",
        ("2012-01-01", "2012-12-31"),
        -1,
    ),
    (
        "a month of a year after the reported words",
        "{s He} {c elevated} {q her to the appeals court} in May 2015.",
        ("2015-05-01", "2015-05-31"),
        -1,
    ),
    ("the day of what is proposed is not the saying's", "{s Ana Ito} {c proposed} {q a debate on Monday}.", None, -1),
    (
        "the day of what was chided is",
        "{s Ana Ito} {c chided} {q Omar Haddad on Monday for being late}.",
        ("2024-05-13", "2024-05-13"),
        -1,
    ),
    (
        "another speaker's day is not carried over",
        "{s1 Ana Ito} {c1 said on Monday} {q1 the tram is late}. {s2 Omar Haddad} {c2 said} {q2 it is old}.",
        None,
        -1,
    ),
    ("an outlet's name is no day", "{s A USA TODAY poll} {c shows} {q that trams are late}.", None, -1),
    ("twenty-five years ago is not five", "Twenty-five years ago {s Ito} {c said} {q the tram is late}.", None, -1),
    ("Super Tuesday is no Tuesday of the week", "On Super Tuesday {s Ito} {c said} {q the tram is late}.", None, -1),
    (
        "the year of a work does not date words",
        "{s Ito} {c praised} {q the book} that shaped Tern’s 1960 classic.",
        None,
        -1,
    ),
    ("another event's day is not the day of the words", "{s Ito} {c called} Friday’s decision {q a win}.", None, -1),
    ("results of a day date nothing", "Tuesday’s results {c forced} {s Ito} {q to stop}.", None, -1),
    (
        "words at an event have its day",
        "In Friday’s speech {s Ito} {c called} {q trams late}.",
        ("2024-05-10", "2024-05-10"),
        -1,
    ),
    (
        "a month after the place of the words dates them",
        "{s Ito} {c said} during a speech at the Northern Convention in March {q that trams are late}.",
        ("2024-03-01", "2024-03-31"),
        -1,
    ),
    (
        "after a look back the story's own day goes on",
        "{s Ana Ito} {c told} the Post on Monday {q that trams are late}.\n\nIn June 2022, {s2 Ito} {c2 called} {q2 trams fine}.\n\n{q3 Riders wait}, {s3 Ito} {c3 said}.",
        ("2024-05-13", "2024-05-13"),
        -1,
    ),
    (
        "what was said then stays in the past",
        "{s Ana Ito} {c told} the Post on Monday {q that trams are late}.\n\nIn June 2022, {s2 Ito} {c2 called} {q2 trams fine}.\n\n{q3 Riders wait}, {s3 Ito} {c3 said then}.",
        ("2022-06-01", "2022-06-30"),
        -1,
    ),
    ("more than a year ago is no year", "More than two years ago {s Ito} {c said} {q the tram is late}.", None, -1),
    (
        "what goes on while it is said is of the same day",
        "“{q Enough},” {s Ana Ito} {c said} as she rowed across the harbour late Sunday night.",
        ("2024-05-12", "2024-05-12"),
        0,
    ),
    (
        "what happened before it was said is not",
        "“{q Enough},” {s Ana Ito} {c said} after she rowed across the harbour Sunday.",
        None,
        0,
    ),
    (
        "a publication's day is that of what it says",
        "{s The Herald} ran a feature Saturday that {c accused} {q the council of waste}.",
        ("2024-05-11", "2024-05-11"),
        0,
    ),
    (
        "a person's day is not that of what they say",
        "The club took on {s a coach} Saturday who {c accused} {q the council of waste}.",
        None,
        0,
    ),
    (
        "an event behind the content dates the telling",
        "{s Ana Ito} {c refused} {q to back the plan} during a speech at the party's congress in March.",
        ("2024-03-01", "2024-03-31"),
        0,
    ),
    (
        "a place behind the content does not",
        "{s Ana Ito} {c refused} {q to back the plan} for a line to the coast in March.",
        None,
        0,
    ),
    (
        "one voice of many shares their day",
        "In the Herald's profile of Ito in 2013, {s1 neighbours} {c1 were blunt} {q1 about her}. {q2 “She was loud,”} {s2 said} {s2 Omar Haddad}{c2 .}",
        ("2013-01-01", "2013-12-31"),
        1,
    ),
    (
        "remarks hours after another act are of its day",
        "{s1 Ana Ito} {c1 told} the Herald on Monday {q1 that trams are late}.\n\nIto's comments came hours after she met drivers.\n\nIn her speech, {s2 Ito} {c2 urged} {q2 them to wait}.",
        ("2024-05-13", "2024-05-13"),
        1,
    ),
    (
        "a lead that goes on has the day of the words behind it",
        "{s1 Ana Ito} {c1 is backing} {q1 the tram line to the coast}.\n\n{s3 Omar Haddad} {c3 said Sunday} {q3 it was late}, and {s4 Lena Moss} {c4 asked on Saturday} {q4 for more}.\n\nIn a message on Monday, {s2 Ito} {c2 said} {q2 the line was needed}.",
        ("2024-05-13", "2024-05-13"),
        0,
    ),
    (
        "a lead that is a state has not",
        "{s1 Ana Ito} {c1 believes in} {q1 the tram line to the coast}, which many doubt.\n\nIn a message on Monday, {s2 Omar Haddad} {c2 said} {q2 the line was needed}.",
        None,
        0,
    ),
    (
        "what is said now was not said in a year long gone",
        "After a flood closed the yard in 2007, {s Ana Ito} {c insists} {q that the tram will come}.",
        None,
        0,
    ),
    (
        "what was said then was",
        "In 2007, {s Ana Ito} {c insisted} {q that the tram would come}.",
        ("2007-01-01", "2007-12-31"),
        0,
    ),
    (
        "a denial told in the present has no day of what is denied",
        "{s1 Officials} {c1 accused} Ana Ito in 2016 {q1 of theft}. {s2 Ito} {c2 denies} {q2 the claim}.",
        None,
        1,
    ),
    (
        "a month's middle is the month",
        "{s Ito} {c said} in mid-March {q no tram runs}.",
        ("2024-03-01", "2024-03-31"),
        -1,
    ),
    ("a couple is two", "A couple of weeks ago, {s Ito} {c said} {q no tram runs}.", ("2024-04-29", "2024-05-05"), -1),
    (
        "a figure of thousands is no day",
        "{s Ito} {c said} in March {q 2,400 riders were late}.",
        ("2024-03-01", "2024-03-31"),
        -1,
    ),
    (
        "a figure with a decimal point is no day",
        "In April 12.5 million rode, {s Ito} {c said}, {q most of them late}.",
        ("2024-04-01", "2024-04-30"),
        -1,
    ),
    (
        "a figure of millions is no day",
        "In April 12 million rode, {s Ito} {c said}, {q most of them late}.",
        ("2024-04-01", "2024-04-30"),
        -1,
    ),
    ("a day may end its sentence", "“{q No},” {s Ito} {c said} on March 20.", ("2024-03-20", "2024-03-20"), -1),
    (
        "a comma may part a month from its year",
        "In March, 2015, {s Ito} {c said} {q no}.",
        ("2015-03-01", "2015-03-31"),
        -1,
    ),
    ("a part of a year is not read", "{s Ito} {c said} 1.5 years ago {q that trams were late}.", None, -1),
    ("thousands of years are no hundreds", "1,200 years ago, {s Ito} {c said}, {q nobody rode trams}.", None, -1),
    ("thousands of days are no hundreds", "{s Ito} {c said} 2,500 days ago {q that trams were late}.", None, -1),
    *[
        (f"{words} is counted from that day", f"{words}, {{s Ito}} {{c said}} {{q no}}.", (day, day), -1)
        for words, day in [
            ("One year ago today", "2023-05-15"),
            ("A decade ago yesterday", "2014-05-14"),
            ("A month ago today", "2024-04-15"),
            ("A week ago today", "2024-05-08"),
            ("A week ago Monday", "2024-05-06"),
            ("Two weeks ago on Friday", "2024-04-26"),
            ("On Monday the 6th", "2024-05-06"),
            ("On Monday, the 29th", "2024-04-29"),
        ]
    ],
    (
        "a year ago Monday is no surer than a year ago",
        "A year ago Monday, {s Ito} {c said} {q no}.",
        ("2023-01-01", "2023-12-31"),
        -1,
    ),
    (
        "a year ago this month is not this month",
        "A year ago this month, {s Ito} {c said} {q no}.",
        ("2023-01-01", "2023-12-31"),
        -1,
    ),
    ("a weekday that is not that day of the month is none", "On Monday the 7th, {s Ito} {c said} {q no}.", None, -1),
    (
        "what is counted after a weekday is no day",
        "On Monday the 6th Circuit met, and {s Ito} {c said} {q no}.",
        ("2024-05-13", "2024-05-13"),
        -1,
    ),
    (
        "a day of that year is of the year before it",
        "{s2 Ito} {c2 wrote on 3 March 2021} {q2 no}. In a reply of 12 April that year, {s Eva Lind} {c said} {q yes}.",
        ("2021-04-12", "2021-04-12"),
        -1,
    ),
    (
        "a month of that year is of the year before it",
        "In 2019, the tram came. In October of that year, {s Ito} {c said} {q it was late}.",
        ("2019-10-01", "2019-10-31"),
        -1,
    ),
    ("that year is none where none is named", "In October that year, {s Ito} {c said} {q it was late}.", None, -1),
    (
        "a weekday's part goes before when",
        "The lot of them laughed on Monday night when {s Ito} {c wrote} {q that no tram was late}.",
        ("2024-05-13", "2024-05-13"),
        -1,
    ),
    (
        "an hour is of the day behind it",
        "{s Ito} {c said} shortly after 9pm on Tuesday {q that no tram was late}.",
        ("2024-05-14", "2024-05-14"),
        -1,
    ),
    (
        "an hour by name is of the day behind it",
        "{s Ito} {c said} just before midnight on Tuesday {q that no tram was late}.",
        ("2024-05-14", "2024-05-14"),
        -1,
    ),
    (
        "who speaks after a match does so on its day",
        "“{q No},” {s Ito} {c said} after the match on Sunday.",
        ("2024-05-12", "2024-05-12"),
        -1,
    ),
    (
        "what happened before is of its own day",
        "“{q No},” {s Ito} {c said} after 12 trams crashed on Sunday.",
        None,
        -1,
    ),
    ("a match to come is of its own day", "{s Ito} {c called for} {q calm} before the match on Sunday.", None, -1),
]
DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
PAST = [
    *DAYS, "yesterday", "today", "last week", "earlier this month", "last month", "this week", "this year", "last year", "last weekend",
    "two days ago", "a week ago", "three months ago", "ten years ago", "in March", "in August", "in 2012", "in the 1990s", "last summer",
    "last December", "on Feb. 29", "on December 31", "on 31 January", "late last week", "the day before yesterday", "last night",
]  # fmt: skip
KINDS_OF_WORDS = {
    "iso": ["2024-03-09"], "md": ["March 9", "Sept. 9th, 2023", "Sunday, March 10", "March 9 of last year"],
    "dm": ["9 March", "the 9th of March", "9 March 2023"], "slash": ["3/9/2024"], "wl": ["Monday of last week"],
    "ago": [f"{count} weeks ago" for count in NUMBERS if NUMBERS[count]] + ["40 minutes ago", "a decade ago", "a year ago today", "a year ago on Monday"],
    "rel": ["the next day", "the very same week"], "dayof": ["the day after the fair"], "that": ["that same evening"],
    "wd": ["Monday", "last Monday", "this past Monday", "Monday's", "Monday the 6th"],
    "today": ["today", "this very morning", "earlier today", "the day before yesterday", "last night", "overnight"],
    "weekend": ["last weekend", "over the weekend", "at the weekend"],
    "unit": ["last week", "late last month", "this quarter", "the past century", "last summer", "this March"],
    "earlier": ["earlier in the month"], "decade": ["the 1990s", "the mid-1990s", "in the late 1990s"],
    "season": ["spring 2023", "the summer of 2023"], "my": ["March 2023", "March of 2023"],
    "mth": ["in March", "back in March", "in early March", "in late March", "in mid March", "in mid-March", "in March last year"],
    "yr": ["in 2019", "in mid-2019", "back in 2019"], "ya": ["in a 2019 interview", "in her 2019 op-ed", "Ito's 2019 letter"],
}  # fmt: skip
"""For each kind of time expression, words of it in every form."""
DATES = st.dates(date(1950, 1, 1), date(2090, 12, 31))


def period(words: str, published: date) -> tuple[date, date] | None:
    text = f"{words[0].upper()}{words[1:]}, Ana Ito said the tram is late."
    at = text.index("Ana")
    made = Attribution(content=((at + 13, len(text) - 1),), cue=((at + 8, at + 12),), source=((at, at + 7),))
    said_on = statements(Article(id="a", text=text, published=published), [made])[0].said_on
    return (said_on.earliest, said_on.latest) if said_on else None


@pytest.mark.parametrize(("rule", "text", "days", "which"), TABLE, ids=[row[0] for row in TABLE])
def test_said_on_is(resolve: Resolve, rule: str, text: str, days: tuple[str, str] | None, which: int) -> None:
    said_on = resolve(text)[which].said_on
    assert (said_on and (str(said_on.earliest), str(said_on.latest))) == days, rule


def test_every_kind_of_time_words_has_its_forms() -> None:
    assert KINDS_OF_WORDS.keys() == set(KINDS)


@pytest.mark.parametrize(("kind", "words"), [(k, words) for k, forms in KINDS_OF_WORDS.items() for words in forms])
def test_every_form_of_time_words_is_read(kind: str, words: str) -> None:
    text = f"They met at the fair on Monday. Ana Ito said {words} that no tram runs."
    found = [m for m in moments(Prose(text), base_of(text, date(2024, 5, 15))) if m.start > 31]
    assert len(found) == 1
    match = EXPRESSION.match(text.lower(), found[0].start)
    assert match and match[kind]


@settings(max_examples=300, deadline=None)
@given(words=st.sampled_from(PAST), published=DATES)
def test_a_range_never_ends_before_it_starts_nor_after_the_article(words: str, published: date) -> None:
    found = period(words, published)
    if found is not None:
        assert found[0] <= found[1] <= published


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=300), published=DATES)
def test_any_text_gives_ordered_ranges(text: str, published: date) -> None:
    prose = Prose(text)
    for moment in moments(prose, base_of(text, published)):
        assert moment.earliest <= moment.latest
        assert 0 <= moment.start < moment.end <= len(text)


@pytest.mark.parametrize(
    ("published", "words", "days"),
    [
        ("2024-02-20", "This winter", ("2023-12-01", "2024-02-20")),
        ("2024-12-20", "This winter", ("2024-12-01", "2024-12-20")),
        ("2024-01-20", "Last winter", ("2022-12-01", "2023-02-28")),
        ("2024-05-20", "Last winter", ("2023-12-01", "2024-02-29")),
        ("2024-07-20", "Last summer", ("2023-06-01", "2023-08-31")),
        ("2024-09-20", "Last summer", ("2024-06-01", "2024-08-31")),
        ("2024-05-18", "Last weekend", ("2024-05-11", "2024-05-12")),
        ("2024-05-19", "Last weekend", ("2024-05-11", "2024-05-12")),
        ("2024-05-20", "Last weekend", ("2024-05-18", "2024-05-19")),
        ("2024-05-19", "Over the weekend", ("2024-05-18", "2024-05-19")),
    ],
)
def test_a_last_season_or_weekend_is_over(published: str, words: str, days: tuple[str, str]) -> None:
    found = period(words, date.fromisoformat(published))
    assert found == tuple(map(date.fromisoformat, days))


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Kiritimati", "America/Los_Angeles", "Asia/Kathmandu"])
def test_the_machine_s_time_zone_and_locale_change_nothing(zone: str) -> None:
    published = date(2024, 5, 15)
    expected = [period(words, published) for words in PAST]
    before, spoken = os.environ.get("TZ"), locale.setlocale(locale.LC_ALL)
    try:
        os.environ["TZ"] = zone
        time.tzset()
        for name in ("de_DE.UTF-8", "tr_TR.UTF-8", "C"):
            try:
                locale.setlocale(locale.LC_ALL, name)
            except locale.Error:
                continue
        assert [period(words, published) for words in PAST] == expected
    finally:
        locale.setlocale(locale.LC_ALL, spoken)
        os.environ.pop("TZ", None) if before is None else os.environ.__setitem__("TZ", before)
        time.tzset()


@settings(max_examples=100, deadline=None)
@given(published=DATES, number=st.integers(0, 6))
def test_a_weekday_is_within_the_week_before_publication(published: date, number: int) -> None:
    found = period(f"on {DAYS[number]}", published)
    assert found is not None
    assert found[0] == found[1] and found[0].weekday() == number
    assert timedelta(0) <= published - found[0] < timedelta(7)


@pytest.mark.parametrize(
    "words", ["on Monday", "last week", "in March", "yesterday", "on Feb. 9", "two days ago", "this morning"]
)
def test_an_article_without_a_date_gets_no_relative_days(resolve: Resolve, words: str) -> None:
    assert resolve(f"Well, {words}, {{s Ito}} {{c said}} {{q the tram is late}}.", published=None)[0].said_on is None


@pytest.mark.parametrize(
    "words", ["On March 9, 2021", "In 2012", "In March 2019", "On 2021-03-09", "In the 1990s", "On 9 March 2021"]
)
def test_an_article_without_a_date_gets_absolute_days(resolve: Resolve, words: str) -> None:
    assert resolve(f"{words}, {{s Ito}} {{c said}} {{q the tram is late}}.", published=None)[0].said_on is not None


def test_today_is_the_dateline_s_day(resolve: Resolve) -> None:
    text = "HULL, England, May 14 (HP) — {s Ito} {c said today} {q the tram is late}."
    assert str(resolve(text)[0].said_on.earliest) == "2024-05-14"  # type: ignore[union-attr]


def test_a_dateline_s_own_date_dates_nothing(resolve: Resolve) -> None:
    assert resolve("HULL, England, May 14 (HP) — {s Ito} {c said} {q the tram is late}.")[0].said_on is None


@pytest.mark.parametrize("day", ["May 14", "May 14, 2024", "14 May 2024", "England, May 14, 2024", "England, 14 May"])
def test_a_dateline_with_a_day_says_when_today_is_and_nothing_else(resolve: Resolve, day: str) -> None:
    today, year = resolve(
        f"HULL, {day} (HP) - {{s1 Ito}} {{c1 said today}} {{q1 the tram is late}}.\n\n{{s2 Ruiz}} {{c2 told the court in 2021}} {{q2 that it was early}}."
    )
    assert today.said_on is not None and str(today.said_on.earliest) == "2024-05-14"
    assert year.said_on is not None and str(year.said_on.latest) == "2021-12-31"


def test_tomorrow_s_weekday_in_an_eastern_dateline_is_publication_day(resolve: Resolve) -> None:
    """Thursday in Sydney began on Wednesday, Universal Time."""
    text = "{} — {{s Ito}} {{c said on Thursday}} {{q the tram is late}}."
    assert str(resolve(text.format("SYDNEY"))[0].said_on.earliest) == "2024-05-15"  # type: ignore[union-attr]
    assert str(resolve(text.format("LONDON"))[0].said_on.earliest) == "2024-05-09"  # type: ignore[union-attr]


def test_evidence_marks_the_time_words(resolve: Resolve) -> None:
    (statement,) = resolve("{s Ito} {c said} {q the tram is late} on Monday.")
    ((start, end),) = statement.evidence.said_on
    assert "Ito said the tram is late on Monday."[start:end] == "Monday"


def test_on_a_sunday_last_week_is_the_week_that_ends(resolve: Resolve) -> None:
    text = "{s Ito} {c said last week} {q the tram is late}."
    assert str(resolve(text, published="2024-05-19")[0].said_on.earliest) == "2024-05-13"  # type: ignore[union-attr]
    assert str(resolve(text, published="2024-05-18")[0].said_on.earliest) == "2024-05-06"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "told",
    [
        "told USA Today",
        "told the Today programme",
        "told This Morning",
        "told the Sunday Times",
        "told the Sunday Mirror",
        "told the Mail on Sunday",
    ],
)
def test_a_day_in_an_outlet_s_name_dates_nothing(resolve: Resolve, told: str) -> None:
    assert resolve(f"{{s Ito}} {{c {told}}} {{q the tram is late}}.")[0].said_on is None


@pytest.mark.parametrize("said", ["told the Daily Mail on Sunday", "told riders today", "told Times readers on Sunday"])
def test_a_day_behind_an_outlet_s_name_is_a_day(resolve: Resolve, said: str) -> None:
    assert resolve(f"{{s Ito}} {{c {said}}} {{q the tram is late}}.")[0].said_on is not None


def test_a_month_that_is_somebodys_surname_dates_nothing(resolve: Resolve) -> None:
    text = "Clara May left. {s1 Critics of May} {c1 said} {q1 no}. {s2 Ito} {c2 said at the end of May} {q2 no}."
    critics, ito = resolve(text, published="2024-06-12")
    assert critics.said_on is None and str(ito.said_on and ito.said_on.earliest) == "2024-05-01"


@pytest.mark.parametrize("day", ["on Sunday, May 5,", "on Sunday (May 5)", "on Sunday morning, 5 May,"])
def test_a_weekday_belongs_to_the_date_behind_it(resolve: Resolve, day: str) -> None:
    (statement,) = resolve(f"{{s Ito}} {{c said}} {day} {{q that it was late}}.")
    assert str(statement.said_on and statement.said_on.earliest) == "2024-05-05"


@pytest.mark.parametrize(
    ("time_words", "earliest", "latest"),
    [
        ("in March last year", "2023-03-01", "2023-03-31"),
        ("in May of last year", "2023-05-01", "2023-05-31"),
        ("on 3 March last year", "2023-03-03", "2023-03-03"),
        ("on March 3 of last year", "2023-03-03", "2023-03-03"),
    ],
)
def test_a_month_or_day_of_last_year(resolve: Resolve, time_words: str, earliest: str, latest: str) -> None:
    (statement,) = resolve(f"{{s Ito}} {{c said {time_words}}} {{q that it was late}}.")
    assert statement.said_on is not None
    assert (str(statement.said_on.earliest), str(statement.said_on.latest)) == (earliest, latest)
    assert statement.evidence.said_on == ((9 + time_words.startswith("on ") * 3, 9 + len(time_words)),)


def test_a_look_back_does_not_date_the_news_before_it(resolve: Resolve) -> None:
    text = "It rained.\n\n{s1 Ito} {c1 said} {q1 the harbour tram was late}.\n\nIn 2012, {s2 Ito} {c2 said} {q2 the harbour tram was early}."
    news, back = resolve(text)
    assert news.said_on is None and back.said_on is not None


def test_without_a_date_of_the_article_a_weekday_takes_no_other_statement_s(resolve: Resolve) -> None:
    text = "On March 3, 2021, {s1 Ito} {c1 said} {q1 no}. {s2 Ito} {c2 said on Monday} {q2 that it was late}. {s3 Ito} {c3 said} {q3 that it was sold}."
    assert [s.said_on is not None for s in resolve(text, published=None)] == [True, False, True]


@pytest.mark.parametrize("published", ["2024-05-15", None])
def test_only_what_is_dated_has_evidence_of_its_day(resolve: Resolve, published: str | None) -> None:
    for s in resolve(
        "{s1 Ito} {c1 said} at the debate {q1 that it was late}. It rained. At a rally, {s2 Vega} {c2 said} {q2 no}.",
        published=published,
    ):
        assert bool(s.evidence.said_on) == (s.said_on is not None)


TOLD_ON_MONDAY = "“{q The tram is late},” {s Ana Ito} {c told the Herald on Monday}."


@pytest.mark.parametrize(
    "opening",
    [
        "During the pandemic", "Years ago", "As a young child", "In the summer", "On Christmas Eve", "A fortnight ago", "At Easter",
        "When she was ten", "When Ito was in school", "Before the war", "Long before that", "In her twenties", "Many years later",
        "But back in the past", "On her birthday",
    ],
)  # fmt: skip
def test_words_told_of_an_unread_time_share_no_occasion(resolve: Resolve, opening: str) -> None:
    got = resolve(f"{TOLD_ON_MONDAY}\n\n{opening}, {{s2 Ito}} {{c2 said}} {{q2 that she would not ride}}.")[1]
    assert (got.said_on, got.channel) == (None, None)


@pytest.mark.parametrize(
    "opening",
    [
        "As usual", "As a Liberal", "During the meeting", "After the crisis meeting", "When asked about it", "In the end",
        "In the same breath", "When Lee was in the room", "Before the crowd of trams",
    ],
)  # fmt: skip
def test_other_openings_keep_the_occasion(resolve: Resolve, opening: str) -> None:
    got = resolve(f"{TOLD_ON_MONDAY}\n\n{opening}, {{s2 Ito}} {{c2 said}} {{q2 that she would not ride}}.")[1]
    assert got.said_on and str(got.said_on.earliest) == "2024-05-13"
