"""The leak gate: no spelling of a secret gets through it, and nothing else is changed."""

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portalbot.evidence.scrub import Leak, can_be_guarded, mask_personal
from portalbot.evidence.scrub.places import find
from portalbot.machine.plain_text import plain
from tests.evidence.gates import CANARY, MARK, gate

SPELLINGS: dict[str, Callable[[str], bytes]] = {
    "utf-8": lambda it: it.encode(),
    "gbk": lambda it: it.encode("gb18030"),
    "utf-16-le": lambda it: it.encode("utf-16-le"),
    "utf-16-be": lambda it: it.encode("utf-16-be"),
    "quote": lambda it: quote(it, safe="").encode(),
    "quote, lower": lambda it: quote(it, safe="").lower().encode() if it == it.lower() else quote(it).encode(),
    "quote_plus": lambda it: quote_plus(it).encode(),
    "encodeURI": lambda it: quote(it, safe=";/?:@&=+$,#!'()*").encode(),
    "quote of gbk": lambda it: quote(it.encode("gb18030"), safe="").encode(),
    "quoted twice": lambda it: quote(quote(it, safe=""), safe="").encode(),
    "json": lambda it: json.dumps(it, ensure_ascii=False)[1:-1].encode(),
    "json, ascii": lambda it: json.dumps(it)[1:-1].encode(),
    "json, ascii, capital": lambda it: "".join(
        f"\\u{ord(char):04X}" if ord(char) < 65536 else json.dumps(char)[1:-1].upper().replace("\\U", "\\u")
        for char in it
    ).encode(),
    "json in json": lambda it: json.dumps(json.dumps(it, ensure_ascii=False), ensure_ascii=False)[3:-3].encode(),
    "json in json, ascii": lambda it: json.dumps(json.dumps(it))[3:-3].encode(),
    "html": lambda it: html.escape(it).encode(),
    "html, numbers": lambda it: "".join(f"&#{ord(char)};" for char in it).encode(),
    "html, hexadecimal": lambda it: "".join(f"&#x{ord(char):04X};" for char in it).encode(),
    "html in json": lambda it: json.dumps(html.escape(it))[1:-1].encode(),
    "json in html": lambda it: html.escape(json.dumps(it, ensure_ascii=False)[1:-1]).encode(),
    "quote of json": lambda it: quote(json.dumps(it)[1:-1], safe="").encode(),
    "repr": lambda it: ascii(it)[1:-1].encode(),
    "repr of bytes": lambda it: repr(it.encode())[2:-1].encode(),
    "hexadecimal": lambda it: it.encode().hex().encode(),
    "base64": lambda it: base64.b64encode(it.encode()),
    "base64 of gbk": lambda it: base64.b64encode(it.encode("gb18030")),
}

secrets = st.text(st.characters(codec="utf-8"), min_size=4, max_size=24).filter(can_be_guarded)
around = st.binary(max_size=40).map(lambda data: b"." + data + b".")
"""What stands around a secret, and is not half of an escape that its first character would end."""


# known secrets


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_the_canary_is_replaced_in_every_spelling(spelling: str) -> None:
    spelt = SPELLINGS[spelling](CANARY)
    cleaned = gate(CANARY).clean("page.html", b"before " + spelt + b" after")
    assert cleaned == b"before " + MARK + b" after"


@settings(max_examples=100)
@given(secret=secrets, before=around, after=around, spelling=st.sampled_from(sorted(SPELLINGS)))
def test_any_secret_in_any_spelling_within_any_bytes_is_found_and_replaced(
    secret: str, before: bytes, after: bytes, spelling: str
) -> None:
    spelt = SPELLINGS[spelling](secret)
    here = gate(secret)
    assert here.hits(before + spelt + after)
    try:
        cleaned = here.clean("some.bin", before + spelt + after)
    except Leak:
        return  # an artefact that cannot be mended is not kept: as safe
    assert spelt not in cleaned and here.hits(cleaned) == []


@settings(max_examples=100)
@given(secret=secrets, lead=around, tail=around, url=st.booleans(), charset=st.sampled_from(["utf-8", "utf-16-le"]))
def test_base64_is_found_at_every_alignment(secret: str, lead: bytes, tail: bytes, url: bool, charset: str) -> None:
    encode = base64.urlsafe_b64encode if url else base64.b64encode
    spelt = encode(lead + secret.encode(charset) + tail)
    cleaned = gate(secret).clean("x.txt", spelt)
    assert MARK in cleaned and gate(secret).hits(cleaned) == []


@settings(max_examples=100)
@given(secret=secrets, mixture=st.lists(st.sampled_from([1, 2, 3, 4, 5, 6]), min_size=24, max_size=24))
def test_a_mixture_of_spellings_is_found(secret: str, mixture: list[int]) -> None:
    ways = ("utf-8", "quote", "json, ascii", "html, numbers", "html", "json in json, ascii", "quoted twice")
    spelt = b"".join(SPELLINGS[ways[way]](char) for char, way in zip(secret, mixture, strict=False))
    assert gate(secret).hits(spelt)


@settings(max_examples=30)
@given(text=st.text(max_size=200))
def test_a_text_without_a_secret_is_left_as_it_is(text: str) -> None:
    here = gate(CANARY, "another-one-9")
    data = text.encode()
    assert here.clean("a.txt", data) is data
    assert here.clean_text(text) == text


def test_only_the_secret_is_replaced_around_it_everything_stays() -> None:
    page = f'<p title="{html.escape(CANARY)}">注销备案 {CANARY}</p><a href="?k={quote(CANARY)}&b=1">'.encode()
    assert gate(CANARY).clean("a.html", page) == (
        '<p title="[withheld]">注销备案 [withheld]</p><a href="?k=[withheld]&b=1">'.encode()
    )


def test_two_secrets_that_overlap_are_both_replaced() -> None:
    assert gate("abcdef", "defghi").clean("a", b"xabcdefghix") == b"x" + MARK + b"x"


def test_a_secret_that_stands_in_the_mark_gets_another_mark() -> None:
    assert gate("ithhe").clean("a", b"w ithhe ld") == b"w [-------] ld"


def test_a_short_secret_is_replaced_only_where_a_secret_stands() -> None:
    here = gate("123")
    assert here.clean("a", b"row 123") == b"row 123"
    assert here.clean("a", b'{"password": "123"}') == b'{"password": "[withheld]"}'


@pytest.mark.parametrize("head", [b"%PDF-1.7\n", b"\x89PNG\r\n", b"\xff\xd8\xff\xe0", b"SQLite format 3\x00"])
def test_what_cannot_be_mended_is_not_kept_and_the_reason_does_not_tell(head: bytes) -> None:
    with pytest.raises(Leak) as caught:
        gate(CANARY).clean("receipt.pdf", head + CANARY.encode())
    assert "receipt.pdf is not kept" in str(caught.value) and CANARY not in str(caught.value)


def test_a_picture_is_left_as_it_is() -> None:
    picture = b"\x89PNG\r\n" + bytes(range(256)) * 9 + b'"password":"x"'
    assert gate(CANARY).clean("a.png", picture) is picture


# places of secrets

PLACES = {
    b"Cookie: JSESSIONID=0123456789abcdef; theme=dark": b"Cookie: [withheld]",
    b"set-cookie: SID=0123456789abcdef; Path=/; HttpOnly": b"set-cookie: [withheld]",
    b"Authorization: Bearer abc.def-1": b"Authorization: [withheld]",
    b"X-CSRF-Token: abc": b"X-CSRF-Token: abc",
    b'{"name": "Cookie", "value": "a=1; b=2"}': b'{"name": "Cookie", "value": "[withheld]"}',
    b'{"name":"x-auth-token","value":"a\\"b"}': b'{"name":"x-auth-token","value":"[withheld]"}',
    b'{"cookies":[{"name":"S","value":"a"},{"name":"T","value":"b"}]}':
        b'{"cookies":[{"name":"S","value":"[withheld]"},{"name":"T","value":"[withheld]"}]}',
    b'{"user":"u","password":"p"}': b'{"user":"u","password":"[withheld]"}',
    b'"{\\"user\\":\\"u\\",\\"password\\":\\"p\\"}"': b'"{\\"user\\":\\"u\\",\\"password\\":\\"[withheld]\\"}"',
    b"account=u&password=p%20q&x=1": b"account=u&password=[withheld]&x=1",
    b"PORTALBOT_ACCOUNTS__A__PASSWORD=p": b"PORTALBOT_ACCOUNTS__A__PASSWORD=[withheld]",
    b"/list.html;jsessionid=AB12CD?x=1": b"/list.html;jsessionid=[withheld]?x=1",
    b"https://oapi.example/send?access_token=ab12": b"https://oapi.example/send?access_token=[withheld]",
    b"http://user:word@proxy:3128/": b"http://user:[withheld]@proxy:3128/",
    b'<input name="p" type="password" value="abc">': b'<input name="p" type="password" value="[withheld]">',
    b"<input value='abc' type=password>": b"<input value='[withheld]' type=password>",
    '{"密码": "abc"}'.encode(): '{"密码": "[withheld]"}'.encode(),
}  # fmt: skip


@pytest.mark.parametrize("text", PLACES, ids=lambda text: text.decode()[:30])
def test_what_stands_where_secrets_stand_is_replaced_known_or_not(text: bytes) -> None:
    assert gate().clean("a.txt", text) == PLACES[text]
    assert gate().clean("a.txt", PLACES[text]) == PLACES[text]


INNOCENT = [
    "no password for account zhixing: set PORTALBOT_ACCOUNTS__ZHIXING__PASSWORD",
    '<input type="password" placeholder="请输入密码"><input type="text" value="粤ICP备12345678号">',
    '{"token": null, "cookies": [], "password": ""}',
    "cookie 说明：本站不使用 cookie",
    "http://127.0.0.1:8800/guangdong/home.html",
]


@pytest.mark.parametrize("text", INNOCENT)
def test_words_about_secrets_are_no_secrets(text: str) -> None:
    assert gate().clean_text(text) == text and gate().hits(text.encode()) == []


def test_a_session_is_replaced_wherever_its_cookie_stands() -> None:
    page = b"Cookie: SID=0a1b2c3d4e5f\r\n\r\n<a href='/x?0a1b2c3d4e5f'>"
    assert gate().clean("a", page) == b"Cookie: [withheld]\r\n\r\n<a href='/x?[withheld]'>"


def test_more_secrets_may_be_given_for_one_artefact_alone() -> None:
    here = gate()
    assert here.clean("a", b"sid0a1b", also=["sid0a1b"]) == MARK
    assert here.clean("a", b"sid0a1b") == b"sid0a1b"


# personal numbers, control characters


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("身份证 44030019800101123X。", "身份证 440***************。"),
        ("手机 13800138000，", "手机 138****8000，"),
        ("13800138000 01234X", "138****8000 ******"),
        ("01234X, 13800138000", "******, 138****8000"),
        ("证件后六位：012345", "证件后六位：******"),
        ("+8613800138000", "138****8000"),
        ("+86 138 0013 8000; 0086-138-0013-8000; (86)13800138000", "138****8000; 138****8000; 138****8000"),
        ("138-0013-8000、138 0013 8000、138.0013.8000", "138****8000、138****8000、138****8000"),
        ("１３８００１３８０００ 和 １３８－００１３－８０００", "138****8000 和 138****8000"),
        ("tel.13800138000", "tel.138****8000"),
        ("440300 19800101 123X", "440***************"),
        ("4403 0019 8001 0112 3X，440300-1980-01-01-1234", "440***************，440***************"),
        ("４４０３００１９８００１０１１２３Ｘ", "440***************"),
        ("ID44030019800101123Xabc", "ID440***************abc"),
        ("号13800138000 ０１２３４Ｘ", "号138****8000 ******"),
        ("0.13800138000 138001380001 138-00138000", None),
        ('"last_six": "01234X"', '"last_six": "******"'),
        ("粤ICP备12345678号-1 流水号 440000202603020017 金额 123456", None),
        ("91440300708461136T 1740000000000", None),
    ],
)
def test_personal_numbers_are_masked_and_serials_are_not(text: str, masked: str | None) -> None:
    assert mask_personal(text) == (masked or text)


def test_what_a_terminal_would_obey_is_shown_instead() -> None:
    assert plain("a\x1b[2Jb\x9b1mc\r\nd\x00\u202ee\u2028f\x7f秘") == (
        "a\\u001b[2Jb\\u009b1mc\\r\\nd\\u0000\\u202ee\\u2028f\\u007f秘"
    )
    assert plain("a\tb\nc\x1b", lines=True) == "a\tb\nc\\u001b"


@settings(max_examples=30)
@given(st.text())
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    assert not [char for char in plain(text) if ord(char) < 32 or 127 <= ord(char) < 160]


def test_a_message_has_no_secret_no_personal_number_and_no_escape() -> None:
    assert gate(CANARY).message(f"{CANARY}\x1b[1m 13800138000") == "[withheld]\\u001b[1m 138****8000"


def test_places_are_found_without_any_known_secret() -> None:
    assert [kind for _, _, kind in find(b"Cookie: a=b", MARK)] == ["a cookie"]
