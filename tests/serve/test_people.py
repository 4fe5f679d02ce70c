"""A person's page, and persons made one by hand."""

from litestar.testing import TestClient
from lxml import html

from onrecord.ledger import Ledger
from tests.serve.conftest import HTML


def id_of(client: TestClient, words: str) -> str:
    found: str = client.get("/people", params={"words": words}).json()["people"][0]["id"]
    return found


def test_the_pages_of_people_hold_everybody_once(reader: TestClient) -> None:
    everybody = reader.get("/people").json()
    assert everybody["next"] is None and len(everybody["people"]) > 1
    found, token = list[dict[str, str]](), None
    while not found or token:
        page = reader.get("/people", params={"limit": 1, "words": ""} | ({"token": token} if token else {})).json()
        found, token = [*found, *page["people"]], page["next"]
    assert found == everybody["people"]
    first = html.fromstring(reader.get("/people?limit=1", headers=HTML).text)
    second = html.fromstring(reader.get(first.xpath("//a[@rel='next']/@href")[0], headers=HTML).text)
    assert second.xpath("//ul[@class='names']//bdi/text()") == [everybody["people"][1]["name"]]
    wrong = reader.get("/people", params={"token": "nobody"})
    assert wrong.status_code == 400 and "token" in wrong.json()["detail"]


def test_a_person_has_all_that_they_said_and_how_it_divides(reader: TestClient) -> None:
    view = reader.get(f"/people/{id_of(reader, 'lindqvist')}").json()
    assert view["person"]["statements"] == 32 and view["next"]
    assert {f["field"] for f in view["facets"]} == {"month", "outlet", "channel"}
    page = html.fromstring(reader.get(f"/people/{id_of(reader, 'lindqvist')}", headers=HTML).text)
    assert "Mara Lindqvist" in page.xpath("//h1")[0].text_content()
    following = page.xpath("//a[@rel='next']/@href")[0]
    assert len(reader.get(following).json()["found"]) == 12
    page = html.fromstring(reader.get(f"/people/{id_of(reader, 'lindqvist')}?limit=2", headers=HTML).text)
    assert len(reader.get(page.xpath("//a[@rel='next']/@href")[0]).json()["found"]) == 2


def test_merging_and_undoing(signed: TestClient, ledger: Ledger) -> None:
    one, other = id_of(signed, "lindqvist"), id_of(signed, "okafor")
    act = signed.post(f"/people/{one}/merge", json={"others": [other]})
    assert act.status_code == 200
    assert signed.get(f"/people/{other}").json()["person"]["id"] == one
    assert signed.get(f"/people/{one}").json()["person"]["acts"][0]["by"] == "Ines Reviewer"
    assert signed.post(f"/acts/{act.json()['seq']}/undo").status_code == 200
    assert signed.get(f"/people/{other}").json()["person"]["name"] == "Tom Okafor"


def test_a_page_of_one_who_was_merged_since_can_still_be_turned(signed: TestClient) -> None:
    one, other = id_of(signed, "okafor"), id_of(signed, "lindqvist")
    token = signed.get(f"/people/{other}").json()["next"]
    assert signed.post(f"/people/{one}/merge", json={"others": [other]}).status_code == 200
    assert len(signed.get(f"/people/{other}", params={"token": token}).json()["found"]) == 13
    page = html.fromstring(signed.get(f"/people/{other}", headers=HTML).text)
    assert signed.get(page.xpath("//a[@rel='next']/@href")[0]).status_code == 200


def test_renaming_shows_the_new_name(signed: TestClient) -> None:
    one = id_of(signed, "okafor")
    assert signed.post(f"/people/{one}/rename", json={"name": "Tomas Okafor"}).status_code == 200
    assert signed.get(f"/people/{one}").json()["person"]["name"] == "Tomas Okafor"


def test_what_cannot_be_done_is_told(signed: TestClient) -> None:
    one = id_of(signed, "okafor")
    for other in ("nobody", "\0"):
        assert signed.post(f"/people/{one}/merge", json={"others": [other]}).status_code == 422
    assert signed.post(f"/people/{one}/merge", json={"other": []}).status_code == 400
    for act, body in (
        ("merge", {"others": [one]}),
        ("apart", {"other": one}),
        ("rename", {"name": "Tom"}),
        ("split", {"names": ["Tom"]}),
    ):
        assert signed.post(f"/people/nobody/{act}", json=body).status_code == 404, act
    assert signed.post("/acts/999/undo").status_code == 422
