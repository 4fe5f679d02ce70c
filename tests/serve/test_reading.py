"""The reading view: every statement in place, its note beside it, its versions."""

import pytest
from litestar.testing import TestClient
from lxml import html
from msgspec.structs import replace

from onrecord.data import Article, Record
from onrecord.ledger import Ledger
from tests.serve.conftest import HTML, STORY, small, statement


def page(client: TestClient, path: str) -> html.HtmlElement:
    found = client.get(path, headers=HTML)
    assert found.status_code == 200, found.text
    return html.fromstring(found.text)


def test_the_text_is_shown_whole(reader: TestClient) -> None:
    shown = page(reader, "/articles/ferry-1").xpath("//p[@class='text']")
    words = ["".join(p.xpath(".//span[@data-a]/text()")) for p in shown]
    assert words == STORY.split("\n\n")


def test_each_statement_is_marked_by_form_and_has_a_note_with_what_is_known(reader: TestClient) -> None:
    found = page(reader, "/articles/ferry-1")
    said = {}
    for piece in found.xpath("//span[@data-keys]"):
        for key in piece.get("data-keys").split():
            said.setdefault(key, []).append((piece.text, piece.get("class")))
    notes = [" ".join(n.text_content().split()) for n in found.xpath("//section[contains(@class, 'note')]")]
    assert "".join(t for t, _ in said["2-content"]) == "The hull is soundWe had feared worse"
    assert all("direct" in c.split() for _, c in said["2-content"])
    assert "indirect" in said["1-content"][0][1].split() and "mixed" in said["3-content"][0][1].split()
    assert "".join(t for t, _ in said["2-channel"]).startswith("in an interview with Kustradion")
    assert "Mara Lindqvist" in notes[0] and "indirect" in notes[0] and "said 11 March 2031" in notes[0]
    assert "through interview: Kustradion" in notes[1] and "90% sure" in notes[1]
    assert "Unnamed person" in notes[2] and "40% sure" in notes[2]
    assert "denied: statement 4" in notes[2]
    assert "Tom Okafor" in notes[3] and "denial of a statement here" in notes[3]


def test_marks_and_notes_lead_to_each_other_and_to_the_person(reader: TestClient) -> None:
    found = page(reader, "/articles/ferry-1")
    ids = {e.get("id") for e in found.xpath("//*[@id]")}
    targets = [a.get("href")[1:] for a in found.xpath("//a[starts-with(@href, '#')]")]
    assert len(targets) >= 9 and set(targets) <= ids
    assert reader.get(found.xpath("//section[@id='n1']//a[@class='name']")[0].get("href")).json()["person"]["name"]


def test_json_tells_what_the_page_shows(reader: TestClient) -> None:
    view = reader.get("/articles/ferry-1").json()
    assert view["article"]["text"] == STORY and view["version"] == 2 and len(view["versions"]) == 2
    assert [s["statement"]["id"] for s in view["statements"]] == ["s-may", "s-hull", "s-cost", "s-krona"]
    assert view["statements"][0]["person"] == view["statements"][1]["person"] is not None


def test_an_older_version_says_that_it_is_one(reader: TestClient) -> None:
    assert "three times" in reader.get("/articles/ferry-1?version=1").json()["article"]["text"]
    assert "older version" in page(reader, "/articles/ferry-1?version=1").text_content()


def test_a_page_is_of_one_moment_whatever_is_stored_while_it_is_made(
    client: TestClient, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, one, written = Ledger.versions, small(1), list[int]()

    def written_after(self: Ledger, id: str) -> object:
        found = asked(self, id)
        written.append(len(written) + 2)
        text = f"{one.article.text} Version {written[-1]}."
        ledger.add([Record(article=replace(one.article, text=text), statements=one.statements)])
        return found

    monkeypatch.setattr(Ledger, "versions", written_after)
    for number in (1, 2, 3):
        view = client.get("/articles/boat-1").json()
        assert view["version"] == view["versions"][-1]["number"] == number and len(view["statements"]) == 1
        assert view["article"]["text"].endswith("windy." if number == 1 else f"Version {number}.")
    assert client.get("/articles/boat-1/versions").json()["difference"]["new"] == 4


def test_versions_show_the_words_that_changed(reader: TestClient) -> None:
    found = page(reader, "/articles/ferry-1/versions")
    assert [" ".join(d.text_content().split()) for d in found.xpath("//del")] == ["[dropped: three times]"]
    assert [" ".join(i.text_content().split()) for i in found.xpath("//ins")] == ["[added: twice]"]
    rows = [[cell.text_content() for cell in row] for row in found.xpath("//tbody/tr")]
    assert ["title", "Ferry to sail in May", "Ferry to sail again in May"] in rows
    difference = reader.get("/articles/ferry-1/versions").json()["difference"]
    assert (difference["old"], difference["new"]) == (1, 2)


def test_a_version_is_compared_with_the_newest_before_it_that_stands(client: TestClient, ledger: Ledger) -> None:
    """None where all before were forgotten."""
    first = small(900)
    for n, (text, is_forgotten) in enumerate([("One.", True), ("One. Two.", False), ("One. Two. Three.", False)]):
        ledger.add([Record(article=replace(first.article, text=text), statements=())], again=n > 0)
        if is_forgotten:
            ledger.forget("boat-900", reason="asked by the author", by="Ines")
    found = page(client, "/articles/boat-900/versions")
    links = found.xpath("//ol[@class='versions']//a[contains(@href, 'old=')]/@href")
    assert links == ["/articles/boat-900/versions?old=2&new=3"]
    assert client.get(links[0]).status_code == 200


def test_an_article_of_any_id_has_a_page(client: TestClient, ledger: Ledger) -> None:
    for n, id in enumerate(["a/b/../c", "ümlaut 🛳", "x?y#z%2F", "."]):
        record = small(n)
        said = tuple(replace(s, id=f"odd {id}") for s in record.statements)
        ledger.add([Record(article=replace(record.article, id=id), statements=said)])
        assert len(client.get("/find", params={"article": id}).json()["found"]) == 1
        found = html.fromstring(client.get("/find", params={"article": id}, headers=HTML).text)
        address = found.xpath("//blockquote/a")[0].get("href").partition("#")[0]
        assert client.get(address).json()["article"]["id"] == id
        details = found.xpath("//p[@class='where']/a")[0].get("href")
        assert client.get(details).json()["reading"]["statement"]["id"] == f"odd {id}"


def test_a_text_of_another_system_s_line_ends_is_shown_as_any_other(client: TestClient, ledger: Ledger) -> None:
    text = "The pier was shut.\r\n\r\n“Boat one is late,” Mara Lindqvist said.\r\nIt rained.\r\n"
    said = statement(text, "Boat one is late", id="crlf")
    for body, found in ((text, (said,)), (text.replace("It rained", "It snowed"), (said,))):
        ledger.add([Record(article=Article(id="crlf", text=body), statements=found)])
    for path in ("/articles/crlf", "/statements/crlf", "/find?article=crlf", "/articles/crlf/versions"):
        assert "\ufffd" not in client.get(path, headers=HTML).text
    shown = page(client, "/articles/crlf").xpath("//p[@class='text']")
    assert shown[0].text_content().strip() == "The pier was shut." and len(shown) == 2
    assert len(page(client, "/articles/crlf/versions").xpath("//section[@class='changed']/p")) == 2
