"""Encodings as they occur: what was written is what is read."""

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onrecord.read.charset import binary_kind, decoded, is_binary

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\ufeff\0"), min_size=1)


@given(TEXT, st.sampled_from(["utf-8-sig", "utf-16", "utf-32"]))
def test_a_byte_order_mark_decides_and_is_left_out(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding)) == text


@given(TEXT)
def test_big_endian_marks_decide_too(text: str) -> None:
    assert decoded(codecs.BOM_UTF16_BE + text.encode("utf-16-be")) == text
    assert decoded(codecs.BOM_UTF32_BE + text.encode("utf-32-be")) == text


@given(TEXT)
def test_utf_8_without_a_mark_is_read_as_written(text: str) -> None:
    assert decoded(text.encode("utf-8")) == text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@given(st.text(st.characters(min_codepoint=32, max_codepoint=0xFF), min_size=1))
def test_utf_16_without_a_mark_is_told_by_its_zero_bytes(encoding: str, text: str) -> None:
    assert decoded(f"She said: {text}\r\n".encode(encoding)) == f"She said: {text}\r\n"


@given(st.lists(st.sampled_from("“”‘’–—…é€ñÄß\x81\x9d"), min_size=1))
def test_cp1252_never_fails_and_keeps_its_quotation_marks(marks: list[str]) -> None:
    """Its five undefined bytes are Latin-1's controls, as browsers read them."""
    text = "a" + "a".join(marks) + "a"
    content = b"".join(char.encode("latin-1" if char in "\x81\x9d" else "cp1252") for char in text)
    assert decoded(content) == text


def test_one_broken_byte_does_not_garble_the_other_marks_of_utf_8() -> None:
    content = "“Yes,” she said. “No,” he said. “Perhaps.”".encode()
    assert decoded(content + b"\xe2\x80") == content.decode() + "\ufffd"


@given(st.binary(max_size=200), st.booleans())
def test_decoding_never_fails_nor_gives_a_surrogate(content: bytes, page: bool) -> None:
    for data in (content, b"\xff\xfe" + content, b"\0\0\xfe\xff" + content, b"<meta charset=gbk>" + content):
        decoded(data, page=page).encode("utf-8")


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("windows-1251", "cp1251"),
        ("ISO-8859-2", "iso8859-2"),
        ("Shift_JIS", "shift_jis"),
        ("gb2312", "gbk"),
        ("iso-8859-1", "cp1252"),
        ("utf-8", "utf-8"),
        ("iso-8859-1", "utf-8"),
        ("utf-16", "utf-8"),
        ("utf-7", "utf-8"),
        ("zlib", "utf-8"),
        ("punycode", "utf-8"),
        ("no-such", "utf-8"),
        ("koi8-r", "koi8-r"),
    ],
)
def test_a_page_is_read_in_the_encoding_it_names_where_that_is_one(declared: str, encoding: str) -> None:
    words = {"cp1251": "мэр", "iso8859-2": "Łódź", "shift_jis": "市長", "koi8-r": "мэр", "gbk": "市长"}.get(
        encoding, "“é”"
    )
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={declared}"></head><p>{words}'
    assert decoded(page.encode(encoding), page=True) == page


def test_an_xml_declaration_names_the_encoding_too() -> None:
    page = '<?xml version="1.0" encoding="iso-8859-2"?><html><p>Łódź'
    assert decoded(page.encode("iso8859-2"), page=True) == page


def test_a_text_that_names_an_encoding_is_no_page() -> None:
    text = "charset=koi8-r, “he” said"
    assert decoded(text.encode("cp1252")) == text


@pytest.mark.parametrize(
    "magic", [b"%PDF-1.4", b"PK\x03\x04", b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"{\\rtf1", b"\x1f\x8b\x08"]
)
def test_known_formats_that_are_no_text_are_named(magic: bytes) -> None:
    assert binary_kind(magic + b"rest")


def test_text_with_tabs_form_feeds_and_escapes_is_text_and_a_run_of_controls_is_not() -> None:
    assert not is_binary("a\tb\r\n\f\x1b[1m she said\x01" + "." * 30)
    assert is_binary("ab\x01\x02")
