"""What news standards ask about stands in the margin of the paragraph it is about, and in the JSON."""

from litestar.testing import TestClient
from msgspec.structs import replace

from onrecord.care import findings
from onrecord.ledger import Ledger
from tests.serve.conftest import story
from tests.serve.test_reading import page

TEXT = "The yard opened in 1910.\n\nThe lunatic <b>left</b> the hall, the harbour master said.\n\nIt rained all day."


def test_a_finding_stands_beside_its_paragraph_and_in_the_json(client: TestClient, ledger: Ledger) -> None:
    record = story()
    article = replace(record.article, id="care-1", title="A lunatic at large", text=TEXT)
    ledger.add([replace(record, article=article, statements=())])
    view = client.get("/articles/care-1").json()
    expected = findings(ledger.article("care-1"))
    assert [f["rule"] for f in view["findings"]] == [f.rule for f in expected] == ["words.stigma", "words.stigma"]
    rows = page(client, "/articles/care-1").xpath("//div[@class='row']")
    assert [len(r.xpath(".//section[@class='note care']")) for r in rows] == [0, 1, 0]
    (note,) = rows[1].xpath(".//section[@class='note care']")
    assert "lunatic" in note.text_content() and "AP Stylebook" in note.text_content()
    assert note.xpath(".//a/@href")[0].startswith("https://")
    title = page(client, "/articles/care-1").xpath("//aside[contains(@aria-label, 'title')]//section")
    assert len(title) == 1


def test_an_article_with_nothing_to_ask_has_no_such_note(reader: TestClient) -> None:
    view = reader.get("/articles/ferry-1").json()
    notes = page(reader, "/articles/ferry-1").xpath("//section[@class='note care']")
    assert len(notes) == len(view["findings"])
