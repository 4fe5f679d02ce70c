"""What pages and terminal call a verdict, a likeness and an alteration of the sense."""

from __future__ import annotations

from typing import Final

from onrecord.data import Likeness, Sense, Verdict

VERDICTS: Final[dict[Verdict, str]] = {
    "verbatim": "On record, word for word",
    "shortened": "On record, shortened: a part of what was said",
    "altered": "On record, but altered",
    "another_speaker": "On record, but as somebody else's words",
    "not_found": "Not on record",
}

LIKENESS: Final[dict[Likeness, str]] = {
    "perhaps": "perhaps the one asked for: the article gives no more of the name",
    "namesake": "another person of that surname",
    "unnamed": "the article names nobody",
    "other": "another speaker",
}
"""Of all but `same`."""

SENSES: Final[dict[Sense, str]] = {
    "negation": "a negation",
    "number": "a number",
    "name": "a name",
    "modal": "a modal verb (will, may, must …)",
    "cut": "a cut that loses a reservation (but, unless, if …)",
    "wording": "the wording",
}
"""What is another in an altered wording."""
