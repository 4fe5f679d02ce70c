"""Settings of care: which rules are asked, how grave they are, which findings are excused, where help is found."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, Literal

import msgspec

from onrecord.care.card import Switch, words
from onrecord.data import Article, Finding, Severity
from onrecord.errors import SettingsError

FailOn = Literal["note", "warning", "error", "never"]
FILE = "onrecord.toml"
"""Read from the working directory where --config names no other."""


class Excuse(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Findings that somebody has looked at and let stand, with the reason."""

    rule: str
    reason: str
    article: str | None = None
    """An article's id; any article where it is not given."""
    line: int | None = None
    words: str | None = None
    """Words that the finding lies in or shares; they outlast an edit above it, which a line's number does not."""

    def covers(self, finding: Finding, article: Article) -> bool:
        """Whether this excuses the finding."""
        if self.rule != finding.rule or self.article not in (None, article.id):
            return False
        if self.line not in (None, finding.line):
            return False
        if self.words is None:
            return True
        text = article.text if finding.part == "text" else article.title or ""
        (start, end), reach = finding.span, len(self.words) - 1  # whatever stands whole within it meets the span
        return self.words in text[max(0, start - reach) : end + reach]


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What an outlet has settled; without a file, every rule at its own severity."""

    rules: dict[str, Switch] = {}
    """By rule, or by group for all its rules; a rule's own entry goes before its group's."""
    excuses: tuple[Excuse, ...] = ()
    country: str | None = None
    """ISO 3166-1 alpha-2: whose helplines are suggested."""
    helplines: dict[str, tuple[str, ...]] = {}
    """By country, instead of the table that ships."""
    fail_on: FailOn = "error"

    def level(self, rule: str, severity: Severity) -> Severity | None:
        """The severity of a rule whose own is `severity`; None where it is switched off."""
        switch = self.rules.get(rule, self.rules.get(rule.partition(".")[0], severity))
        return None if switch == "off" else switch

    @property
    def numbers(self) -> tuple[str, ...]:
        """The helplines to suggest: those of the country; none where no country is set."""
        if self.country is None:
            return ()
        return self.helplines.get(self.country) or helplines().get(self.country, ())


@cache
def helplines() -> dict[str, tuple[str, ...]]:
    """Country (ISO 3166-1 alpha-2) → its helplines, each a name with a number."""
    out: dict[str, tuple[str, ...]] = {}
    for country, name, number in words("helplines"):
        out[country] = (*out.get(country, ()), f"{name} {number}")
    return out


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The section [care] of a settings file."""

    fail_on: FailOn = msgspec.field(default="error", name="fail-on")
    country: str | None = None
    rules: dict[str, Any] = {}
    helplines: dict[str, tuple[str, ...]] = {}
    excuse: tuple[Excuse, ...] = ()


def read_settings(path: Path, known: tuple[str, ...]) -> Settings:
    """The settings of a TOML file's [care] section; other sections are not looked at. `known` are the rules' names.

    Raises SettingsError, which names file and key, where the file cannot be read, is no TOML, or holds a rule, key or
    value that does not exist.
    """
    try:
        raw = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror or error}; name a settings file that can be read") from error
    except UnicodeDecodeError as error:
        raise SettingsError(f"{path}: not UTF-8 (byte {error.start}); save it as UTF-8") from error
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise SettingsError(f"{path}: {error or 'nested too deeply'}") from error
    try:
        found = msgspec.convert(raw.get("care", {}), type=_File)
    except msgspec.ValidationError as error:
        raise SettingsError(f"{path}: [care] {error}") from error
    rules = _switches(path, found.rules, known)
    for n, excuse in enumerate(found.excuse, 1):
        key = f"excuse {n} of [[care.excuse]]"
        if excuse.rule not in known:
            raise SettingsError(f"{path}: {key}: no rule is named {excuse.rule!r}; see onrecord care --rules")
        if not excuse.reason.strip():
            raise SettingsError(f"{path}: {key}: the reason is empty; say why the finding may stand")
        if excuse.article is None and excuse.line is None and excuse.words is None:
            raise SettingsError(f"{path}: {key}: say which findings: by article, line or words")
    if found.country is not None and found.country not in {*found.helplines, *helplines()}:
        raise SettingsError(
            f"{path}: country {found.country!r} has no helplines; set them in [care.helplines], or use one of "
            f"{', '.join(helplines())}"
        )
    return Settings(
        rules=rules, excuses=found.excuse, country=found.country, helplines=found.helplines, fail_on=found.fail_on
    )


def _switches(path: Path, given: dict[str, Any], known: tuple[str, ...]) -> dict[str, Switch]:
    """The switches by rule or group; `[care.rules.words]` and `words.stigma = …` mean the same to TOML."""
    out: dict[str, Switch] = {}
    groups = {name.partition(".")[0] for name in known}
    flat = [(k, v) for k, v in given.items() if not isinstance(v, dict)]
    flat += [(f"{group}.{k}", v) for group, inner in given.items() if isinstance(inner, dict) for k, v in inner.items()]
    for name, value in flat:
        if name not in known and name not in groups:
            raise SettingsError(f"{path}: rules.{name}: no rule has this name; see onrecord care --rules")
        try:
            out[name] = msgspec.convert(value, type=Switch)
        except msgspec.ValidationError:
            raise SettingsError(f"{path}: rules.{name} is {value!r}: it must be off, note, warning or error") from None
    return out
