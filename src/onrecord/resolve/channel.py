"""Through what the words of one attribution reached the public, as its own sentence tells."""

from __future__ import annotations

import re
from typing import NamedTuple

from onrecord.data import Attribution, ChannelKind, Span
from onrecord.resolve.cast import Cast
from onrecord.resolve.found import Found
from onrecord.resolve.lexicon import Pattern, outlets, words
from onrecord.resolve.manner import cue_of
from onrecord.resolve.outlet import as_outlet, key, listed, names_of, outlet_of
from onrecord.resolve.prose import Prose

ELSEWHERE = re.compile(
    r"\b(?:after|before|following|ahead of|since|until|prior to|on the eve of|heading into|leading up to|about|"
    r"over|from seeing|case (?:with|at|in)|unlike)"
    r"(?: [\w’'-]+){0,3} ?$",
    re.IGNORECASE,
)
"""What parts an event from the saying: “before the debate, Lee said”."""
REACHES = re.compile(
    r"(?:\b(?i:told|tells|telling|to|with|on|in|by|for|from|via|through|at|during)|(?i:told|with|"
    r"tells) [\w.'’ -]{3,32}(?: of|,|’s|'s)|(?i:episode|edition) of|’s|'s)"
    r"(?: the| a| an| fellow| host| co-host| anchor| reporter| [A-Z][\w.]+){0,4} ?[“\"‘'(]?(?:[Tt]he )?$"
)
REACH = 600
"""How far from its cue a telling goes, in code points: hostile sentences are not read to the end."""
DELETES = re.compile(r"\bdelet(?:e|es|ed|ing) (?:[\w’'-]+ ){0,2}$", re.IGNORECASE)
COMING = re.compile(r"\b(?:planned|upcoming|scheduled|next|future|coming)\b", re.IGNORECASE)
TOLD = re.compile(r"(?:told|tells|telling|urged|asked)\b", re.IGNORECASE)
REPORTS = frozenset(["document", "named_group"])
COURT_SOURCE = re.compile(r"\b(?:court|judges?|justices?(?! department)|jury|jurors|prosecutors?|magistrates?|tribunal|"
                          r"plaintiffs?|complaint|lawsuit|suit|indictment"
                          r"|affidavit|filing)\b", re.IGNORECASE)  # fmt: skip
COURT_CUE = re.compile(r"\b(?:rul|charg|convict|sentenc|acquit|order|grant|den|argu|strike|struck|overturn|"
                       r"upheld|uphold|reject|declin|dismiss|refus|revers|vacat|overrul|stay|decid|decision|find|found|"
                       r"alleg|accus|indict|sued|sue|suing|challeng|wrote|testif|plead)\w*", re.IGNORECASE)  # fmt: skip
REPORT_SOURCE = re.compile(r"\b(?:poll|polls|survey|surveys|report|reports|study|studies|analysis|review|tally|"
                           r"data|statistics|figures|audit|research|paper|"
                           r"forecast|memo|memos|summary|summaries|memorandum|findings|filings?|index|census|estimates?|"
                           r"projections?)\b", re.IGNORECASE)  # fmt: skip
STATEMENT_SOURCE = re.compile(r"\b(?:statements?|(?:press|news) releases?)\b", re.IGNORECASE)
MAIL_SOURCE = re.compile(r"\b(?:e-?mails?|letters?|missive)\b", re.IGNORECASE)
BOOK_SOURCE = re.compile(r"\b(?:books?|memoirs?|(?:auto)?biograph(?:y|ies))\b", re.IGNORECASE)
VOICE = re.compile(r"\b(?:narrators?|voice-?overs?|voice over|announcer)\b", re.IGNORECASE)
"""Who speaks in an advertisement."""
PRINTS = re.compile(r"\b(?:wr(?:ote|ites|iting)|report(?:s|ed|ing)?|writes|according to)\b", re.IGNORECASE)
AD_SOURCE = re.compile(r"\b(?:ads?|adverts?|advertisements?|commercials?|spots?)\b", re.IGNORECASE)


class Heard(NamedTuple):
    """One channel with what says so."""

    kind: ChannelKind
    name: str | None
    span: Span
    score: float


class Scope(NamedTuple):
    """The sentence of a cue with all quoted and reported words blanked out, so that only the telling is left."""

    start: int
    text: str
    cue: Span
    """Of the cue, else of the source, else of the content's first word."""
    source_end: int = -1
    """Where the source ends; a verb right after it is the source's own, whatever the cue: “Ruiz told the Post …”."""


def scope_of(prose: Prose, attribution: Attribution, others: list[Attribution]) -> Scope:
    """The telling around one attribution; `others` are all, in the order of the statements."""
    spans = attribution.cue or attribution.source or attribution.content
    cue = (spans[0][0], spans[-1][1])
    at = prose.sentence(cue[0])
    start, end = prose.sentences[at]
    if attribution.source:
        start = min(start, prose.sentences[prose.sentence(attribution.source[0][0])][0])
    end = max(end, min(cue[1], prose.paragraphs[prose.paragraph(cue[0])][1]))
    start = max(min(start, cue[0]), cue[0] - REACH)
    end = max(start, min(end, cue[1] + REACH))
    text = prose.text[start:end]
    own = nominal(prose, attribution)
    for other in others:
        if other.content[0][0] >= end:
            break
        if other.content[-1][1] <= start:
            continue
        for s, e in other.content:
            if e <= start or s >= end or (other is attribution and (s, e) == own):
                continue
            if other is not attribution and any(s <= c[0] < e for c in spans):
                continue
            a, b = max(s, start) - start, min(e, end) - start
            text = text[:a] + "\x00" * (b - a) + text[b:]
    for s, e in (*attribution.cue, *attribution.source):
        a, b = max(s, start) - start, min(e, end) - start
        if a < b:
            text = text[:a] + prose.text[start + a : start + b] + text[b:]
    return Scope(start, text, cue, attribution.source[-1][1] if attribution.source else -1)


OPENER = re.compile(r"\W*[A-Z]\w+ing\b")


def _is_own(scope: Scope, at: int) -> bool:
    """Whether a verb of telling at `at` is the one of this attribution: in or beside its cue, or after its source.

    Where a participle opens the sentence, “Citing a poll, Ruiz told the Post …”, the sentence's verb is its own too.
    """
    opens = scope.source_end < 0 and scope.cue[0] - scope.start < 3 and OPENER.match(scope.text)
    return bool(opens) or scope.cue[0] - 12 <= at <= scope.cue[1] + 12 or 0 <= at - scope.source_end <= 2


def nominal(prose: Prose, attribution: Attribution) -> Span | None:
    """The content's first span where it is a noun phrase of the telling itself: “sent” + “a letter to the council”."""
    first = attribution.content[0]
    if not attribution.cue or first[0] < attribution.cue[-1][1] or prose.share_quoted(attribution.content) > 0.5:
        return None
    words = prose.words_in(first)
    cue = " ".join(prose.lower[k] for k in prose.words_in(attribution.cue[-1])[:1])
    colon = prose.text[slice(*attribution.cue[-1])].strip() == ":"
    if not words or prose.lower[words[0]] in CLAUSE or cue in SAYS or cue == "according" or colon:
        return None
    if JUDGES.match(cue) and A_POST.match(prose.text, first[0]):
        return None
    return first


JUDGES = re.compile(r"(?:critici[sz]|condemn|denounc|answer|mock|slam|blast|prais|defend|dismiss|respond|repl(?:y|ie))")
A_POST = re.compile(r"\W*(?:to )?(?:the|an?|his|her|their|this|that|[\w.]+['’]s?) (?:[\w-]+ ){0,2}(?:tweet|post)s?\b")
"""What somebody else put out, behind a cue that judges it."""
CLAUSE = words("clause_opener")
SAYS = words("saying")


def own_channel(prose: Prose, cast: Cast, attribution: Attribution, found: Found, scope: Scope) -> Heard | None:
    """The channel that the attribution's own sentence tells, or None."""
    heard = _by_source(prose, attribution, found)
    if heard is not None:
        return heard
    cue = cue_of(prose, attribution)
    if WITNESSED.match(cue):
        return None
    if attribution.source and MET.search(prose.text, *attribution.source[-1]):
        return Heard("in_person_private", None, attribution.source[-1], 0.6)  # the source holds its verb
    heard = _told(prose, cast, attribution, found, scope) or _by_employer(prose, cast, attribution, found)
    if heard is not None and UNDATED.match(cue) and attribution.source:
        first = attribution.source[-1][1] if heard.span[0] > scope.cue[0] else heard.span[1]
        between = scope.text[max(0, scope.cue[1] - scope.start) : max(0, heard.span[0] - scope.start)]
        if heard.span[0] > first and (CLAUSE_END.search(between) or len(between) > 60):
            return None  # “Ruiz, who has campaigned for Lee, told the Post”: the campaign was no telling
    return heard


MET = re.compile(r"(?<!who )(?<!that )(?<!, )\bmet (?:privately |in private )?with\b")
WITNESSED = re.compile(
    r"(?:\w+ )?(?:saw|seen|sees|see|watch(?:ed|es|ing)?|heard|hears?|attend(?:ed|s|ing)?)\b", re.IGNORECASE
)
"""Cues of those who were there: the rally that they saw is not where they spoke."""
QUIET = re.compile(r"\W*(?:\w+ )?(?:said|says|added|continued)\W*")
UNDATED = re.compile(r"(?:has|have|had|[’'](?:s|ve|d)) \w+", re.IGNORECASE)
CLAUSE_END = re.compile(r"[,;—]|\b(?:and|who|which|after|before|since|when|while)\b")


def _told(prose: Prose, cast: Cast, attribution: Attribution, found: Found, scope: Scope) -> Heard | None:
    """The channel by the words of the telling."""
    if QUIET.fullmatch(scope.text.replace("\x00", "")):
        return None  # a third of all tellings say no more
    if found.basis != "document":
        scope = _without_source(scope, attribution)
    lower = scope.text.lower()
    outlet = (
        _by_programme(scope, lower)
        or _by_outlet(prose, cast, attribution, found, scope)
        or _by_listed(cast, scope, lower)
        or _by_unlisted(cast, scope, lower)
        or _by_the_paper(prose, cast, scope, lower)
    )
    for pattern in prose.patterns("channels", (scope.start, scope.start + len(scope.text))):
        kind = pattern.value
        match = _outside(pattern.expression, scope) if pattern.is_possible(lower) else None
        if match is None:
            continue
        span = (scope.start + match.start(), scope.start + match.end())
        if (
            kind in ("interview", "phone", "speech", "in_person_private", "report_or_poll", "debate")
            and outlet is not None
        ):
            return outlet
        return Heard(_kind(kind), outlet.name if outlet and outlet.kind == kind else None, span, 0.85)
    return outlet


def _without_source(scope: Scope, attribution: Attribution) -> Scope:
    """The scope without the words that describe the source: its “director of debate” held no debate."""
    text = scope.text
    for s, e in attribution.source:
        a, b = max(0, s - scope.start), min(len(text), e - scope.start)
        if a < b:
            text = text[:a] + "\x00" * (b - a) + text[b:]
    return Scope(scope.start, text, scope.cue, scope.source_end)


def _kind(kind: str) -> ChannelKind:
    return kind  # type: ignore[return-value]


def _outside(pattern: re.Pattern[str], scope: Scope) -> re.Match[str] | None:
    """The first match that nothing sets apart from the saying."""
    for match in pattern.finditer(scope.text):
        at = scope.start + match.start()
        if TOLD.match(match.group()) and not _is_own(scope, at):
            continue
        if COMING.search(match.group()):
            continue
        if match.end() < scope.source_end - scope.start and DELETES.search(scope.text, 0, match.start()):
            continue  # “Marr deletes tweet as the mayor calls for calm”
        parted = ELSEWHERE.search(scope.text, max(0, match.start() - 40), match.start())
        if not parted or parted.start() < scope.source_end - scope.start <= match.start():
            return match  # “after Ruiz spoke at a rally”: the source stands in that clause too
    return None


def _by_source(prose: Prose, attribution: Attribution, found: Found) -> Heard | None:
    """The channel that the source itself is: a newspaper that reports, a poll, a court that rules."""
    if not attribution.source:
        return None
    span = (attribution.source[0][0], attribution.source[-1][1])
    words = prose.text[span[0] : span[1]]
    cue = cue_of(prose, attribution)
    name = found.name
    if found.basis in REPORTS and len(found.entities) == 1:
        known = next((outlets()[n] for n in names_of(found.entities[0]) if n in outlets()), None) or as_outlet(
            found.entities[0]
        )
        if known is not None and known[1] in ("newspaper", "tv", "radio", "podcast"):
            kind = REPORT_SOURCE.search(words)
            if found.basis == "document" and kind and kind.group().lower() not in ("report", "reports"):
                return Heard("report_or_poll", name, span, 0.8)
            return Heard(known[1], found.entities[0].name, span, 0.9)
    if found.basis == "document":
        if STATEMENT_SOURCE.search(words):
            return Heard("statement", None, span, 0.8)
        if MAIL_SOURCE.search(words):
            return Heard("email_or_letter", None, span, 0.8)
        if AD_SOURCE.search(words):
            return Heard("ad", None, span, 0.8)
        if BOOK_SOURCE.search(words):
            return Heard("book", None, span, 0.8)
        if COURT_SOURCE.search(words):
            return Heard("court", None, span, 0.8)
        if REPORT_SOURCE.search(words) or REPORT_SOURCE.search(cue):
            return Heard("report_or_poll", name, span, 0.8)
    if found.basis != "document" and COURT_SOURCE.search(words) and COURT_CUE.search(cue):
        return Heard("court", None, span, 0.7)
    if VOICE.search(words) and AD_SOURCE.search(prose.text, max(0, span[0] - 500), span[1] + 80):
        return Heard("ad", None, span, 0.8)
    return None


def _by_employer(prose: Prose, cast: Cast, attribution: Attribution, found: Found) -> Heard | None:
    """The outlet that the source writes for or spoke to: “Ana Ruiz of the Herald” wrote, “who spoke to the Herald”."""
    cue = cue_of(prose, attribution)
    for span in attribution.source:
        for mention, entity in cast.entity_in(span):
            known = outlet_of(mention, entity, prose)
            before = prose.text[span[0] : mention.start]
            if known is None or entity in found.entities or known[1] not in ("newspaper", "tv", "radio", "podcast"):
                continue
            if SPOKE_TO.search(before) or (
                known[1] == "newspaper" and PRINTS.search(cue) and WRITES_FOR.search(before)
            ):
                return Heard(known[1], known[0], (mention.start, mention.end), 0.75)
    return None


SPOKE_TO = re.compile(
    r"\b(?:sp(?:oke|oken|eaking)|talk(?:ed|ing)|told|writing|reporting)(?: exclusively)?"
    r"(?: (?:to|with|for|in))?(?: the)? $"
)
WRITES_FOR = re.compile(r"\b(?:of|for|at|in|from)(?: the)? $", re.IGNORECASE)


def _by_outlet(prose: Prose, cast: Cast, attribution: Attribution, found: Found, scope: Scope) -> Heard | None:
    """The outlet that the words were told to or heard on: “told the Herald”, “on Radio 9’s Breakfast”."""
    best: Heard | None = None
    for mention, entity in cast.entity_in((scope.start, scope.start + len(scope.text))):
        k = mention.start - scope.start
        if scope.text[k] == "\x00" or entity in found.entities:
            continue
        known = outlet_of(mention, entity, prose)
        if known is None or known[1] in ("twitter", "facebook", "instagram"):
            continue
        if any(s <= mention.start < e for s, e in attribution.source):
            continue
        reach = REACHES.search(scope.text, max(0, k - 48), k)
        if reach and TOLD.match(reach.group()) and not _is_own(scope, scope.start + reach.start()):
            continue
        if reach and not ELSEWHERE.search(scope.text, max(0, k - 40), k):
            best = Heard(known[1], known[0], (mention.start, mention.end), 0.85)
            if best.kind in ("radio", "podcast"):
                return best
    return best


def _by_listed(cast: Cast, scope: Scope, lower: str) -> Heard | None:
    """An outlet by the list that is no name to the cast: “told Channel 4 News”, “told the Sun”."""
    match = TELLS.search(scope.text, lower)
    if match is None or (TOLD.match(match.group()) and not _is_own(scope, scope.start + match.start())):
        return None
    known = listed(match["name"])
    if known is None or known[1] not in ("newspaper", "tv", "radio", "podcast"):
        return None
    start = scope.start + match.start("name")
    span = (start, start + len(known[0]))
    if any(e.kind != "other" or m.end > span[1] for m, e in cast.entity_in(span)):
        return None
    return Heard(known[1], known[0], span, 0.8)


TELLS = Pattern(
    re.compile(
        r"\b(?i:told|tells|telling|sp(?:oke|eaking) to) (?:[Tt]he )?(?P<name>[A-Z][\w.&]*(?: [A-Z\d][\w.&]*){0,3})"
    ),
    "newspaper",
    ("told ", "tells ", "telling ", "spoke to ", "speaking to "),
)


def _by_unlisted(cast: Cast, scope: Scope, lower: str) -> Heard | None:
    """A site that no list holds: “opened up to Harbour Dispatch DC”, where that is nobody's name."""
    match = CONFIDES.search(scope.text, lower)
    if match is None or not (" " in match["name"] or match["name"].isupper()):
        return None
    span = (scope.start + match.start("name"), scope.start + match.end("name"))
    if any(e.kind in ("person", "place") for _, e in cast.entity_in(span)):
        return None
    known = listed(match["name"])
    return Heard(known[1] if known else "newspaper", match["name"], span, 0.6)


CONFIDES = Pattern(
    re.compile(
        r"\b(?i:opened up (?:to|with)|interview(?:ed)? (?:with|by)|spoke(?:n)? exclusively (?:to|with)) (?:the )?"
        r"(?P<name>[A-Z][\w.&]*(?: [A-Z][\w.&]*){0,3})"
    ),
    "newspaper",
    ("opened up ", "interview", " exclusively "),
)
PROGRAMME = Pattern(
    re.compile(
        r"\b(?i:on|to|of|told|with) (?:(?:the )?(?P<owner>[A-Z][\w.]*(?: [A-Z]\w*)?)['’]s )?"
        r"(?:[“\"‘']|``)(?P<name>[A-Z][^“”\"\n\x00]{2,40}?)[,.]?(?:[”\"’']|'')(?!\w)"
    ),
    "tv",
    (" “", ' "', " ‘", " '", " ``"),
)
"""A title between quotation marks where a programme is named: “on CBS’s “Face the Nation””."""


def _by_programme(scope: Scope, lower: str) -> Heard | None:
    """The broadcast whose title stands in quotation marks, known by itself or by its broadcaster."""
    for match in PROGRAMME.expression.finditer(scope.text) if PROGRAMME.is_possible(lower) else ():
        if TOLD.match(match.group()) and not _is_own(scope, scope.start + match.start()):
            continue
        known = outlets().get(key(match["name"]))
        owner = outlets().get(key(match["owner"])) if match["owner"] else None
        kind = known[1] if known else owner[1] if owner and owner[1] in ("tv", "radio") else None
        if kind is None or ELSEWHERE.search(scope.text, max(0, match.start() - 40), match.start()):
            continue
        return Heard(kind, match["name"], (scope.start + match.start("name"), scope.start + match.end("name")), 0.85)
    return None


THE_SHOW = Pattern(
    re.compile(
        r"\b(?:on|during) (?:the|that|his|her) (?:same |morning |evening )?"
        r"(?P<what>show|program(?:me)?|broadcast|network)\b"
    ),
    "tv",
    ("show", "program", "broadcast", "network"),
)
THE_PAPER = Pattern(
    re.compile(
        r"\b(?:told|tells|telling|said in|interview with|spoke to|speaking to|spoke with|comments to) the "
        r"(?P<what>paper|newspaper|magazine|network|station|channel|site|website|outlet|publication|broadcaster|agency)\b"
    ),
    "newspaper",
    tuple(
        f" the {what}"
        for what in ("paper", "news", "magazine", "network", "station", "channel", "site", "web", "outlet",
                     "publication", "broadcaster", "agency")
    ),
)  # fmt: skip


def _by_the_paper(prose: Prose, cast: Cast, scope: Scope, lower: str) -> Heard | None:
    """The outlet named last where the words were told to “the paper”, “the network”; its kind alone if none was."""
    show = THE_SHOW.search(scope.text, lower)
    match = show or THE_PAPER.search(scope.text, lower)
    if match is None or (TOLD.match(match.group()) and not _is_own(scope, scope.start + match.start())):
        return None
    span = (scope.start + match.start("what"), scope.start + match.end("what"))
    if show:
        return _last_broadcast(prose, cast, span)
    kind: ChannelKind = "tv" if match["what"] in ("network", "station", "channel", "broadcaster") else "newspaper"
    for mention, entity in reversed(cast.entity_in((max(0, scope.start - 3000), span[0]))):
        known = outlet_of(mention, entity, prose)
        if known is not None and (known[1] == kind or match["what"] in ("site", "website", "outlet", "station")):
            return Heard(known[1], known[0], span, 0.75)
    return None if match["what"] in ("agency", "site", "website") else Heard(kind, None, span, 0.6)


def _last_broadcast(prose: Prose, cast: Cast, span: Span) -> Heard | None:
    """The programme or broadcaster named last before “on the show”."""
    for mention, entity in reversed(cast.entity_in((max(0, span[0] - 1500), span[0]))):
        known = outlet_of(mention, entity, prose)
        if known is not None and known[1] in ("tv", "radio", "podcast"):
            return Heard(known[1], known[0], span, 0.7)
    return None
