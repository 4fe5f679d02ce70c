"""What is known of when and through what one attribution was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from onrecord.data import Span
from onrecord.resolve.channel import Heard


@dataclass(slots=True)
class Setting:
    """When and through what; None where the article does not tell or it is not yet found."""

    channel: Heard | None = None
    when: tuple[date, date] | None = None
    when_span: Span | None = None
    when_score: float = 1.0
    own_when: bool = False
    own_channel: bool = False
    is_dated: bool = False
    """By its own sentence, its transcript or the event that it names: no other day comes into question."""
    is_elsewhen: bool = False
    """Told of a time that the article does not date, “During the war, Ito said”: it shares no other's occasion."""
