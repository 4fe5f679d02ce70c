"""Find, facets, pages that can be bookmarked, timeline, feed, check."""

from datetime import date
from itertools import product
from typing import get_args
from xml.etree import ElementTree as xml

import pytest
from litestar.testing import TestClient
from lxml import html
from msgspec import convert
from msgspec.structs import replace

from onrecord.data import Article, Likeness, Record, Verdict
from onrecord.glossary import LIKENESS, SENSES, VERDICTS
from onrecord.ledger import Ledger
from onrecord.serve.pages import environment
from onrecord.serve.views import CheckView
from tests.serve.conftest import HTML, small, statement

ATOM = "{http://www.w3.org/2005/Atom}"


def ids(view: dict) -> list[str]:  # type: ignore[type-arg]
    return [f["statement"]["id"] for f in view["found"]]


def test_facets_and_counts_are_of_the_query(reader: TestClient) -> None:
    view = reader.get("/find?words=boat").json()
    facets = {f["field"]: dict(map(tuple, f["values"])) for f in view["facets"]}
    assert view["count"] == {"number": 30, "more": False}
    assert facets["outlet"] == {"Dagbladet Nord": 15, "Sjönytt": 15} and facets["form"] == {"direct": 30}


def test_the_first_page_leads_to_more_of_every_kind_that_it_shows(reader: TestClient) -> None:
    page = html.fromstring(reader.get("/", headers=HTML).text)
    more = page.xpath("//section[h2='Unnamed sources']/p[@class='more']/a/@href")
    assert more == ["/find?basis=unnamed_person", "/find?basis=unnamed_group"]


def test_fields_narrow_it(reader: TestClient) -> None:
    assert ids(reader.get("/find?form=mixed").json()) == ["s-cost"]
    assert ids(reader.get("/find?denial=true").json()) == ["s-krona"]
    assert ids(reader.get("/find?said_from=2031-03&said_to=2031-03&form=indirect").json()) == ["s-may"]


def test_following_pages_give_each_answer_once_whatever_is_added_between(client: TestClient, ledger: Ledger) -> None:
    seen, address = [], "/find?words=boat&limit=7"
    for turn in range(10):
        page = html.fromstring(client.get(address, headers=HTML).text)
        seen += [a.get("href").partition("#s-")[2] for a in page.xpath("//blockquote/a")]
        if turn == 0:
            ledger.add([small(99)])
        following = page.xpath("//a[@rel='next']/@href")
        if not following:
            break
        address = following[0]
        assert "limit=7" in address and "limit=7" in (page.xpath("//a[.='First page']/@href") or [address])[0]
    assert len(seen) == 30 == len(set(seen)) and "b99" not in seen


def test_a_facet_leads_to_its_answers(reader: TestClient) -> None:
    page = html.fromstring(reader.get("/find?words=boat", headers=HTML).text)
    address = page.xpath("//section[@class='facet']//a[contains(., 'Sjönytt')]/@href")[0]
    assert reader.get(address).json()["count"]["number"] == 15


def test_the_number_beside_a_facet_is_that_of_its_answers(client: TestClient, ledger: Ledger) -> None:
    names = ["Ann Lee", "Ann Lee", "Lee", "Ito, Ana", "Ana Ito", '"', "Ann Lee and Ana Ito", "Mara Lindqvist"]
    for n, name in enumerate(names, 700):
        one = small(n)
        said = replace(one.statements[0], speaker=replace(one.statements[0].speaker, name=name))
        ledger.add([Record(article=one.article, statements=(said,))])
    found = html.fromstring(client.get("/find", headers=HTML).text)
    links = found.xpath("//section[@class='facet']//li[a]")
    assert len(links) > 10
    for link in links:
        number = int(link.xpath("./span[@class='number']")[0].text)
        assert client.get(link.xpath("./a/@href")[0]).json()["count"]["number"] == number, link.text_content()


def test_what_is_asked_stands_in_the_form_and_can_be_taken_away(reader: TestClient) -> None:
    page = html.fromstring(reader.get("/find?words=boat&outlet=Sj%C3%B6nytt&denial=false", headers=HTML).text)
    assert page.xpath("//input[@name='words']/@value") == ["boat"]
    assert page.xpath("//input[@name='outlet']/@value") == ["Sjönytt"]
    assert page.xpath("//input[@name='denial']/@value") == ["false"]
    without = page.xpath("//ul[@class='chosen']//a[@aria-label='Without outlet']/@href")[0]
    assert reader.get(without).json()["count"]["number"] == 30


def test_what_was_typed_is_shown_as_it_was_typed(reader: TestClient) -> None:
    page = html.fromstring(reader.get("/find?words=tv&outlet=press_conference&channel=tv", headers=HTML).text)
    chosen = [" ".join(li.text_content().split()) for li in page.xpath("//ul[@class='chosen']/li/span")]
    assert chosen == ["words: tv", "outlet: press_conference", "channel: television"]


def test_the_timeline_counts_each_answer_once(reader: TestClient) -> None:
    view = reader.get("/timeline").json()
    assert sum(d["number"] for d in view["days"]) == 34
    assert view["outlets"] == ["Dagbladet Nord", "Sjönytt", "Kustposten"]
    assert {"day": "2031-03-12", "outlet": "Kustposten", "number": 4} in view["days"]


def test_the_chart_draws_every_count_and_the_table_has_it(reader: TestClient) -> None:
    view = reader.get("/timeline").json()
    page = html.fromstring(reader.get("/timeline", headers=HTML).text)
    bars = page.xpath("//figure//svg[@role='img']//*[contains(@class, 'bar')]")
    heights = [float(b.xpath("./rect/@height")[0]) for b in bars]
    assert len(bars) == len(view["days"]) and min(heights) > 0
    totals = [b.xpath("./title")[0].text for b in bars]
    assert "2031-03-12, Kustposten: 4" in totals
    assert len(page.xpath("//table/tbody/tr")) == len(view["days"])


def test_a_bar_of_several_days_ends_with_the_last_answer_at_the_last_day_there_is_too(
    client: TestClient, ledger: Ledger
) -> None:
    ledger.add([small(500, day=date(1990, 1, 1)), small(501, day=date.max)])
    assert sum(d["number"] for d in client.get("/timeline").json()["days"]) == 36
    page = html.fromstring(client.get("/timeline", headers=HTML).text)
    last = page.xpath("//figure//svg//*[contains(@class, 'bar')]/title")[-1].text
    assert " to 9999-12-31, " in last
    shorter = html.fromstring(client.get("/timeline?published_to=2031-04-20", headers=HTML).text)
    assert (
        shorter.xpath("//figure//svg//*[contains(@class, 'bar')]/title")[-1]
        .text.partition(",")[0]
        .endswith("2031-04-20")
    )


def test_the_feed_is_atom_with_the_answers(reader: TestClient) -> None:
    found = reader.get("/feed?words=boat")
    assert found.status_code == 200
    root = xml.fromstring(found.content)
    entries = root.findall(f"{ATOM}entry")
    assert root.tag == f"{ATOM}feed" and len(entries) == 30
    for name in ("id", "title", "updated"):
        assert root.findtext(ATOM + name) and all(e.findtext(ATOM + name) for e in entries)
    link = entries[0].find(f"{ATOM}link").get("href")  # type: ignore[union-attr]
    assert link.startswith("http://testserver.local/articles/boat-") and reader.get(link).status_code == 200


def test_a_feed_is_as_long_as_asked(reader: TestClient) -> None:
    assert len(xml.fromstring(reader.get("/feed?words=boat&limit=3").content).findall(f"{ATOM}entry")) == 3
    assert reader.get("/feed?limit=101").status_code == 400


@pytest.mark.parametrize("address", ["/feed?token=x", "/timeline?limit=3", "/timeline?words=boat&token=x"])
def test_what_has_no_pages_refuses_to_turn_them(reader: TestClient, address: str) -> None:
    """A parameter that is left out unseen reads as one that was kept to."""
    refused = reader.get(address)
    assert refused.status_code == 400 and "no such field" in refused.json()["detail"]


def test_a_check_tells_the_verdict_and_marks_what_differs(reader: TestClient) -> None:
    view = reader.get("/check", params={"quotation": "Boat number 7 is never late"}).json()["check"]
    assert view["verdict"] == "altered"
    page = html.fromstring(reader.get("/check", params={"quotation": "Boat number 7 is never late"}, headers=HTML).text)
    assert "never" in page.xpath("//ins")[0].text_content()
    assert f"What changes: {SENSES['negation']}" in page.text_content()
    same = reader.get("/check", params={"quotation": "The hull is sound", "speaker": "Mara Lindqvist"}).json()["check"]
    assert same["verdict"] in ("verbatim", "shortened")
    none = html.fromstring(reader.get("/check", params={"quotation": "Cows can sing well"}, headers=HTML).text)
    assert "Not on record" in none.text_content()


def test_a_quotation_of_two_lines_is_checked_as_it_was_typed(reader: TestClient) -> None:
    asked = {"quotation": "The hull\r\nis sound"}  # as browsers send it
    assert reader.get("/check", params=asked).json()["check"]["quotation"] == "The hull\nis sound"
    page = html.fromstring(reader.get("/check", params=asked, headers=HTML).text)
    assert "\ufffd" not in page.text_content() and page.xpath("//textarea")[0].text == "The hull\nis sound"


def test_a_check_has_a_page_whatever_it_finds(reader: TestClient) -> None:
    """Each verdict is headed, each likeness but `same` is told."""
    found = convert(reader.get("/check", params={"quotation": "The hull is sound"}).json(), CheckView).check
    assert found is not None
    page = environment().get_template("check.html")
    for verdict, likeness in product(get_args(Verdict), get_args(Likeness)):
        told = replace(found, verdict=verdict, matches=(replace(found.matches[0], likeness=likeness, superseded=True),))
        seen = page.render(view=CheckView(check=told), quotation="", speaker="", who=None, path="/check")
        assert VERDICTS[verdict] in html.fromstring(seen).text_content()
        assert "Superseded" in seen
        assert [key for key, text in LIKENESS.items() if text in seen] == [likeness] * (likeness != "same")


def test_a_bare_surname_in_the_article_is_perhaps_the_one_asked_for(client: TestClient, ledger: Ledger) -> None:
    """So the page says it, and does not fail."""
    text = "“The quay is closed to cars,” Berg said."
    said = statement(text, "The quay is closed to cars", id="quay", name="Berg")
    ledger.add([Record(article=Article(id="quay", text=text), statements=(said,))])
    asked = {"quotation": "The quay is closed to cars", "speaker": "Ida Berg"}
    assert "perhaps the one asked for" in client.get("/check", params=asked, headers=HTML).text


def test_who_asks_too_often_is_told_when_to_come_again(client: TestClient) -> None:
    answers = [client.get("/check") for _ in range(40)]
    late = [a for a in answers if a.status_code == 429]
    assert answers[29].status_code == 200 and late
    assert int(late[0].headers["retry-after"]) >= 1 and late[0].headers["content-type"] == "application/problem+json"
    assert client.get("/people").status_code == 200


def test_injected_syntax_is_only_words(reader: TestClient) -> None:
    for words in (
        "'; DROP TABLE statement; --",
        '") OR 1=1 --',
        "boat* OR speaker:x",
        "NEAR(a b)",
        "{boat}",
        "a:b",
        "^boat",
        "%",
    ):
        for field in ("words", "speaker", "text", "outlet", "person", "article"):
            assert reader.get("/find", params={field: words}).status_code in (200, 400)
    assert reader.get("/find", params={"outlet": "x' OR '1'='1"}).json()["count"]["number"] == 0
    assert reader.get("/find").json()["count"]["number"] == 34


def test_no_header_can_be_injected(reader: TestClient) -> None:
    for path in ("/find?words=a%0d%0aX-Evil:%201", "/check?quotation=a%0d%0aSet-Cookie:%20a=b", "/articles/a~0D~0AX"):
        found = reader.get(path, headers=HTML)
        assert "x-evil" not in found.headers and "set-cookie" not in found.headers


@pytest.mark.parametrize("path", ["/check?quotation=the+harbour&speker=Lee", "/people?wrods=lee", "/find?speker=Lee"])
def test_a_parameter_that_is_mistyped_is_told_and_not_left_out(reader: TestClient, path: str) -> None:
    found = reader.get(path)
    assert found.status_code in (400, 422) and "no such field" in found.json()["detail"]
