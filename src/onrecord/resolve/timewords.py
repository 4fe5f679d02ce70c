"""What time expressions look like: the regular expressions that `when` evaluates."""

from __future__ import annotations

import re

from onrecord.resolve.lexicon import words

WEEKDAYS = {"mon": 0, "tue": 1, "wed": 2, "thu": 3, "fri": 4, "sat": 5, "sun": 6}
MONTHS = {
    m: i + 1 for i, m in enumerate(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
}
SEASONS = {"spring": (3, 5), "summer": (6, 8), "fall": (9, 11), "autumn": (9, 11), "winter": (12, 2)}
NUMBERS = {
    w: i
    for i, w in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
    )
}
NUMBERS |= {"a": 1, "an": 1, "another": 1, "a couple": 2, "a couple of": 2, "couple of": 2}

FULL_DAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan\.?|feb\.?|mar\.|apr\.?|jun\.|jul\.|aug\.?|sept?\.?|oct\.?|nov\.?|dec\.?)(?!\w)"
)
PART = r"(?:morning|afternoon|evening|night|lunchtime|midday|noon)"
YEAR = r"(?:1[89]\d\d|20\d\d)"
THAT_YEAR = r"(?:\ (?:of\ )?(?:last|that|that\ same|the\ same)\ year\b)"
OF_MONTH = r"\d{1,2}(?:st|nd|rd|th)?\b(?!\.\d|,\d{3}\b|\s*(?:%|per\ ?cent|thousand|million|billion|trillion))"
"""A day of the month and no other figure: “in March 20,000 riders”."""
AFTER_DAY = "after|and|as|at|before|by|for|he|in|on|she|that|they|to|when|with"
"""What may follow “Monday the 9th”; another word is what is counted: “Monday the 9th Circuit”."""
COUNT = rf"(?:\d{{1,3}}|{'|'.join(map(re.escape, NUMBERS))})"
EXPRESSION = re.compile(
    rf"""\b(?=\w)(?:
      (?P<iso>{YEAR}-\d\d-\d\d)\b
    | (?:{FULL_DAY}(?:\ {PART})?,?\ \(?)?(?P<md>(?P<md_m>{MONTH})\ (?P<md_d>{OF_MONTH})(?:,?\ (?P<md_y>
      {YEAR})\b|{THAT_YEAR})?)
    | (?:{FULL_DAY}(?:\ {PART})?,?\ \(?)?(?P<dm>(?:the\ )?(?P<dm_d>\d{{1,2}})(?:st|nd|rd|
      th)?\ (?:of\ )?(?P<dm_m>{MONTH})(?:,?\ (?P<dm_y>{YEAR})\b|{THAT_YEAR})?)
    | (?P<slash>(?P<s_m>\d{{1,2}})/(?P<s_d>\d{{1,2}})/(?P<s_y>{YEAR}))\b
    | (?:late\ |early\ )?(?P<wl>(?P<wl_d>{FULL_DAY})\ (?:{PART}\ )?(?:of\ )?(?P<wl_w>last|this)\ week)\b
    | (?P<ago>(?<![-/])(?<!\d[.,])(?P<ago_n>{COUNT})\ (?P<ago_u>minute|hour|day|night|week|month|year|
      decade)s?\ (?:(?P<ago_w>later|earlier|before|after|afterwards?)|ago(?:\ (?:on\ )?(?P<ago_t>today|tonight|
      yesterday|this\ (?:week|month)|{FULL_DAY}))?))\b
    | (?P<rel>the\ (?:very\ )?(?P<rel_w>next|following|same|previous|preceding)\ (?P<rel_u>day|night|morning|
      evening|afternoon|week|month|year))\b
    | (?P<dayof>the\ (?P<dayof_u>day|morning|night|week|month|year)\ (?P<dayof_w>after|before|of|
      following)\ (?!yesterday)(?:the\ |his\ |her\ |their\ |its\ )?(?P<dayof_e>(?:[\w’'-]+\ ){{0,3}}[\w’'-]+))
    | (?P<that>that\ (?:same\ )?(?P<that_u>day|night|morning|evening|afternoon))\b
    | (?P<wd>(?<!super\ )(?<!black\ )(?<!good\ )(?<!cyber\ )(?<!ash\ )(?<!palm\ )(?:(?P<wd_w>last|this|next|
      this\ past|this\ coming|past|previous)\ )?(?P<wd_d>{FULL_DAY})(?:,?\ the\ (?P<wd_n>\d{{1,2}})(?:st|nd|rd|
      th)(?!\ (?!(?:{AFTER_DAY})\b)\w)|['’]s)?)\b
    | (?P<today>today|tonight|this\ (?:very\ )?(?:morning|afternoon|evening)|earlier\ today|
      (?P<yest>the\ day\ before\ yesterday|yesterday|last\ night|overnight))\b
    | (?P<weekend>(?:(?:this\ past|last|this|over\ the|at\ the|the\ past|during\ the|next|the)\ weekend))\b
    | (?P<unit>(?:(?:earlier|later|late|early)\ )?(?:in\ )?(?P<unit_w>this|last|next|the\ past|the\ last|
      the\ previous|past)\ (?P<unit_u>week|month|year|quarter|decade|century|(?P<unit_s>spring|summer|fall|
      autumn|winter)|(?P<unit_m>{MONTH})(?!\w)))(?!\w)
    | (?P<earlier>earlier\ in\ the\ (?P<earlier_u>day|week|month|year))\b
    | (?:in\ |during\ )?(?P<decade>the\ (?:(?P<dec_w>early|late|mid)[\ -])?(?P<dec_y>(?:1[89]|20)\d0)s)\b
    | (?P<season>(?:the\ )?(?P<sea_s>spring|summer|fall|autumn|winter)\ (?:of\ )?(?P<sea_y>{YEAR}))\b
    | (?P<my>(?P<my_m>{MONTH}),?\ (?:of\ )?(?P<my_y>{YEAR}))\b
    | (?P<mth>(?:in|since|during|of|until|till|by|through|from|back\ in)\ (?:early\ |late\ |
      mid-?\ ?)?(?P<mth_m>{MONTH}){THAT_YEAR}?)(?!\w)(?!\.?\ {OF_MONTH}|\.?,?\ (?:of\ )?{YEAR}\b)
    | (?P<yr>(?P<yr_w>in|since|during|until|till|by|through|from|back\ in|before|after)\ (?:early\ |late\ |
      mid-)?(?P<yr_y>{YEAR}))\b(?!\s?(?:percent|people|votes|dollars|%|[-–]\d))
    | (?P<ya>(?:an?|the|his|her|its|their|in|[\w]+['’]s)\ (?P<ya_y>{YEAR})\b)(?=\ (?:[\w-]+\ )?(?:interview|
      speech|memo|memorandum|letter|
      report|study|book|memoir|statement|article|op-ed|e-?mail|essay|column|debate|hearing|poll|survey|tweet|post|
      address|remarks|lawsuit|paper|testimony|profile|analysis|deposition|meeting|rally|ad|video|ruling)s?\b)
    )""",
    re.VERBOSE,
)
"""In lower case, as FUTURE: to ignore case, and to try the ends of words too, took three and a half times as long."""
CLUES = words("time_clue")
FUTURE = re.compile(
    r"\b(?=\w)(?:(?:will|would|shall|upcoming|scheduled|expected|planned|slated|coming)\b[^.;:,“”\"]{0,24}"
    r"|(?:until|till|by|through|since|from|between|before|starting|beginning|ahead of|prior to|as of|"
    r"heading into|effective|due"
    r"|(?:end|start|beginning|middle) of)(?: [\w’']+)?)\s*$"
)
DATELINE = re.compile(
    rf"^[^\w\n]{{0,3}}(?P<city>[A-Z][A-Z .'’-]{{2,30}})(?:,\ (?!(?i:{MONTH})\ \d)[A-Z][\w. ]{{1,20}}?)?"
    rf"(?:,\ (?:(?P<m>(?i:{MONTH}))\ (?P<d>\d{{1,2}})|(?P<d_first>\d{{1,2}})\ (?P<m_last>(?i:{MONTH})))"
    rf"(?:,?\ {YEAR})?)?\s*"
    r"(?:\([\w /-]{1,24}\)\s*)?[—–-]{1,2}\ ",
    re.MULTILINE,
)
