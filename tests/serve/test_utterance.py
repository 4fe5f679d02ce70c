"""The page of an utterance: wordings, carriers, doubts, links; the way to it from statements; parting by hand."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from litestar.testing import TestClient
from lxml import html
from msgspec.structs import replace

from onrecord import linking
from onrecord.data import Record, Utterance
from onrecord.ledger import Ledger
from onrecord.serve import tokens
from onrecord.serve.addresses import shown, statement_url, utterance_url
from tests.link.conftest import EVENT, record
from tests.serve.conftest import HTML, Served
from tests.serve.test_hostile import PAYLOADS, RUN

SAID = "“We will not close the harbour before winter, and nobody should fear for the old ferry.”"
LOST = "“We will close the harbour before winter, and nobody should fear for the old ferry.”"
SHORT = "“We will not close the harbour before winter.”"
RAIN = "In Vell it rained on Ana Ito, on the ferry Solveig and on the whole of Ardley through that week. "
FAIR = "At the Ardley fair the mayor Ana Ito opened the Harbour Institute, with lanterns, herring and the Solveig. "


CLAIM = "“The mayor took forty lanterns from the Institute and sold the herring at the pier herself.”"


def archive(said: str = SAID, lost: str = LOST, outlet: str = "Ardley Post") -> list[Record]:
    """One act in five articles, two of one story, one not sure of the speaker; another occasion; another speaker."""
    march = date(2031, 3, 1), date(2031, 3, 2), date(2031, 3, 3)
    return [
        record("u1", ("Ana Ito", said), published=march[0], outlet="Vell Echo"),
        record("u2", ("Ana Ito", said), published=march[1], outlet="North Wire"),
        record("u3", ("Ana Ito", lost), published=march[1], outlet=outlet, event=RAIN),
        record("u4", (None, SHORT), published=march[2], outlet="Brenmouth News", event=FAIR),
        record("u5", ("Ana Ito", said), published=date(2033, 5, 1), outlet="Vell Echo", event=FAIR),
        record("u6", ("Ben Lund", said), published=march[2], outlet="Lund Daily", event=RAIN, sure=0.5),
        record("u7", ("Ben Lund", CLAIM), published=march[0], outlet="Lund Daily", event=RAIN),
        record("u8", ("Ana Ito", CLAIM), published=march[2], outlet="Vell Echo", event=FAIR, denial=True),
        record("u9", ("Eva Brandt", said), published=march[2], outlet="Moor Today", event=FAIR),
    ]


def linked(ledger: Ledger, records: list[Record]) -> Utterance:
    """The utterance of the first article, once all are added and linked."""
    ledger.add(records)
    linking.catch_up(ledger)
    return ledger.utterances(article=records[0].article.id, articles=1)[0]


@pytest.fixture
def spoken(ledger: Ledger) -> Utterance:
    return linked(ledger, archive())


def page_of(client: TestClient, path: str) -> Any:
    found = client.get(path, headers=HTML)
    assert found.status_code == 200, found.text
    return html.fromstring(found.text)


def text_of(node: Any) -> str:
    return " ".join(node.text_content().split())


def test_the_page_tells_wordings_carriers_doubts_and_what_may_change_the_sense(
    spoken: Utterance, client: TestClient
) -> None:
    page = page_of(client, utterance_url(spoken.id))
    assert page.xpath("//blockquote[@class='fullest']")[0].text == SAID.strip("“”")
    told = text_of(page.xpath("//main")[0])
    assert "In doubt: elsewhere said by Ben Lund" in told
    assert "First seen 1 March 2031, last seen 3 March 2031" in told and "5 articles, 3 sources" in told
    wordings = page.xpath("//article[@class='match']")
    assert [text_of(w.xpath("./h3")[0]) for w in wordings] == [
        "The fullest wording",
        "Wording 2: altered",
        "Wording 3: shortened",
    ]
    altered = wordings[1]
    assert "May change the sense: a negation" in text_of(altered)
    assert text_of(altered.xpath(".//del")[0]) == "[not in this one: not]"
    assert "May change the sense" not in text_of(wordings[0]) + text_of(wordings[2])
    outlets = [text_of(li.xpath(".//a")[0]) for li in wordings[0].xpath(".//ol[@class='carriers']/li")]
    assert outlets == ["Vell Echo", "North Wire", "Lund Daily"], "in order of time"
    assert not page.xpath("//main//input | //main//form"), "who may not review sees no form"


def test_each_carrier_leads_to_its_statement_in_the_article(spoken: Utterance, client: TestClient) -> None:
    page = page_of(client, utterance_url(spoken.id))
    for address in page.xpath("//ol[@class='carriers']//a/@href"):
        path, _, anchor = address.partition("#")
        assert page_of(client, path).xpath(f"//*[@id='{anchor}']"), address


def test_what_is_flagged_of_a_report_stands_apart(
    spoken: Utterance, client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = tuple(replace(s, partly=True, attributed=False) for s in spoken.statements)
    monkeypatch.setattr(Ledger, "utterance", lambda *_: replace(spoken, statements=reports))
    found = text_of(page_of(client, utterance_url(spoken.id)).xpath("//ol[@class='carriers']/li")[0])
    assert found.endswith("only in part: the rest is of another utterance quoted, but not read as anybody's statement")


def test_the_json_twin_is_the_ledgers_utterance(spoken: Utterance, ledger: Ledger, client: TestClient) -> None:
    found = client.get(utterance_url(spoken.id)).json()
    assert found["utterance"]["id"] == spoken.id and found["utterance"]["altered_sense"] is True
    assert found["utterance"]["other_speakers"] == ["Ben Lund"]
    assert found["person"] == ledger.people("Ana Ito")[0].id
    assert {line["id"] for line in found["lines"]} == {*spoken.also_said, *spoken.attributed_to_another}
    assert found["lines"][0]["words"] == SAID.strip("“”")


def test_other_occasions_speakers_and_answers_are_links_with_their_words(
    spoken: Utterance, ledger: Ledger, client: TestClient
) -> None:
    page = page_of(client, utterance_url(spoken.id))
    later = page.xpath("//section[h2='Also said on another occasion']//a")
    assert [a.get("href") for a in later] == [utterance_url(id) for id in spoken.also_said]
    assert text_of(later[0]) == SAID.strip("“”")
    assert page.xpath("//section[h2='Attributed to another']//a")
    claim, denial = (ledger.utterances(article=a, articles=1)[0].id for a in ("u7", "u8"))
    for one, heading, other in ((claim, "Denied or answered by", denial), (denial, "Denies or answers", claim)):
        links = page_of(client, utterance_url(one)).xpath(f"//section[h2='{heading}']//a/@href")
        assert links == [utterance_url(other)]


def test_copies_of_one_story_are_one_source(ledger: Ledger, client: TestClient) -> None:
    copies = [record(f"c{n}", ("Ana Ito", SAID), published=date(2031, 3, 1 + n), outlet=f"Copy {n}") for n in range(14)]
    one = linked(ledger, copies)
    assert "1 source, 14 copies" in text_of(page_of(client, utterance_url(one.id)).xpath("//main")[0])


def test_an_id_that_became_part_of_another_leads_there_for_good(spoken: Utterance, client: TestClient) -> None:
    from onrecord.gathering import utterance_id

    before = utterance_url(utterance_id("u3/97"))
    assert before != utterance_url(spoken.id)
    for headers in ({}, HTML):
        found = client.get(before, headers=headers, follow_redirects=False)
        assert (found.status_code, found.headers["location"]) == (301, utterance_url(spoken.id))
        assert found.headers["cache-control"] == "no-cache", "a parting may undo it"


def test_there_is_none_of_that_id(client: TestClient) -> None:
    for path in ("/utterances/none", "/utterances/..%2F", "/utterances/~00"):
        assert client.get(path).status_code == 404
        assert client.get(path, headers=HTML).status_code == 404


def test_statements_lead_to_what_others_report(spoken: Utterance, client: TestClient) -> None:
    href = utterance_url(spoken.id)
    for path, words in (
        ("/articles/u1", "also in 4 other outlets"),
        (statement_url("u1/106"), "also in 4 other outlets"),
        ("/find?article=u1", "also in 4 other outlets"),
        ("/articles/u1?version=1", "also in 4 other outlets"),
    ):
        assert [(text_of(a), a.get("href")) for a in page_of(client, path).xpath("//a[@class='also']")] == [
            (words, href)
        ], path
    told = {"statement": "u1/106", "utterance": spoken.id, "articles": 4, "outlets": 4}
    assert client.get("/articles/u1").json()["carried"] == [told]
    assert client.get("/find?article=u1").json()["carried"] == [told]
    assert client.get(statement_url("u1/106")).json()["carried"] == told
    assert not page_of(client, "/articles/u5").xpath("//a[@class='also']"), "nobody else reports it"


def test_where_no_outlet_is_named_articles_are_counted(ledger: Ledger, client: TestClient) -> None:
    linked(ledger, [record(f"n{n}", ("Ana Ito", SAID), event=e) for n, e in enumerate((EVENT, RAIN))])
    assert text_of(page_of(client, "/articles/n0").xpath("//a[@class='also']")[0]) == "also in 1 other article"


def test_a_ledger_that_was_never_linked_shows_nothing_there(ledger: Ledger, client: TestClient) -> None:
    ledger.add(archive())
    for path in ("/articles/u1", statement_url("u1/106"), "/find?article=u1"):
        assert not page_of(client, path).xpath("//a[@class='also']")


def test_a_page_asks_the_ledger_once_for_all_of_its_statements(spoken: Utterance, ledger: Ledger) -> None:
    from sqlalchemy import event

    asked = list[str]()
    ids = [s.id for s in spoken.statements]
    with ledger.reading() as connection:
        event.listen(connection.engine, "before_cursor_execute", lambda *a: asked.append(a[2]))
    assert {c.statement for c in ledger.carried(ids)} == set(ids)
    assert sum("FROM saying" in sql for sql in asked) == 1


def test_parting_needs_the_scope_review(spoken: Utterance, client: TestClient, ledger: Ledger) -> None:
    path, body = utterance_url(spoken.id), {"statements": ["u6/97"]}
    assert client.post(path + "/part", json=body).status_code == 401
    assert client.post(path + "/by-form", data={"statement": "u6/97"}).status_code == 401
    adds = {"Authorization": f"Bearer {tokens.make(ledger, 'A', ['read', 'add'])}"}
    assert client.post(path + "/part", json=body, headers=adds).status_code == 403
    assert client.post(path + "/by-form", data={"statement": "u6/97"}, headers=adds).status_code == 403
    assert len(ledger.utterance(spoken.id).statements) == 5


def test_parting_by_the_api_is_an_act_that_later_linking_keeps_to(
    spoken: Utterance, signed: TestClient, ledger: Ledger
) -> None:
    done = signed.post(utterance_url(spoken.id) + "/part", json={"statements": ["u6/97"]})
    assert done.status_code == 200 and done.json()["subject"] == spoken.id
    linking.catch_up(ledger, again=True)
    assert {s.article_id for s in ledger.utterance(spoken.id).statements if not s.partly} == {"u1", "u2", "u3", "u4"}
    own = ledger.utterances(article="u6", articles=1)[0]
    found = signed.get(utterance_url(spoken.id)).json()["partings"]
    assert [(p["seq"], p["by"], p["others"]) for p in found] == [(done.json()["seq"], "Ines Reviewer", [own.id])]
    assert signed.post(f"/acts/{done.json()['seq']}/undo").status_code == 200
    assert signed.get(utterance_url(spoken.id)).json()["partings"] == []
    assert len(ledger.utterance(spoken.id).statements) == 5


@pytest.mark.parametrize(
    ("statements", "status"),
    [([], 422), (["none"], 422), (["u1/106", "u2/106", "u3/97", "u4/107", "u6/97"], 422), ("u1/106", 400)],
)
def test_a_parting_that_cannot_be_changes_nothing(
    spoken: Utterance, signed: TestClient, ledger: Ledger, statements: object, status: int
) -> None:
    found = signed.post(utterance_url(spoken.id) + "/part", json={"statements": statements})
    assert found.status_code == status and found.headers["content-type"] == "application/problem+json"
    assert ledger.utterance(spoken.id) == spoken and ledger.partings(spoken.id) == ()
    assert signed.post("/utterances/none/part", json={"statements": ["u1/106"]}).status_code == 404


def test_the_form_needs_the_csrf_token_of_its_session(
    spoken: Utterance, client: TestClient, token: str, ledger: Ledger
) -> None:
    client.post("/sign-in", data={"token": token})
    path = utterance_url(spoken.id)
    csrf = page_of(client, path).xpath("//main//form//input[@name='csrf']/@value")[0]
    chosen = {"statement": ["u3/97", "u6/97"]}
    for wrong in ({}, {"csrf": ""}, {"csrf": "x"}, {"csrf": csrf + "x"}):
        assert client.post(path + "/by-form", data=chosen | wrong, follow_redirects=False).status_code == 403
    assert client.post(path + "/part", json={"statements": ["u6/97"]}).status_code == 403
    assert ledger.partings(spoken.id) == ()
    done = client.post(path + "/by-form", data=chosen | {"csrf": csrf}, follow_redirects=False)
    assert (done.status_code, done.headers["location"]) == (303, path)
    assert {s.article_id for s in ledger.utterance(spoken.id).statements if not s.partly} == {"u1", "u2", "u4"}
    seq = str(ledger.partings(spoken.id)[0].seq)
    assert client.post(path + "/by-form", data={"undo": seq, "csrf": "x"}).status_code == 403
    assert client.post(path + "/by-form", data={"undo": seq + "; DROP", "csrf": csrf}).status_code == 400
    assert client.post(path + "/by-form", data={"undo": seq, "csrf": csrf}, follow_redirects=False).status_code == 303
    assert ledger.partings(spoken.id) == ()


CHOSEN = [p for p in PAYLOADS if RUN in p and len(p) < 300][:28] + [p for p in PAYLOADS if RUN not in p][:20]


@pytest.fixture
def hostiles(ledger: Ledger) -> list[str]:
    """The pages of utterances with payloads in words, names and outlets, one of them parted by a hostile name."""
    records = list[Record]()
    for n, payload in enumerate(CHOSEN):
        safe = payload.translate(dict.fromkeys(map(ord, "\0“”"))).strip()[:300]
        said, lost = (words.replace("the old ferry", f"{safe} the old ferry") for words in (SAID, LOST))
        named = record("u9", (safe, said), published=date(2031, 3, 2), outlet=safe, event=RAIN)
        records += (renamed(r, n) for r in [*archive(said, lost, outlet=safe)[:3], named])
    linked(ledger, records)
    found = ledger.utterances(limit=1000)
    linking.part(ledger, found[0].id, found[0].statements[0].id, by=CHOSEN[0])
    return [utterance_url(u.id) for u in ledger.utterances(articles=1, limit=1000)]


def renamed(one: Record, n: int) -> Record:
    """The same with ids of its own."""
    statements = tuple(replace(s, id=f"{n}-{s.id}") for s in one.statements)
    return Record(article=replace(one.article, id=f"{n}-{one.article.id}"), statements=statements)


def test_hostile_words_names_and_outlets_are_text_alone(hostiles: list[str], signed: TestClient) -> None:
    told = ""
    for path in [*hostiles, "/articles/0-u1", "/find?article=0-u1"]:
        page = page_of(signed, path)
        assert {s.get("src") for s in page.xpath("//script")} <= {"/static/read.js"}
        assert not page.xpath("//*[@*[starts-with(name(), 'on')]] | //iframe | //object | //base | //style | //img")
        assert all(a.startswith(("/", "#")) and not a.startswith("//") for a in page.xpath("//@href"))
        assert page.xpath("//footer"), "the page is cut"
        told += page.text_content()
    for payload in CHOSEN[:28]:
        assert " ".join(shown(payload).split()) in " ".join(told.split()), "it is not passed over either"


# In a browser


@pytest.fixture
def window(browser: Any, spoken: Utterance, server: Served) -> Iterator[Any]:
    """Signed in, with JavaScript off from then on: what is tried needs none."""
    context = browser.new_context(base_url=server.base)
    page = context.new_page()
    page.goto(server.welcome)
    page.wait_for_url(server.base + "/")
    cookies = context.cookies()
    context.close()
    context = browser.new_context(base_url=server.base, java_script_enabled=False)
    context.add_cookies(cookies)
    yield context.new_page()
    context.close()


@pytest.mark.browser
def test_parting_by_keyboard_alone_without_javascript(window: Any, spoken: Utterance, ledger: Ledger) -> None:
    window.goto(utterance_url(spoken.id))

    def tab_to(selector: str) -> None:
        for _ in range(80):
            window.keyboard.press("Tab")
            if window.locator(f"{selector}:focus").count():
                return
        raise AssertionError(f"{selector} is not reached by keyboard")

    tab_to("input[value='u6/97']")
    window.keyboard.press("Space")
    tab_to("main button:not(.plain)")
    window.keyboard.press("Enter")
    window.wait_for_selector("text=Parted by hand")
    assert {s.article_id for s in ledger.utterance(spoken.id).statements if not s.partly} == {"u1", "u2", "u3", "u4"}
    tab_to("main button.plain")
    window.keyboard.press("Enter")
    window.wait_for_selector("text=Parted by hand", state="detached")
    assert ledger.partings(spoken.id) == () and len(ledger.utterance(spoken.id).statements) == 5


@pytest.mark.browser
def test_no_hostile_utterance_runs_a_script_in_a_browser(hostiles: list[str], browser: Any, server: Served) -> None:
    context = browser.new_context(base_url=server.base)
    page, dialogs = context.new_page(), list[str]()
    page.on("dialog", lambda d: (dialogs.append(d.message), d.dismiss()))
    page.goto(server.welcome)
    page.wait_for_url(server.base + "/")
    for path in hostiles:
        page.goto(path)
        ran = page.evaluate("[document.documentElement.dataset.ran, document.querySelector('footer') !== null]")
        assert ran == [None, True], path
    assert dialogs == []
    context.close()
