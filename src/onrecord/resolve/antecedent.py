"""Who a pronoun means: the best of the people and groups named before it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from math import log

from onrecord.resolve.cast import Cast
from onrecord.resolve.describe import DETERMINERS
from onrecord.resolve.entity import Entity
from onrecord.resolve.found import Found
from onrecord.resolve.lexicon import Gender, roles, words
from onrecord.resolve.prose import Prose

SINGULAR: dict[str, Gender] = {
    "he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f",
}  # fmt: skip
NEUTER = frozenset({"it", "its", "itself"})
PLURAL = frozenset({"they", "them", "their", "theirs", "themselves"})
FIRST = words("first_person")
RELATIVE = frozenset({"who", "whom", "whose", "which", "that"})


W = {
    "often": 0.55, "unknown": -1.1, "sentence": -0.75, "subject": 0.8, "possessor": -0.6, "quoted": -1.2,
    "heading": -0.4,
    "object": -0.4, "speaker": 1.4, "speaker_sentence": -0.3, "speaker_paragraph": -0.25, "last": 0.8,
    "introduced": 1.0,
}  # fmt: skip
"""Weights set by hand, then moved one at a time on 837 pronouns of GUM and on 789 sources of PolNeAR's train articles
with CoreNLP's chains for truth: 85.8 % and 84.8 % right (84.2 % and 82.8 % before); docs/accuracy-resolving.md."""


def person(
    prose: Prose, cast: Cast, at: int, gender: Gender, said: list[Found], barred: Collection[Entity] = ()
) -> tuple[Entity | None, float]:
    """The person that a singular pronoun at `at` means, with a score; `said` are the sources found so far, in order.

    A weighted choice after Lappin and Leass (1994): nearness by sentences, subject before object, the last
    speaker before others, people named often before those named once; gender excludes, and so does `barred`.
    """
    here, inside = prose.sentence(at), _inside(prose, at)
    paragraph = prose.paragraph(at)
    near = [f for f in said[-1:] if f.at < at and len(f.entities) == 1 and here - prose.sentence(f.at) < 4]
    last = near[0].entities[0] if near else None
    own = _brought_on(prose, cast, at, paragraph) if near else None
    best: tuple[float, Entity | None] = (-1e9, None)
    second = -1e9
    for entity in cast.people:
        if (entity.gender and entity.gender != gender) or entity in barred:
            continue
        score = _nearness(prose, cast, entity, at, here, inside)
        for found in said[-3:]:
            if (
                found.at < at
                and len(found.entities) == 1
                and found.entities[0] is entity
                and not _is_named_at(entity, found.at)
            ):
                told = W["sentence"] * min(here - prose.sentence(found.at), 12) + W["subject"]
                score = told if score is None else max(score, told)
        if score is None:
            continue
        score += W["often"] * log(len(entity.places)) + (0.0 if entity.gender or entity is last else W["unknown"])
        if entity is own or (own is None and _is_introduced(prose, entity, paragraph)):
            score += W["introduced"]
        score += _as_speaker(prose, entity, said, at, here, paragraph)
        if score > best[0]:
            second, best = best[0], (score, entity)
        elif score > second:
            second = score
    if best[1] is None:
        return None, 0.3
    margin = best[0] - second
    return best[1], 0.95 if margin > 1.5 else 0.6 + 0.2 * max(0.0, margin)


def _brought_on(prose: Prose, cast: Cast, at: int, paragraph: int) -> Entity | None:
    """Whom the paragraph itself brings on: the first person of its sentences so far, as a subject and new.

    “The baker's son, Ken Roe, laughed. “Never,” he said.” Where a pronoun came first, it goes on of somebody else.
    """
    start, here = prose.paragraphs[paragraph][0], prose.sentence(at)
    if here - prose.sentence(start) > 3:
        return None  # a text without paragraphs
    for m, e in cast.entity_in((start, prose.sentence_starts[here])):
        if e.kind == "person" and not prose.quoted[m.first]:
            goes_on = any(word in ("he", "she") for word in prose.lower[prose.word_at(start) : m.first])
            is_new = e.places[0].start == m.start and is_subject(prose, m.first, m.last, m.start)
            return e if is_new and not goes_on else None
    return None


def _is_introduced(prose: Prose, entity: Entity, paragraph: int) -> bool:
    """Whether the paragraph before names the entity first and says who it is: so news brings on whom it quotes next."""
    m = entity.places[0]
    return prose.paragraph(m.start) == paragraph - 1 and not m.heading and prose.text[m.end : m.end + 2] in (", ", " (")


def _is_named_at(entity: Entity, at: int) -> bool:
    """Whether the source at `at` was the name itself; a role, a pronoun or a mistyped name counts as a mention too."""
    return any(0 <= m.start - at < 80 for m in entity.places)


def _inside(prose: Prose, at: int) -> bool:
    i = bisect_left(prose.starts, at)
    return i < len(prose.quoted) and prose.quoted[i]


def _nearness(prose: Prose, cast: Cast, entity: Entity, at: int, here: int, inside: bool) -> float | None:
    """The best score of the entity's mentions before `at`; None where there is none within reach."""
    best: float | None = None
    for m in reversed(entity.places):
        if m.start >= at:
            continue
        distance = here - prose.sentence(m.start)
        if distance > 12 and best is not None:
            break
        score = W["sentence"] * min(distance, 12)
        if is_subject(prose, m.first, m.last, m.start):
            score += W["subject"]
        if _is_possessor(prose, m.last):
            score += W["possessor"]
        if prose.quoted[m.first] != inside:
            score += W["quoted"]
        if m.heading:
            score += W["heading"]
        if _is_object_near(prose, m.first):
            score += W["object"]
        best = score if best is None else max(best, score)
        if distance > 3:
            break
    return best


def _as_speaker(prose: Prose, entity: Entity, said: list[Found], at: int, here: int, paragraph: int) -> float:
    """What it counts for the entity that it was the source shortly before."""
    score = 0.0
    for found in reversed(said[-4:]):
        if found.at >= at or entity not in found.entities or len(found.entities) > 1:
            continue
        distance = here - prose.sentence(found.at)
        gap = paragraph - prose.paragraph(found.at)
        score = max(score, W["speaker"] + W["speaker_sentence"] * min(distance, 4) + W["speaker_paragraph"] * gap)
        if found is said[-1]:
            score += W["last"]
    return score


def is_subject(prose: Prose, first: int, last: int, start: int) -> bool:
    """Whether the name opens its sentence or a verb follows it."""
    begin = prose.word_at(prose.sentence_starts[prose.sentence(start)])
    if first - begin <= 1 or _is_apposed(prose, begin, first):
        return True
    after = last + 1
    if after < len(prose.words) and prose.text[prose.ends[last] : prose.starts[after]] == " ":
        word = prose.lower[after]
        return word.endswith("ed") or word in VERBS
    return False


def _is_apposed(prose: Prose, begin: int, first: int) -> bool:
    """Whether a name follows the role that opens its sentence: “The baker's son, Ken Roe,”, “His friend Ken Roe”."""
    before = prose.lower[begin:first]
    role = roles().get(before[-1])
    if len(before) > 5 or before[0] not in DETERMINERS or role is None or role.kind != "person":
        return False
    gap = prose.text[prose.ends[first - 1] : prose.starts[first]]
    return gap in (" ", ", ") and not any(w.endswith("ed") or w in VERBS or w in LEADS for w in before)


def _is_possessor(prose: Prose, last: int) -> bool:
    return last + 1 < len(prose.words) and prose.lower[last + 1] in ("'s", "’s")


def _is_object_near(prose: Prose, first: int) -> bool:
    return first > 0 and prose.lower[first - 1] in LEADS


VERBS = words("subject_verb")
LEADS = frozenset(["of", "for", "with", "by", "about", "against", "at", "to", "from", "on"])
"""Prepositions, after which a name is no subject."""
