"""Each review is an act by whoever signed in; what came between is told as a conflict."""

from datetime import UTC, datetime
from time import sleep
from xml.etree import ElementTree as xml

import pytest
from litestar.testing import TestClient
from lxml import html

from onrecord.data import Article, Record
from onrecord.ledger import Ledger
from tests.serve.conftest import HTML, STORY, statement


def test_the_queue_has_the_doubtful_first(signed: TestClient) -> None:
    readings = signed.get("/queue?limit=100").json()["readings"]
    assert readings[0]["statement"]["id"] == "s-cost" and len(readings) == 34
    scores = [r["statement"]["score"] for r in readings]
    assert scores == sorted(scores)
    page = html.fromstring(signed.get("/queue?article=ferry-1", headers=HTML).text)
    assert len(page.xpath("//article[@data-id]")) == 4


@pytest.mark.parametrize(("act", "state"), [("confirm", "confirmed"), ("reject", "rejected")])
def test_judging_and_undoing(signed: TestClient, act: str, state: str) -> None:
    seen = signed.get("/statements/s-cost").json()["reading"]["state"]
    done = signed.post(f"/statements/s-cost/{act}", json={"seen": seen, "note": "looked"})
    assert done.status_code == 200
    view = signed.get("/statements/s-cost").json()
    assert view["reading"]["review"] == state
    assert (view["history"][0]["by"], view["history"][0]["note"]) == ("Ines Reviewer", "looked")
    assert signed.post(f"/acts/{done.json()['seq']}/undo").status_code == 200
    assert signed.get("/statements/s-cost").json()["reading"]["review"] == "unreviewed"


def test_what_was_rejected_is_not_marked_any_more_but_listed(signed: TestClient) -> None:
    signed.post("/statements/s-cost/reject", json={})
    view = signed.get("/articles/ferry-1").json()
    assert [s["statement"]["id"] for s in view["rejected"]] == ["s-cost"]
    assert "s-cost" not in [s["statement"]["id"] for s in view["statements"]]
    assert "Rejected by reviewers" in signed.get("/articles/ferry-1", headers=HTML).text


@pytest.mark.parametrize("address", ["/", "/feed?article=ferry-1", "/find?article=ferry-1"])
def test_what_was_rejected_is_in_no_list_that_does_not_ask_for_it(signed: TestClient, address: str) -> None:
    assert "s-krona" in signed.get(address).text
    signed.post("/statements/s-krona/reject", json={})
    assert "s-krona" not in signed.get(address).text
    assert "s-krona" in signed.get("/feed?review=rejected").text


def test_a_feed_s_entry_is_updated_by_the_last_act_on_its_statement(signed: TestClient) -> None:
    def updated() -> list[str]:
        root = xml.fromstring(signed.get("/feed?article=ferry-1&denial=true").content)
        return [e.findtext("{*}updated") for e in (root, root.find("{*}entry"))]

    before = datetime.now(UTC).isoformat(timespec="seconds")
    assert max(updated()) <= before
    while datetime.now(UTC).isoformat(timespec="seconds") == before:
        sleep(0.05)
    signed.post("/statements/s-krona/confirm", json={})
    assert min(updated()) > before


def test_an_act_on_what_is_not_there_is_404(signed: TestClient) -> None:
    missed = {"correction": {"content": [[0, 9]], "basis": "none"}}
    for path, body in (
        ("/articles/nope/finish", None),
        ("/articles/nope/statements", missed),
        ("/statements/nope/confirm", {}),
    ):
        assert signed.post(path, json=body).status_code == 404, path
    assert signed.post("/articles/ferry-1/finish").status_code == 422, "there, but not reviewed"


def test_correcting_fields_and_a_border(signed: TestClient) -> None:
    start = STORY.index("the repairs")
    to = [[start, STORY.index("”. The owner") + 1]]
    fields = {"speaker": "Vera Holm", "basis": "named_person", "channel": "phone", "content": to, "form": "indirect"}
    assert signed.post("/statements/s-cost/correct", json={"correction": fields}).status_code == 200
    now = signed.get("/statements/s-cost").json()["reading"]["statement"]
    assert now["speaker"]["name"] == "Vera Holm" and now["channel"]["kind"] == "phone" and now["form"] == "indirect"
    assert signed.get("/find?speaker=holm").json()["count"]["number"] == 1
    page = signed.get("/statements/s-cost", headers=HTML).text
    assert "unnamed person → named person" in page


def test_a_denial_points_to_nothing_that_was_rejected(signed: TestClient) -> None:
    def pointed() -> list[str | None]:
        article = signed.get("/articles/ferry-1").json()["statements"]
        shown = [signed.get("/find?denial=true").json()["found"][0], *article]
        read = [*(s["statement"] for s in shown), signed.get("/statements/s-krona").json()["reading"]["statement"]]
        read += [r["statement"] for r in signed.get("/queue?article=ferry-1").json()["readings"]]
        return [s["denies"] for s in read if s["id"] == "s-krona"]

    assert pointed() == ["s-cost"] * 4
    done = signed.post("/statements/s-cost/reject", json={}).json()
    assert pointed() == [None] * 4
    for path in ("/articles/ferry-1", "/find?denial=true", "/statements/s-krona"):
        text = html.fromstring(signed.get(path, headers=HTML).text).text_content()
        assert "denial" in text and "denial of" not in text, path
    assert signed.post("/statements/s-krona/confirm", json={}).status_code == 200
    assert signed.get("/statements/s-krona").json()["reading"]["review"] == "confirmed"
    assert signed.post(f"/acts/{done['seq']}/undo", json={}).status_code == 200
    assert pointed() == ["s-cost"] * 3, "and it is no more in the queue"


def test_the_queue_has_pages_and_a_review_in_between_shifts_none(signed: TestClient) -> None:
    every = [r["statement"]["id"] for r in signed.get("/queue?limit=100").json()["readings"]]
    seen, address = list[str](), "/queue?limit=7"
    while address:
        found = html.fromstring(signed.get(address, headers=HTML).text)
        seen += found.xpath("//article[@class='card']/@data-id")
        correction = {"form": "indirect", "basis": "unnamed_group", "speaker": None}
        assert signed.post(f"/statements/{seen[-1]}/correct", json={"correction": correction}).status_code == 200
        address = (found.xpath("//a[@rel='next']/@href") or [""])[0]
    assert seen == every
    assert signed.get("/queue?token=none").status_code == 400


def test_a_card_of_the_queue_has_the_cue_and_the_source_however_far(signed: TestClient, ledger: Ledger) -> None:
    text = "\n\n".join(
        ["Ann Roe spoke on Monday.", *(f"It rained on day {n}." for n in range(6)), "“It is late.”", "End."]
    )
    said = statement(text, "It is late", id="far", name="Ann Roe", cue="spoke", score=0.1)
    ledger.add([Record(article=Article(id="far", text=text), statements=(said,))])
    card = html.fromstring(signed.get("/queue?article=far", headers=HTML).text).xpath("//div[@class='excerpt']")[0]
    assert [p.text_content() for p in card] == [
        "Ann Roe spoke on Monday.",
        "It rained on day 5.",
        "“It is late.”",
        "End.",
    ]


def test_spans_are_kept_without_the_white_space_at_their_ends(signed: TestClient) -> None:
    start, end = STORY.index("\n\n“The hull"), STORY.index(",” Lindqvist")
    for id, path in (("s-hull", "/statements/s-hull/correct"), ("", "/articles/ferry-1/statements")):
        fields = {"content": [[start, end + (not id)]], "cue": [[start, start + 3]], "basis": "named_person"}
        done = signed.post(path, json={"correction": {**fields, "speaker": "Mara Lindqvist"}})
        read = signed.get(f"/statements/{done.json()['subject']}").json()["reading"]["statement"]
        assert read["evidence"]["content"] == [[start + 2, end + (not id)]]
        assert read["evidence"]["cue"] == [[start + 2, start + 3]]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"correction": {"content": []}}, 422),
        ({"correction": {"content": [[0, 10_000]]}}, 422),
        ({"correction": {"content": [[5, 5]]}}, 422),
        ({"correction": {"basis": "odd"}}, 400),
        ({"correction": {"shape": "x"}}, 400),
        ({"correction": {"said_on": ["2031-05-02", "2031-05-01"]}}, 422),
        ({}, 400),
    ],
)
def test_a_wrong_correction_changes_nothing(signed: TestClient, body: dict[str, object], status: int) -> None:
    before = signed.get("/statements/s-cost").json()
    found = signed.post("/statements/s-cost/correct", json=body)
    assert found.status_code == status and found.headers["content-type"] == "application/problem+json"
    assert signed.get("/statements/s-cost").json() == before


def test_an_act_that_came_between_is_a_conflict(signed: TestClient, ledger: Ledger) -> None:
    seen = signed.get("/statements/s-may").json()["reading"]["state"]
    ledger.confirm("s-may", by="Somebody Else")
    found = signed.post("/statements/s-may/reject", json={"seen": seen})
    assert found.status_code == 409 and "Somebody Else" in found.json()["detail"]
    assert signed.get("/statements/s-may").json()["reading"]["review"] == "confirmed"


def test_what_the_machine_missed_can_be_added(signed: TestClient) -> None:
    start = STORY.index("It is red")
    body = {"correction": {"content": [[start, start + 9]], "basis": "none"}}
    found = signed.post("/articles/ferry-1/statements", json=body)
    assert found.status_code == 201
    assert found.json()["subject"] in [
        s["statement"]["id"] for s in signed.get("/articles/ferry-1").json()["statements"]
    ]


def test_there_is_no_reviewing_what_is_not_there(signed: TestClient) -> None:
    assert signed.post("/statements/none/confirm", json={}).status_code == 404
    assert signed.post("/articles/none/finish").status_code in (404, 422)
