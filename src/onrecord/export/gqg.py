"""GDELT Global Quotation Graph: JSON Lines, an article a line, with the text around each quotation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import IO, Final

import msgspec

from onrecord.data import Record
from onrecord.export.quoted import after, before, quotations

AROUND: Final = 100
"""Code points of `pre` and `post`."""

# GDELT names languages as its detector, CLD2, does
_LANGUAGES: Final = {
    "ar": "ARABIC", "bg": "BULGARIAN", "bn": "BENGALI", "ca": "CATALAN", "cs": "CZECH", "da": "DANISH", "de": "GERMAN",
    "el": "GREEK", "en": "ENGLISH", "es": "SPANISH", "et": "ESTONIAN", "fa": "PERSIAN", "fi": "FINNISH",
    "fr": "FRENCH", "he": "HEBREW", "hi": "HINDI", "hr": "CROATIAN", "hu": "HUNGARIAN", "id": "INDONESIAN",
    "it": "ITALIAN", "ja": "Japanese", "ko": "Korean", "lt": "LITHUANIAN", "lv": "LATVIAN", "ms": "MALAY",
    "nl": "DUTCH", "no": "NORWEGIAN", "pl": "POLISH", "pt": "PORTUGUESE", "ro": "ROMANIAN", "ru": "RUSSIAN",
    "sk": "SLOVAK", "sl": "SLOVENIAN", "sr": "SERBIAN", "sv": "SWEDISH", "th": "THAI", "tr": "TURKISH",
    "uk": "UKRAINIAN", "ur": "URDU", "vi": "VIETNAMESE", "zh": "Chinese",
}  # fmt: skip


class Quote(msgspec.Struct, frozen=True, kw_only=True):
    """A quotation without its marks, and the text around it."""

    pre: str
    quote: str
    post: str


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One article. What is not known is null, which GDELT's own files have no need of."""

    date: str | None
    url: str | None
    title: str | None
    lang: str | None
    quotes: tuple[Quote, ...]


def write(records: Iterable[Record], file: IO[bytes]) -> None:
    """A line for each article that has quotations. `date` is the day of publication at 00:00 UTC: no hour is known."""
    for record in records:
        article, text = record.article, record.article.text
        quotes = tuple(
            Quote(
                pre=before(text, q.start, max(0, q.start - AROUND)),
                quote=" ".join(text[q.start : q.end].split()),
                post=after(text, q.end, q.end + AROUND),
            )
            for q in quotations(record)
        )
        if quotes:
            day = f"{article.published}T00:00:00Z" if article.published else None
            language = article.language and _LANGUAGES.get(article.language.lower(), article.language)
            line = Line(date=day, url=article.url, title=article.title, lang=language, quotes=quotes)
            file.write(msgspec.json.encode(line) + b"\n")
