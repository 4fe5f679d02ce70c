"""Articles varied at random, so that the net learns the language of attribution and not one election's habits.

Each variation keeps the annotation true: other people's names, other quotation marks, a quotation signed with a dash
instead of "said". They are drawn anew each epoch.
"""

from __future__ import annotations

import random
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from onrecord.text import OPENING, marks, paragraphs
from training.corpora import Annotated, Gold

NAMES = re.compile(
    r"\b(?:Trump|Clinton|Sanders|Cruz|Rubio|Obama|Bush|Kasich|Carson|Pence|Kaine|Romney|Ryan|Biden|Christie|Fiorina"
    r"|McConnell|Warren|Comey|Podesta|Manafort|Conway|Lewandowski|Bernie|Hillary|Donald|Barack|Marco|Ted|Jeb|Mike|Ben)\b"
)
FIRST = {"Bernie", "Hillary", "Donald", "Barack", "Marco", "Ted", "Jeb", "Mike", "Ben"}
SURNAMES = (
    "Abbott Adeyemi Ahmed Andersson Baker Banerjee Barrett Bell Bianchi Brennan Campbell Castro Chen Cohen Connolly"
    " Costa Dang Davies Delgado Dubois Edwards Evans Ferrari Fischer Fletcher Foster Garcia Gibson Gupta Hall Hansen"
    " Harris Hoffman Hughes Ibrahim Ivanov Jackson Jensen Jones Kaplan Kelly Khan Kim Kowalski Kumar Larsen Lee Lopez"
    " Lynch MacDonald Marino Martin Mbeki Mensah Miller Mitchell Moreau Morgan Murphy Nakamura Nguyen Novak O'Brien"
    " Okafor Olsen Ortiz Osei Owens Park Patel Pereira Petrov Popov Price Quinn Ramirez Reid Reyes Rossi Roy Russo"
    " Santos Sato Schmidt Shah Silva Singh Smith Suzuki Tan Taylor Thompson Torres Turner Vargas Walker Wang Watson"
    " Weber Williams Wong Wright Yamamoto Yilmaz Young Zhang"
).split()
GIVEN = (
    "Aisha Alan Alice Amara Ana Andrew Anna Ben Carlos Carol Chidi Clara Daniel David Dora Elena Emma Eric Fatima Fiona"
    " Grace Hana Hugo Imran Ines Ivan James Jane Joe John Julia Karen Kofi Lars Laura Leo Li Liam Lucy Maria Mark Maya"
    " Mei Nadia Nina Noah Olga Omar Oscar Paul Peter Priya Rosa Ruth Sam Sara Sofia Tom Uma Vera Wei Yusuf Zoe"
).split()
WORD = re.compile(r"\b[a-z]{4,}\b")
SAID = re.compile(r"\s*\b(?:said|says|wrote|writes|tweeted|added)$")


def varied(article: Annotated, rng: random.Random) -> Annotated:
    """The article, with each variation made or left out at random."""
    if rng.random() < 0.4:
        article = renamed(article, rng)
    if rng.random() < 0.4:
        article = requoted(article, rng.choice(("“”", '""', "‘’")))
    return signed(article, rng, 0.06)


def edited(article: Annotated, edits: Iterable[tuple[int, int, str]]) -> Annotated:
    """The article with spans of its text replaced; offsets follow. No edit may reach across a span's border."""
    pieces, last, at, shift = [], 0, [0], [0]
    for start, end, new in sorted(edits):
        pieces += [article.text[last:start], new]
        at.append(end)
        shift.append(shift[-1] + len(new) - (end - start))
        last = end
    pieces.append(article.text[last:])

    def moved(spans: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
        return tuple((s + shift[bisect_right(at, s) - 1], e + shift[bisect_right(at, e) - 1]) for s, e in spans)

    gold = tuple(Gold(moved(a.content), moved(a.cue), moved(a.source)) for a in article.attributions)
    return msgspec.structs.replace(article, text="".join(pieces), attributions=gold, other_annotators=())


def renamed(article: Annotated, rng: random.Random) -> Annotated:
    """Each of the campaign's names by another name, the same one throughout."""
    new: dict[str, str] = {}
    for m in NAMES.finditer(article.text):
        new.setdefault(m.group(), rng.choice(GIVEN if m.group() in FIRST else SURNAMES))
    return edited(article, [(*m.span(), new[m.group()]) for m in NAMES.finditer(article.text)])


def requoted(article: Annotated, pair: str) -> Annotated:
    """Every double quotation mark by one of `pair`."""
    edits = [
        (i, j, pair[0] if kind == OPENING else pair[1])
        for p in paragraphs(article.text)
        for i, j, kind in marks(article.text, (p.start, p.end))
        if article.text[i:j] in '“”"'
    ]
    return edited(article, edits)


def signed(article: Annotated, rng: random.Random, share: float) -> Annotated:
    """Some of `“…,” said NAME` as `“…” — NAME`, the dash being the cue."""
    text, out, shift = article.text, article, 0
    for n, a in enumerate(article.attributions):
        if not (len(a.content) == len(a.cue) == len(a.source) == 1) or rng.random() > share:
            continue
        (content,), (cue,), (source,) = a.content, a.cue, a.source
        between = text[content[1] : min(cue[0], source[0])]
        after = text[max(cue[1], source[1]) :][:1]
        adjacent = text[min(cue[1], source[1]) : max(cue[0], source[0])] == " "
        if between != " " or not adjacent or after not in ".\n" or not SAID.match(text[slice(*cue)]):
            continue
        if text[content[1] - 1] not in '”"’' or not text[source[0]].isupper():
            continue
        dash, name = rng.choice("—–―-"), text[slice(*source)]
        start = content[1] + 1 + shift
        end = max(cue[1], source[1]) + shift
        old, new = out.attributions[n], f"{dash} {name}"
        kept = (*out.attributions[:n], Gold(old.content), *out.attributions[n + 1 :])
        out = edited(msgspec.structs.replace(out, attributions=kept), [(start, end, new)])
        now = Gold(old.content, ((start, start + 1),), ((start + 2, start + len(new)),))
        out = msgspec.structs.replace(out, attributions=(*out.attributions[:n], now, *out.attributions[n + 1 :]))
        shift += len(new) - (end - start)
    return out


def reworded(articles: Sequence[Annotated], rng: random.Random, share: float) -> list[Annotated]:
    """The articles with some words replaced by others of the same ending, and without annotations, for a teacher.

    A teacher has its own training articles by heart, and says little of them that the gold does not; of these it says
    what it would of new ones (data augmentation as in TinyBERT, Jiao et al. 2020). The 200 most frequent words stay:
    they hold the sentences together, "said" among them.
    """
    words = Counter(w for a in articles for w in WORD.findall(a.text))
    kept = {w for w, _ in words.most_common(200)}
    alike: dict[str, list[str]] = defaultdict(list)
    for word in words.elements():
        if word not in kept:
            alike[word[-2:]].append(word)

    def other(m: re.Match[str]) -> str:
        return m[0] if m[0] in kept or rng.random() >= share else rng.choice(alike[m[0][-2:]])

    return [Annotated(f"{a.id} reworded", WORD.sub(other, a.text)) for a in articles]
