"""Where a profile may be used: web addresses, origins, and portals that are not encrypted."""

import re
from pathlib import Path

import pytest

from pages.catalogue import load_profile, shipped
from pages.errors import ProfileError
from pages.origins import checked_address, origin_of
from pages.profile import Portal

PORTAL = shipped()


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:8800", "http://localhost:8800", "https://[::1]:8800", "HTTP://LocalHost"]
)
def test_the_practice_profile_is_used_on_this_machine(address: str) -> None:
    assert PORTAL.at(address).address == address


@pytest.mark.parametrize(
    "address",
    [
        "https://beian.miit.gov.cn",
        "http://192.168.0.7:8800",
        "http://127.0.0.1.example.com",
        "http://localhost.example.com:8800",
    ],
)
def test_the_practice_profile_is_used_nowhere_else(address: str) -> None:
    with pytest.raises(ProfileError, match="practice portal only") as caught:
        PORTAL.at(address)
    assert address in str(caught.value)
    assert "write a profile" in str(caught.value)


def test_another_profile_is_used_at_its_address() -> None:
    own = PORTAL.model_copy(update={"practice": False})
    assert own.at("https://gd.example.cn/icp/").origin == "https://gd.example.cn"


@pytest.mark.parametrize(
    "address",
    ["", "127.0.0.1:8800", "ftp://127.0.0.1", "file:///tmp/x", "http://", "http:///x", "http://[::1", "http://a:99999",
     "http://127.0.0.1:port"],
)  # fmt: skip
@pytest.mark.parametrize("practice", [True, False])
def test_no_web_address_is_refused(address: str, practice: bool) -> None:
    portal = PORTAL.model_copy(update={"practice": practice})
    with pytest.raises(ProfileError, match=re.escape(f"{address!r} is no web address")):
        portal.at(address)


def test_a_portal_at_another_address_has_another_origin_and_digest() -> None:
    assert (PORTAL.origin, len(PORTAL.digest)) == ("", 64)
    one, two = PORTAL.at("http://127.0.0.1:8800/"), PORTAL.at("http://127.0.0.1:8801")
    assert (one.address, one.origin, two.origin) == (
        "http://127.0.0.1:8800",
        "http://127.0.0.1:8800",
        "http://127.0.0.1:8801",
    )
    assert len({PORTAL.digest, one.digest, two.digest}) == 3
    assert one.digest == PORTAL.at("http://127.0.0.1:8800").digest
    assert one.at("http://127.0.0.1:8801").origin == two.origin


@pytest.mark.parametrize(
    ("address", "origin"),
    [
        ("http://127.0.0.1:8800/a/b?c#d", "http://127.0.0.1:8800"),
        ("HTTPS://Example.CN:443/", "https://example.cn"),
        ("http://example.cn:80", "http://example.cn"),
        ("http://example.cn:443", "http://example.cn:443"),
        ("https://user:secret@example.cn", "https://example.cn"),
        ("http://[::1]:8800/", "http://[::1]:8800"),
        ("http://[0:0::1]:8800/", "http://[::1]:8800"),
        ("https://备案.中国/", "https://xn--srsw86a.xn--fiqs8s"),
        ("https://example.cn:0", "https://example.cn:0"),
    ],
)
def test_an_origin_is_scheme_host_and_port_alone(address: str, origin: str) -> None:
    assert origin_of(address) == origin


@pytest.mark.parametrize(
    "address",
    [
        "https://portal.example.cn.",
        "https://pоrtal.example.cn",
        "https://portal.example.cn:8443",
        "http://portal.example.cn",
        "https://portal.example.cn.evil.cn",
        "https://portal.example.cn@evil.cn",
    ],
)
def test_what_looks_like_an_origin_is_another(address: str) -> None:
    assert origin_of(address) != origin_of("https://Portal.example.CN:443")


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://portal.example.cn@evil.cn", "a user is named before the host evil.cn"),
        ("https://portal:secret@evil.cn", "a user is named before the host evil.cn"),
        ("http://127.0.0.1@example.com", "a user is named before the host example.com"),
        ("https://portal.example.cn\\@evil.cn", "user"),
        ("https://portal.example.cn\\.evil.cn", "no web address"),
        ("https://por\ttal.example.cn", "no web address"),
        ("https://portal%2eexample.cn", "no web address"),
        ("https://a..example.cn", "no web address"),
        ("file:///etc/passwd", "no web address"),
        ("data:text/html,x", "no web address"),
        ("javascript:alert(1)", "no web address"),
    ],
)
def test_an_address_that_two_would_read_differently_is_none(address: str, said: str) -> None:
    with pytest.raises(ValueError, match=said) as raised:
        checked_address(address)
    assert "secret" not in str(raised.value)


PLAIN = 'plain_http = { by = "王敏", on = 2026-03-02 }\n'


def a_profile(folder: Path, text: str) -> Portal:
    """Read a profile of a portal that is no practice portal."""
    path = folder / "own.toml"
    path.write_text(f'extends = "practice/河南"\npractice = false\n{text}', encoding="utf-8")
    return load_profile(path)


@pytest.mark.parametrize(
    "where",
    [
        'address = "http://ha.example.cn"\n',
        'address = "https://ha.example.cn"\n[verification]\npage = "http://m.cn/sms"\n',
    ],
    ids=["the portal", "the page of the SMS check"],
)
def test_an_unencrypted_portal_is_refused_until_somebody_has_accepted_it(tmp_path: Path, where: str) -> None:
    with pytest.raises(ProfileError, match=r"is not encrypted.*accept it: plain_http = \{ by") as raised:
        a_profile(tmp_path, where)
    assert raised.value.problems[0].cure
    portal = a_profile(tmp_path, PLAIN + where)
    assert portal.plain_http is not None and portal.plain_http.by == "王敏"


@pytest.mark.parametrize(
    "given", ["true", '{ by = "王敏" }', '{ by = "", on = 2026-03-02 }', '{ by = "王敏", on = "ja" }']
)
def test_it_is_accepted_by_somebody_and_on_a_day(tmp_path: Path, given: str) -> None:
    with pytest.raises(ProfileError, match="plain_http"):
        a_profile(tmp_path, f'plain_http = {given}\naddress = "http://ha.example.cn"\n')


def test_an_encrypted_portal_takes_no_password_unencrypted(tmp_path: Path) -> None:
    portal = a_profile(
        tmp_path, 'address = "https://ha.example.cn"\norigins = ["https://ha.example.cn", "http://ha.example.cn"]\n'
    )
    assert portal.encrypted("https://ha.example.cn") and not portal.encrypted("http://ha.example.cn")
    assert portal.encrypted("http://127.0.0.1:8800"), "what stays on this machine need not be"
