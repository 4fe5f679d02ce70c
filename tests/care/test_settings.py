"""Settings: rules are switched, findings excused with a reason, and whatever is wrong is told with file and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from onrecord.care import NAMES, Excuse, Settings, findings, read_settings
from onrecord.care.settings import helplines
from onrecord.errors import SettingsError
from tests.care.marked import story

LUNATIC = "A man left.\nThe lunatic left.\nA lunatic came."


def read(tmp_path: Path, text: str) -> Settings:
    path = tmp_path / "onrecord.toml"
    path.write_text(text, encoding="utf-8")
    return read_settings(path, NAMES)


def test_a_rule_is_switched_by_name_or_by_group_and_the_name_goes_first(tmp_path: Path) -> None:
    settings = read(
        tmp_path, '[care.rules]\nwords = "off"\nwords.stigma = "error"\n'.replace("words = ", "sourcing = ")
    )
    assert settings.level("sourcing.diagnosis", "warning") is None
    assert settings.level("words.stigma", "warning") == "error"
    settings = Settings(rules={"words": "off", "words.stigma": "note"})
    record, _ = story(LUNATIC + " It was a wheelchair-bound one.")
    assert {(f.rule, f.severity) for f in findings(record, settings)} == {("words.stigma", "note")}


def test_an_excuse_covers_what_it_names_and_nothing_else() -> None:
    record, _ = story(LUNATIC)

    def left(**of: object) -> list[int]:
        excuse = Excuse(rule="words.stigma", reason="a title", **of)  # type: ignore[arg-type]
        return [f.line for f in findings(record, Settings(excuses=(excuse,)))]

    assert left(line=2) == [3] and left(words="The lunatic") == [3] and left(article="a") == []
    assert left(article="b") == [2, 3] and left(line=3, words="The lunatic") == [2, 3]
    other = Excuse(rule="words.metaphor", reason="a title", article="a")
    assert len(findings(record, Settings(excuses=(other,)))) == 2


def test_an_excuse_by_words_covers_only_what_stands_in_those_words() -> None:
    record, _ = story("Fans rode the Lunatic of the Hills. A lunatic shouted, the maniac fled, a lunatic\u2028fell.")

    def left(words: str) -> list[str]:
        excuse = Excuse(rule="words.stigma", reason="a locomotive", words=words)
        text = record.article.text
        return [text[f.span[0] - 2 : f.span[1]] for f in findings(record, Settings(excuses=(excuse,)))]

    assert left("the Lunatic of the Hills") == ["A lunatic", "e maniac", "a lunatic"]
    assert left("A lunatic") == left("lunatic shouted") == ["e maniac", "a lunatic"]
    assert left("a lunatic\u2028fell") == ["A lunatic", "e maniac"]
    assert left("Fans rode") == ["A lunatic", "e maniac", "a lunatic"]


def test_the_whole_file_is_read(tmp_path: Path) -> None:
    settings = read(
        tmp_path,
        '[other]\nkey = 1\n[care]\nfail-on = "warning"\ncountry = "XX"\n[care.rules]\nsuicide.place = "note"\n'
        '[care.helplines]\nXX = ["Lantern 123"]\n'
        '[[care.excuse]]\nrule = "words.stigma"\nline = 2\nreason = "a title"\n',
    )
    assert settings.fail_on == "warning" and settings.numbers == ("Lantern 123",)
    assert settings.rules == {"suicide.place": "note"} and settings.excuses[0].line == 2


def test_the_helpline_of_the_country_is_suggested() -> None:
    record, _ = story("The drummer died by suicide in May. His suicide shook the town.")
    (found,) = findings(record, Settings(country="GB"))
    assert found.suggestion and "Samaritans 116 123" in found.suggestion
    (found,) = findings(record, Settings(country="GB", helplines={"GB": ("Lantern 123",)}))
    assert found.suggestion and "Lantern 123" in found.suggestion
    record, _ = story("The drummer died by suicide in May. His suicide shook the town. Lantern: 1 23.")
    assert findings(record, Settings(country="GB", helplines={"GB": ("1 23",)})) == ()


def test_the_table_of_helplines_has_numbers() -> None:
    assert all(any(char.isdigit() for char in line) for lines in helplines().values() for line in lines)
    assert {"US", "GB", "IE", "AU", "CA", "NZ"} <= set(helplines())


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[care.rules]\nwords.stigmata = "off"', "rules.words.stigmata"),
        ('[care.rules]\nwords.stigma = "loud"', "rules.words.stigma"),
        ("[care.rules]\nwords.stigma = 3", "rules.words.stigma"),
        ('[care.rules]\nnothing = "off"', "rules.nothing"),
        ('[care]\nfailon = "note"', "failon"),
        ('[care]\nfail-on = "often"', "fail-on"),
        ('[care]\ncountry = "ZZ"', "ZZ"),
        ("[care", "onrecord.toml"),
        ('[[care.excuse]]\nrule = "words.stigma"\nline = 2', "reason"),
        ('[[care.excuse]]\nrule = "words.stigma"\nline = 2\nreason = " "', "excuse 1"),
        ('[[care.excuse]]\nrule = "words.stigma"\nreason = "a title"', "excuse 1"),
        ('[[care.excuse]]\nrule = "stigma"\nline = 1\nreason = "a title"', "stigma"),
        ('[[care.excuse]]\nrule = "words.stigma"\nlines = 1\nreason = "a title"', "lines"),
        ("care = 3", "care"),
        ('[care.helplines]\nGB = "116 123"', "helplines"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_key(tmp_path: Path, text: str, named: str) -> None:
    with pytest.raises(SettingsError) as error:
        read(tmp_path, text)
    assert "onrecord.toml" in str(error.value) and named in str(error.value) and "\n" not in str(error.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nothing\.toml"):
        read_settings(tmp_path / "nothing.toml", NAMES)
    path = tmp_path / "latin.toml"
    path.write_bytes(b"[care]\n# caf\xe9\n")
    with pytest.raises(SettingsError, match=r"latin.toml: not UTF-8"):
        read_settings(path, NAMES)
