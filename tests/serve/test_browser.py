"""The pages in a real Chromium: they light up, are reviewed by keyboard alone, and axe-core finds nothing."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from onrecord import linking
from onrecord.ledger import Ledger
from tests.serve.conftest import BROWSER_FLAGS, CHROMIUM, Served
from tests.serve.test_utterance import archive, linked

pytestmark = pytest.mark.browser

PAGES = [
    "/",
    "/find",
    "/find?words=boat&outlet=Sj%C3%B6nytt",
    "/timeline",
    "/check",
    "/check?quotation=Boat+number+7+is+never+late",
    "/articles/ferry-1",
    "/articles/ferry-1/versions",
    "/statements/s-cost",
    "/people",
    "/queue?article=ferry-1",
    "/add",
    "/sign-in",
    "/nowhere",
]


@pytest.fixture
def page(browser: Any, server: Served) -> Iterator[Any]:
    """Signed in by the address that the server told; any error of a script fails the test."""
    context = browser.new_context(base_url=server.base, viewport={"width": 1280, "height": 900})
    found, errors = context.new_page(), list[str]()
    found.on("pageerror", lambda e: errors.append(str(e)))
    found.on(
        "console", lambda m: errors.append(m.text) if m.type == "error" and not re.search("404|409", m.text) else None
    )
    found.goto(server.welcome)
    found.wait_for_url(server.base + "/")
    yield found
    context.close()
    assert errors == []


def until(page: Any, holds: str) -> None:
    """Wait until this holds in the page. (Playwright's own waiting needs eval, which the policy forbids.)"""
    for _ in range(200):
        if page.evaluate(holds):
            return
        time.sleep(0.05)
    raise AssertionError(f"never: {holds}")


def test_axe_finds_no_violation_on_any_page_at_either_width_in_light_and_dark(page: Any, axe: str, url: str) -> None:
    with Ledger.open(url) as ledger:
        spoken = linked(ledger, archive())
        linking.part(ledger, spoken.id, spoken.statements[-1].id, by="Eve")
    person = page.evaluate("fetch('/people', {headers: {Accept: 'application/json'}}).then(r => r.json())")["people"][
        0
    ]["id"]
    for scheme, width in (("light", 1280), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        for path in [*PAGES, f"/people/{person}", f"/utterances/{spoken.id}", "/articles/u1", "/find?article=u1"]:
            page.goto(path)
            if path.startswith("/queue"):
                page.keyboard.press("e")
            page.evaluate(axe)
            options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
            found = page.evaluate("options => axe.run(document, options)", options)
            told = [
                (v["id"], [n["html"][:120] + n["failureSummary"][:300] for n in v["nodes"][:2]])
                for v in found["violations"]
            ]
            assert told == [], (path, scheme)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (path, width)


def test_no_page_is_wider_than_a_phone_with_larger_text(browser: Any, server: Served) -> None:
    flags = [*BROWSER_FLAGS, "--blink-settings=defaultFontSize=24"]
    large = browser.browser_type.launch(executable_path=CHROMIUM, args=flags)
    page = large.new_page(base_url=server.base, viewport={"width": 390, "height": 800})
    for path in ("/", "/find", "/people", "/timeline", "/check", "/articles/ferry-1", "/sign-in"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    large.close()


def test_no_other_part_of_an_address_than_its_token_is_taken_for_a_token(browser: Any, server: Served) -> None:
    page = browser.new_page(base_url=server.base)
    page.goto("/sign-in#main")
    page.reload()
    assert page.url.endswith("/sign-in#main") and page.input_value("#token") == ""
    page.close()


def test_pointing_at_a_note_lights_its_words_and_pointing_at_a_fact_its_evidence(page: Any) -> None:
    page.goto("/articles/ferry-1")
    lit = "() => [...document.querySelectorAll('.m.lit')].map(e => e.textContent)"
    page.hover("#n2 .by")
    assert {"The hull is sound", "We had feared worse", "said", "Lindqvist"} <= set(page.evaluate(lit))
    page.hover("#n2 [data-key='2-channel']")
    assert "".join(page.evaluate(lit)) == "in an interview with Kustradion"
    page.focus("#n3 .details")
    assert "the repairs “cost twice the plan”" in page.evaluate(lit)
    page.hover("text=Not a krona more")
    assert "lit" in page.get_attribute("#n4", "class")


def test_all_is_readable_and_found_without_javascript(browser: Any, server: Served) -> None:
    context = browser.new_context(base_url=server.base, java_script_enabled=False)
    found = context.new_page()
    found.goto("/")
    found.fill("#words", "boat 7")
    found.press("#words", "Enter")
    assert "1 statement" in found.inner_text(".count")
    found.click(".found blockquote a")
    assert found.url.endswith("#s-b7") and "Mara Lindqvist" in found.inner_text("#n1")
    found.click("#n1 a.name")
    assert found.inner_text("h1") == "Mara Lindqvist"
    context.close()


def told(page: Any) -> list[str]:
    """What each card of the queue says was done."""
    found: list[str] = page.evaluate("[...document.querySelectorAll('.card .told')].map(t => t.textContent)")
    return found


def test_keys_act_on_the_card_that_has_the_focus_and_on_none_while_none_has_it(page: Any) -> None:
    page.goto("/queue?article=ferry-1")
    page.focus(".card:nth-of-type(2) [data-act=edit]")
    page.keyboard.press("n")
    until(page, "document.querySelector('.card.done')")
    assert told(page)[:3] == ["", "Rejected.", ""]
    page.focus(".top a")
    for key in "ynjeu":
        page.keyboard.press(key)
    assert told(page)[:3] == ["", "Rejected.", ""] and page.evaluate("!document.activeElement.closest('.card')")


def test_u_undoes_the_last_act_whichever_card_it_was_on(page: Any) -> None:
    page.goto("/queue?article=ferry-1")
    for key, done in (("jy", 1), ("kky", 2)):  # the second, then the first
        for one in key:
            page.keyboard.press(one)
        until(page, f"document.querySelectorAll('.card.done').length == {done}")
    for expected in (["Undone.", "Confirmed."], ["Undone.", "Undone."]):
        page.keyboard.press("u")
        until(page, f"document.querySelectorAll('.card.done').length == {expected.count('Confirmed.')}")
        assert told(page)[:2] == expected


def test_no_key_judges_while_the_correction_is_open_or_is_held_down(page: Any) -> None:
    page.goto("/queue?article=ferry-1")
    page.keyboard.press("e")
    page.focus(".card [data-step]")
    page.keyboard.press("n")
    page.focus(".card")
    page.keyboard.press("y")
    page.keyboard.press("j")
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'y', repeat: true, bubbles: true}))"
    )
    page.keyboard.press("Shift+y")
    time.sleep(0.3)
    assert set(told(page)) == {""}


def test_reviewing_by_keyboard_alone(page: Any, url: str) -> None:
    page.goto("/queue?article=ferry-1")
    ids = page.evaluate("[...document.querySelectorAll('.card')].map(c => c.dataset.id)")
    assert ids[0] == "s-cost"
    page.keyboard.press("n")
    page.wait_for_selector(".card.done")
    page.keyboard.press("y")
    until(page, "document.querySelectorAll('.card.done').length == 2")
    for _ in range(2):
        page.keyboard.press("u")
    until(page, "document.querySelectorAll('.card.done').length == 0")
    page.keyboard.press("k")
    page.keyboard.press("j")
    page.keyboard.press("y")
    until(page, "document.querySelectorAll('.card.done').length == 1")
    page.keyboard.press("k")
    page.keyboard.press("k")
    page.keyboard.press("e")
    page.keyboard.press("Control+A")
    page.keyboard.type("Vera Holm")
    page.keyboard.press("Tab")
    page.keyboard.type("named p")
    for _ in range(20):  # to the button that ends the content a word earlier
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.dataset.step") == "end-":
            break
    page.keyboard.press("Enter")  # the closing mark
    page.keyboard.press("Enter")  # a word
    for _ in range(40):
        if page.evaluate("document.activeElement.textContent") == "Save correction":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    until(page, "document.querySelectorAll('.card.done').length == 2")
    with Ledger.open(url) as ledger:
        now = ledger.reading_of("s-cost")
        assert now.review == "corrected" and now.statement.speaker.name == "Vera Holm"
        assert now.words == "the repairs “cost twice the"
        assert ledger.reading_of(ids[1]).review == "confirmed"
        assert {a.by for a in ledger.history("s-cost")} != {"onrecord"}


def test_a_conflict_is_told_plainly_and_nothing_is_stored(page: Any, url: str) -> None:
    page.goto("/queue?article=ferry-1")
    with Ledger.open(url) as ledger:
        ledger.confirm("s-cost", by="Somebody Else")
        page.keyboard.press("n")
        until(page, "document.querySelector('.card .told').textContent.includes('somebody else was there first')")
        assert "Somebody Else" in page.inner_text(".card .told") and ledger.reading_of("s-cost").review == "confirmed"


def test_a_border_follows_the_mouse_and_a_selection(page: Any, url: str) -> None:
    page.goto("/statements/s-krona")
    page.click("[data-act=edit]")
    place = page.evaluate(
        """() => { const mark = document.querySelector('.m.direct').firstChild; const range = new Range();
        range.setStart(mark, mark.length - 1); range.setEnd(mark, mark.length);
        const end = range.getBoundingClientRect();
        range.setStart(mark, 10); range.setEnd(mark, 11); const to = range.getBoundingClientRect();
        return [end.right - 1, end.top + end.height / 2, to.left + 1, to.top + to.height / 2]; }"""
    )
    page.mouse.move(place[0], place[1])
    page.mouse.down()
    page.mouse.move(place[2] + 4, place[3], steps=4)
    page.mouse.move(place[2], place[3], steps=2)
    page.mouse.up()
    assert page.inner_text(".span[data-role=content] output") == "Not a kron"
    page.evaluate(
        """() => { const mark = document.querySelector('.m.direct').firstChild; const range = new Range();
        range.setStart(mark, 4); range.setEnd(mark, 11);
        getSelection().removeAllRanges(); getSelection().addRange(range); }"""
    )
    page.click(".span[data-role=content] [data-set]")
    page.click("text=Save correction")
    page.wait_for_selector(".card.done")
    with Ledger.open(url) as ledger:
        assert ledger.reading_of("s-krona").words == "a krona"


CONTENT = ".span[data-role=content] output"


def test_what_is_cancelled_is_forgotten_and_no_other_card_s_highlights_with_it(page: Any, url: str) -> None:
    page.goto("/queue?article=ferry-1")
    lit = "() => CSS.highlights.get('content').size"
    first, second = ".card:nth-of-type(1)", ".card:nth-of-type(2)"
    page.click(f"{second} [data-act=edit]")
    page.click(f"{first} [data-act=edit]")
    was, both = page.inner_text(f"{first} {CONTENT}"), page.evaluate(lit)
    page.fill(f"{first} [name=speaker]", "Oops")
    page.click(f"{first} [data-role=content] [data-step='start+']")
    assert page.inner_text(f"{first} {CONTENT}") != was
    page.click(f"{first} [data-act=cancel]")
    assert page.evaluate(lit) == both - 1
    page.click(f"{first} [data-act=edit]")
    assert page.inner_text(f"{first} {CONTENT}") == was and page.input_value(f"{first} [name=speaker]") == ""
    page.select_option(f"{first} [name=form]", "indirect")
    page.click(f"{first} >> text=Save correction")
    page.wait_for_selector(f"{first}.done")
    with Ledger.open(url) as ledger:
        read = ledger.reading_of("s-cost")
        assert read.statement.speaker.name is None and read.words == was and read.statement.form == "indirect"


def test_what_is_seen_is_what_is_saved(page: Any, url: str) -> None:
    page.goto("/statements/s-hull")
    page.click("[data-act=edit]")
    page.select_option("[name=channel]", "radio")
    assert page.input_value("[name=channel_name]") == "Kustradion"
    page.click("[data-role=content] [data-step='end-']")
    assert "follows" in page.evaluate("document.querySelector('[name=form]').selectedOptions[0].text")
    page.fill("[name=speaker]", "")
    page.press("[name=speaker]", "Tab")
    assert page.input_value("[name=basis]") == "unnamed_person"
    page.click("text=Save correction")
    page.wait_for_selector(".card.done")
    with Ledger.open(url) as ledger:
        now = ledger.reading_of("s-hull").statement
    assert now.channel and (now.channel.kind, now.channel.name) == ("radio", "Kustradion")
    assert (now.speaker.name, now.speaker.basis) == (None, "unnamed_person")
    page.goto("/statements/s-hull")
    page.click("[data-act=edit]")
    page.select_option("[name=channel]", "")
    assert page.input_value("[name=channel_name]") == ""
    page.fill("[name=speaker]", "Vera Holm")
    page.select_option("[name=basis]", "named_person")
    page.select_option("[name=basis]", "unnamed_group")
    assert page.input_value("[name=speaker]") == ""
    page.select_option("[name=basis]", "named_person")
    assert page.input_value("[name=speaker]") == "Vera Holm", "a key that chose wrong costs no name"


def test_a_pasted_text_is_read_and_leads_to_its_page(page: Any) -> None:
    page.goto("/add")
    page.fill("#text", "“The pier is closed,” said Olof Brandt on Monday. Nobody was hurt.")
    page.click("text=Read it")
    page.click("#progress a", timeout=60_000)
    assert "Olof Brandt" in page.inner_text(".notes")


def test_people_are_merged_by_mouse(page: Any, server: Served, url: str) -> None:
    from msgspec.structs import replace

    from onrecord.data import Record
    from tests.serve.conftest import small

    one = small(300)
    text = one.article.text.replace("Mara Lindqvist", "M. Lindqvist")
    said = replace(one.statements[0], speaker=replace(one.statements[0].speaker, name="M. Lindqvist"))
    said = replace(said, evidence=replace(said.evidence, source=()))
    with Ledger.open(url) as ledger:
        ledger.add([Record(article=replace(one.article, text=text), statements=(said,))])
        id = ledger.people("lindqvist")[0].id
        perhaps = ledger.person(id).perhaps
        if not perhaps:
            pytest.skip("the ledger's rules list nobody as perhaps the same here")
        page.goto(f"/people/{id}")
        page.click(".acts button:has-text('Same')")
        page.wait_for_selector("text=merge by")
        assert any(a.kind == "merge" for a in ledger.person(id).acts)


def test_the_server_stops_gracefully_and_its_log_holds_no_words(server: Served, page: Any, tmp_path: Path) -> None:
    page.goto("/check?quotation=The+hull+is+sound")
    page.goto("about:blank")
    assert server.stop() in (0, -15)
    text = server.log.read_text()
    assert "hull" not in text and server.lines()[-1]["event"] == "stopped"
