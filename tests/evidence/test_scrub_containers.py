"""The leak gate and what packs texts: containers of every kind, pictures; and where its work ends."""

import base64
import bz2
import gzip
import io
import json
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from urllib.parse import quote

import pytest
from PIL import Image

from portalbot.evidence.scrub import Leak, places
from portalbot.evidence.scrub import gate as gates
from tests.evidence.gates import CANARY, MARK, gate, unzipped, zipped


def tarred(name: str, content: bytes, folder: str = "") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as package:
        if folder:
            made = tarfile.TarInfo(folder)
            made.type = tarfile.DIRTYPE
            package.addfile(made)
        info = tarfile.TarInfo(name)
        info.size = len(content)
        package.addfile(info, io.BytesIO(content))
    return out.getvalue()


# packages


def test_every_member_of_a_trace_is_cleaned_and_stays_readable() -> None:
    old = "0" * 40
    lines = [{"type": "resource", "request": {"postData": {"_sha1": f"{old}.txt"}}}, {"said": CANARY, "秘": 1}]
    trace = "\n".join(json.dumps(line) for line in lines).encode()
    headers = {"headers": [{"name": "Cookie", "value": "SID=0a1b2c3d4e5f"}]}
    network = json.dumps(headers).encode()
    files = {"trace_trace": trace, "trace_network": network, f"resources__{old}_txt": f"p={quote(CANARY)}".encode()}
    done = unzipped(gate(CANARY).clean("trace.zip", zipped(**files, resources__b_html=b"<a>0a1b2c3d4e5f")))
    first, second = map(json.loads, done["trace.trace"].splitlines())
    assert second == {"said": "[withheld]", "秘": 1}
    assert json.loads(done["trace.network"])["headers"][0]["value"] == "[withheld]"
    named = first["request"]["postData"]["_sha1"]
    assert old not in named, "the hash of what was there would let anybody try passwords"
    assert done[f"resources/{named}"] == b"p=[withheld]"
    assert done["resources/b.html"] == b"<a>[withheld]"
    assert len(done) == 4


def test_a_package_without_a_secret_is_left_as_it_is() -> None:
    data = zipped(a_txt=b"nothing", b_json=b"{}")
    assert gate(CANARY).clean("a.zip", data) is data


def test_a_package_in_a_package_is_cleaned_too() -> None:
    done = gate(CANARY).clean("a.zip", zipped(inner_zip=zipped(a_txt=CANARY.encode())))
    assert unzipped(unzipped(done)["inner.zip"[:9]])["a.txt"] == MARK


def test_json_that_could_not_be_read_any_more_is_not_kept() -> None:
    with pytest.raises(Leak, match=r"trace\.trace"):
        gate("n1234").clean("t.zip", zipped(trace_trace=b'{"a": "x\\n1234"}'))


def test_a_package_that_cannot_be_looked_into_is_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Leak, match="damaged"):
        gate().clean("a.zip", b"PK\x03\x04 no zip at all")
    monkeypatch.setattr("portalbot.evidence.scrub.containers.MOST_BYTES", 1000)
    with pytest.raises(Leak, match="MB in it"):
        gate().clean("bomb.zip", zipped(a_txt=bytes(2000)))


def test_hits_name_the_kind_and_the_member_and_never_the_value() -> None:
    found = gate(CANARY).hits(zipped(a_txt=b"x", b_txt=quote(CANARY).encode() + b" password=abc123"))
    assert [str(each) for each in found] == [
        "a known secret, encoded (in b.txt)",
        "a value called password (in b.txt)",
    ]


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "tar": lambda data: tarred("a.txt", data),
    "tgz": lambda data: gzip.compress(tarred("a.txt", data)),
    "zip in gzip in zip": lambda data: zipped(a_gz=gzip.compress(zipped(a_txt=data))),
    "zip behind a prefix": lambda data: b"MZ an installer" + zipped(a_txt=data),
}


@pytest.mark.parametrize("packer", PACKERS)
def test_what_is_packed_is_looked_into_and_cleaned(packer: str) -> None:
    packed = PACKERS[packer](f"name {CANARY} end".encode())
    here = gate(CANARY)
    assert here.hits(packed)
    cleaned = here.clean("a.bin", packed)
    assert cleaned != packed and here.hits(cleaned) == []
    harmless = PACKERS[packer](b"nothing of that kind")
    assert here.hits(harmless) == [] and here.clean("a.bin", harmless) is harmless


def commented(data: bytes, comment: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as package:
        package.comment = comment
    return out.getvalue()


@pytest.mark.parametrize(
    "outside",
    [
        lambda data: commented(data, CANARY.encode()),
        lambda data: CANARY.encode() + data,
        lambda data: zipped(**{"a_txt": b"x", f"{CANARY.replace('/', '')[:9]}__": b""}),
    ],
    ids=["a comment", "a prefix", "a folder's name"],
)
def test_what_stands_outside_of_a_packages_files_is_found_and_gone(outside: Callable[[bytes], bytes]) -> None:
    here = gate(CANARY, CANARY.replace("/", "")[:9])
    packed = outside(zipped(a_txt=b"x"))
    assert here.hits(packed)
    cleaned = here.clean("a.zip", packed)
    assert here.hits(cleaned) == [] and unzipped(cleaned)["a.txt"] == b"x"


@pytest.mark.parametrize("magic", [b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07\x01\x00", b"\x28\xb5\x2f\xfd\x04"])
def test_what_cannot_be_unpacked_here_is_named_and_not_called_clean(magic: bytes) -> None:
    with pytest.raises(Leak, match="not looked into"):
        gate(CANARY).hits(magic + bytes(40))


def test_base64_in_lines_is_found() -> None:
    spelt = base64.encodebytes(b"x" * 50 + CANARY.encode() + b"y" * 50).replace(b"\n", b"\r\n ")
    assert b"\r\n " in spelt
    cleaned = gate(CANARY).clean("a.eml", b"Content: " + spelt + b"end")
    assert MARK in cleaned and gate(CANARY).hits(cleaned) == [] and cleaned.endswith(b"end")


# pictures


def picture(kind: str, comment: bytes) -> bytes:
    """Return a picture with a comment in it, as cameras and programs write them."""
    out = io.BytesIO()
    Image.effect_noise((64, 64), 90).convert("RGB").save(out, kind, **({"comment": comment} if kind == "JPEG" else {}))
    data = out.getvalue()
    if kind == "PNG":
        chunk = b"zTXt" + b"Comment\0\0" + zlib.compress(comment)
        data = data[:33] + struct.pack(">I", len(chunk) - 4) + chunk + struct.pack(">I", zlib.crc32(chunk)) + data[33:]
    return data


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_secret_in_a_pictures_comment_or_behind_its_end_is_found(kind: str) -> None:
    here = gate(CANARY)
    assert here.clean("a.jpg", picture(kind, b"a harmless comment"))
    for telling in (picture(kind, CANARY.encode()), picture(kind, b"x") + CANARY.encode()):
        Image.open(io.BytesIO(telling)).load()
        with pytest.raises(Leak, match="a picture cannot be mended"):
            here.clean("a.jpg", telling)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_in_the_pixels_of_a_picture_nothing_is_sought(kind: str) -> None:
    data = picture(kind, b"x")
    pixels = data[len(data) // 2 :][:5].decode("latin-1")
    assert gate(pixels).clean("a.jpg", data) is data


def test_a_picture_is_looked_through_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    seek = gates._found

    def counted(data: bytes, *rest: object, **named: object) -> object:
        looked.append(len(data))
        return seek(data, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(gates, "_found", counted)
    gate(CANARY).clean("a.jpg", picture("JPEG", b"x"))
    assert len(looked) == 1


# where the work ends


def test_an_artefact_that_names_very_many_sessions_is_not_kept() -> None:
    lines = b"".join(b"Cookie: SID=%032x\n" % number for number in range(1, gates.MOST_LEARNT + 5))
    with pytest.raises(Leak, match="more than 500 sessions"):
        gate().clean("a.txt", lines)
    fewer = b"\n".join(lines.splitlines()[:40])
    assert gate().clean("a.txt", fewer) == b"\n".join([b"Cookie: [withheld]"] * 40)


def test_what_takes_too_long_is_withheld_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(100))
    monkeypatch.setattr("portalbot.evidence.scrub.gate.time.thread_time", lambda: next(clock) * 4.0)
    with pytest.raises(Leak, match="took too long"):
        gate(CANARY).clean("a.txt", b"%41" * 100)
    assert gate(CANARY).clean_text("%41" * 100) == "[withheld]", "a text of which nobody knows what is in it"


def test_a_list_of_cookies_is_gone_through_once_however_often_one_begins_in_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reached: list[int] = []
    go = places._in_list

    def counted(data: bytes, end: int) -> object:
        reached.append(end)
        return go(data, end)

    monkeypatch.setattr(places, "_in_list", counted)
    list(places.find(b'"cookies":[' * 5000, MARK))
    assert len(reached) == 1
    inner = b'{"cookies":[{"name":"S","value":"a"},{"token":"abc"}], "cookies":[{"name":"T","value":"b"}]}'
    assert gate().clean("a.txt", inner) == inner.replace(b'"a"', b'"[withheld]"').replace(
        b'"b"', b'"[withheld]"'
    ).replace(b'"abc"', b'"[withheld]"')


@pytest.mark.parametrize("words", [b"cookie: " + b"a" * 90, b"password=" + b"b" * 90, b"authorization: " + b"c" * 90])
def test_within_a_value_no_other_is_sought(words: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[int] = []
    look = places._at

    def counted(data: bytes, word: bytes, start: int, end: int) -> object:
        reached.append(end)
        return look(data, word, start, end)

    monkeypatch.setattr(places, "_at", counted)
    list(places.find(words * 200, MARK))
    assert len(reached) < 20, f"{len(words) * 200} bytes"
