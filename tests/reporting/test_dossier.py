"""The dossier: what is in it, and that whatever is altered, left out or put in is named."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import text

from pages.catalogue import shipped
from portalbot.evidence.store import Evidence
from portalbot.ledger.ledger import Ledger
from portalbot.reporting.dossier.contents import contents_of, page_of
from portalbot.reporting.dossier.package import MANIFEST, PDF, DossierError, manifest_of, note, prove, zipped
from portalbot.rules.states import State
from tests.support import filing_of, sample_cases

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
CASE = "QT-001"


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    """Return the ledger of a case that was filed and ended, with evidence kept."""
    book = Ledger(tmp_path / "ledger.db", who="wang@desk", clock=lambda: NOON)
    file = sample_cases(shipped().at("http://127.0.0.1:8800"))
    case = next(one for one in file.cases if one.id == CASE)
    filing = filing_of(file, case, shipped())
    known = {"id": CASE, "portal": "http://127.0.0.1:8800", "number": case.number, "kind": case.kind.value}
    more = {"account": "qiantang", "user_name": "qiantang", "province": "浙江", "client": case.client.name}
    book.cases.register({**known, **more, "site_name": case.site_name, "digest": filing.digest})
    book.approvals.give(CASE, filing.digest, "plan")
    files = {m: {"name": n, "sha256": hashlib.sha256(d).hexdigest(), "bytes": len(d)}
             for m, (n, d) in filing.files.items()}  # fmt: skip
    frozen = {"fields": case.model_dump(mode="json"), "files": files}
    book.attempts.open(CASE, frozen=frozen, baseline=frozenset(), holder={})
    evidence = Evidence(tmp_path / "evidence", clock=lambda: NOON, recorder=book.artefacts.keep)
    evidence.keep("other", "list.png", b"another case")
    evidence.keep(CASE, "upload.png", b"the filled form")
    evidence.keep(CASE, "receipt.png", b"the receipt")
    evidence.keep(CASE, "receipt.txt", "提交成功".encode())
    book.cases.move(CASE, State.SUBMITTED, "ours", serial="2026030212345678", words="审核中")
    book.cases.move(CASE, State.CANCELLED, "the record reads 已注销", words="审核通过 电话13700137000")
    yield book
    book.close()


def make(ledger: Ledger, folder: Path) -> Path:
    contents = contents_of(ledger, CASE, folder / "evidence", practice=True)
    manifest = manifest_of(contents, ledger, folder / "evidence")
    pdf = page_of(contents, hashlib.sha256(manifest).hexdigest()).encode()
    out = folder / "out.zip"
    out.write_bytes(zipped(contents, folder / "evidence", manifest, pdf))
    note(ledger, CASE, manifest, pdf)
    return out


def altered(path: Path, change: Callable[[dict[str, bytes]], object]) -> Path:
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    change(members)
    out = path.with_name("altered.zip")
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out


def test_a_dossier_tells_who_what_when_and_is_proved(ledger: Ledger, tmp_path: Path) -> None:
    out = make(ledger, tmp_path)
    proof = prove(out, [ledger])
    assert (proof.wrong, proof.known, proof.case) == ((), True, CASE)
    with zipfile.ZipFile(out) as archive:
        page = archive.read(PDF).decode()
        manifest = json.loads(archive.read(MANIFEST))
    told = ("2026030212345678", "沈钱塘", "代办机构", "已注销", "licence.pdf", "审核通过", "演练", proof.manifest)
    assert all(each in page for each in told)
    assert "13700137000" not in page and "080915" not in page, "no personal number is shown"
    names = {each["path"].rsplit("-", 1)[-1] for each in manifest["files"]}
    assert names == {"upload.png", "receipt.png", "receipt.txt", "history.json"}, "nothing of another case"


def texts(out: Path) -> str:
    """Return all that a client reads in a dossier (its page stands for the PDF here)."""
    with zipfile.ZipFile(out) as archive:
        return "\n".join(archive.read(name).decode() for name in (PDF, MANIFEST, "history.json"))


def test_a_client_reads_no_words_of_the_house(ledger: Ledger, tmp_path: Path) -> None:
    why = f"no password for account qiantang: set PORTALBOT_ACCOUNTS__QIANTANG__PASSWORD in {tmp_path}"
    ledger.cases.note(CASE, why, step="sign_in")
    ledger.preparations.tick(CASE, "closeout/dns", by="root@vm")
    ledger.preparations.tick(CASE, "closeout/registrar", by="王经办")
    make(ledger, tmp_path)
    ledger.cases.note(CASE, f"{why} again", step="sign_in")
    read = texts(make(ledger, tmp_path))
    for word in ("no password", "PORTALBOT_", "wang@desk", "root@", str(tmp_path), "about to click", "--domain",
                 "entered", "ours", "manifest 0", "pdf "):  # fmt: skip
        assert word not in read, word
    assert "王经办" in read and "审核通过" in read and "已提交 submitted" in read, "names and the portal's words stay"


def test_equal_files_are_in_it_once_and_each_place_is_named(ledger: Ledger, tmp_path: Path) -> None:
    evidence = Evidence(tmp_path / "evidence", clock=lambda: NOON, recorder=ledger.artefacts.keep)
    for _ in range(9):
        evidence.keep(CASE, "dialog.jpg", b"the same window")
    evidence.keep(CASE, "list.jpg", b"the same window")
    out = make(ledger, tmp_path)
    with zipfile.ZipFile(out) as archive:
        page, manifest = archive.read(PDF).decode(), json.loads(archive.read(MANIFEST))
        names = [Path(name).name for name in archive.namelist()]
    assert len([name for name in names if name.endswith(("dialog.jpg", "list.jpg"))]) == 1
    assert page.count("内容相同") == 9 and "备案列表 list of records：内容相同" in page
    [entry] = [each for each in manifest["files"] if "same" in each]
    assert len({each["link"] for each in (entry, *entry["same"])}) == 10, "each link of the chain is told"
    assert prove(out, [ledger]).wrong == ()


def test_an_altered_double_makes_no_dossier(ledger: Ledger, tmp_path: Path) -> None:
    evidence = Evidence(tmp_path / "evidence", clock=lambda: NOON, recorder=ledger.artefacts.keep)
    evidence.keep(CASE, "dialog.jpg", b"the same window")
    path = tmp_path / "evidence" / evidence.keep(CASE, "dialog.jpg", b"the same window")
    path.chmod(0o600)
    path.write_bytes(b"forged")
    with pytest.raises(DossierError, match="it was altered"):
        make(ledger, tmp_path)


def test_what_may_run_or_only_says_what_was_not_kept_is_left_out(ledger: Ledger, tmp_path: Path) -> None:
    evidence = Evidence(tmp_path / "evidence", clock=lambda: NOON, recorder=ledger.artefacts.keep)
    evidence.keep(CASE, "receipt.html", "<p>流水号 2026030212345678</p>".encode())
    evidence.keep(CASE, "trace.txt.withheld.txt", b"trace.txt is not kept: no password can be told apart")
    old = tmp_path / "evidence" / evidence.keep(CASE, "old.txt", b"<script>run()</script>")
    page = old.with_name("20250101T000000-0001-receipt.html")
    page.write_bytes(old.read_bytes())
    relative, data = page.relative_to(tmp_path / "evidence").as_posix(), page.read_bytes()
    ledger.artefacts.keep(CASE, relative, hashlib.sha256(data).hexdigest(), len(data))
    contents = contents_of(ledger, CASE, tmp_path / "evidence", practice=True)
    assert {name.split("-", 2)[-1] for name in contents.left_out} == {"receipt.html", "trace.txt.withheld.txt"}
    assert "older version" in contents.left_out[page.name]
    out = make(ledger, tmp_path)
    with zipfile.ZipFile(out) as archive:
        assert f"evidence/{page.name}" not in archive.namelist() and b"2 more kept files" in archive.read(PDF)
        assert any(name.endswith("-receipt.html") for name in archive.namelist()), "one that does nothing is in it"
    assert "is not kept" not in texts(out)
    assert prove(out, [ledger]).wrong == ()


def test_a_dossier_of_an_older_version_is_still_proved(ledger: Ledger, tmp_path: Path) -> None:
    [kept, *_] = ledger.artefacts.of(CASE)
    data = (tmp_path / "evidence" / kept.path).read_bytes()
    name = f"evidence/{Path(kept.path).name}"
    row = {"path": name, "sha256": kept.sha256, "bytes": kept.size, "at": kept.at, "link": kept.link}
    old = {"case": CASE, "number": "浙ICP备2021004567号-1", "serial": None, "made_at": kept.at, "by": "root@vm",
           "last_link": ledger.artefacts.last_link(), "missing": [], "files": [row]}  # fmt: skip
    manifest = json.dumps(old).encode()
    out = tmp_path / "old.zip"
    with zipfile.ZipFile(out, "w") as archive:
        for each, content in ((PDF, b"%PDF"), (MANIFEST, manifest), (name, data)):
            archive.writestr(each, content)
    note(ledger, CASE, manifest, b"%PDF")
    assert (prove(out, [ledger]).wrong, prove(out, [ledger]).known) == ((), True)


def test_without_its_ledger_a_dossier_is_proved_within_itself(ledger: Ledger, tmp_path: Path) -> None:
    assert prove(make(ledger, tmp_path), []).known is None


def _first_evidence(members: dict[str, bytes]) -> str:
    return next(name for name in members if name.startswith("evidence/"))


def test_what_was_altered_left_out_or_put_in_is_named(ledger: Ledger, tmp_path: Path) -> None:
    out = make(ledger, tmp_path)
    name = ""

    def alter(members: dict[str, bytes]) -> None:
        nonlocal name
        name = _first_evidence(members)
        members[name] += b"!"

    assert prove(altered(out, alter), [ledger]).wrong == (f"{name} was altered",)
    assert "missing" in prove(altered(out, lambda it: it.pop(_first_evidence(it))), [ledger]).wrong[0]
    assert "put in" in prove(altered(out, lambda it: it.update({"evidence/more.png": b""})), [ledger]).wrong[0]
    assert prove(altered(out, lambda it: it.update({PDF: b"another"})), [ledger]).wrong == ("dossier.pdf was altered",)


@pytest.mark.parametrize("count", [5_000, 40_000])
def test_a_zip_file_of_endless_members_is_no_dossier(ledger: Ledger, tmp_path: Path, count: int) -> None:
    more = {f"evidence/{number}.png": b"" for number in range(count)}
    with pytest.raises(DossierError, match=rf"has {count + 6:,} files in it"):
        prove(altered(make(ledger, tmp_path), lambda it: it.update(more)), [ledger])


def test_a_zip_file_that_is_far_larger_unpacked_is_no_dossier(ledger: Ledger, tmp_path: Path) -> None:
    out = altered(make(ledger, tmp_path), lambda it: it.update({"evidence/more.png": b"x"}))
    data = out.read_bytes()
    at = data.rindex(b"evidence/more.png") - 46  # its entry in the list at the end
    out.write_bytes(data[: at + 24] + (4_000_000_000).to_bytes(4, "little") + data[at + 28 :])
    with pytest.raises(DossierError, match="more than 2,000 MB in it, unpacked"):
        prove(out, [ledger])


MANY = [{"path": str(number), "sha256": ""} for number in range(5001)]


@pytest.mark.parametrize(
    "manifest",
    [b"[" * 100_000, b"{}" + b" " * 16_000_000, json.dumps({"case": "A", "files": MANY}).encode()],
    ids=["deep", "long", "many files"],
)
def test_a_manifest_without_bounds_is_none(ledger: Ledger, tmp_path: Path, manifest: bytes) -> None:
    with pytest.raises(DossierError, match=r"has no manifest\.json that can be read"):
        prove(altered(make(ledger, tmp_path), lambda it: it.update({MANIFEST: manifest})), [ledger])


def test_a_member_that_is_packed_as_none_of_ours_is_not_opened(ledger: Ledger, tmp_path: Path) -> None:
    out = make(ledger, tmp_path)
    with zipfile.ZipFile(out) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data, zipfile.ZIP_LZMA if name == PDF else zipfile.ZIP_DEFLATED)
    assert prove(out, [ledger]).wrong == (f"{PDF} was altered",)


def test_a_file_altered_together_with_the_manifest_is_found_by_the_ledger(ledger: Ledger, tmp_path: Path) -> None:
    def alter(members: dict[str, bytes]) -> None:
        name = _first_evidence(members)
        told = json.loads(members[MANIFEST])
        members[name] = b"forged"
        for each in told["files"]:
            if each["path"] == name:
                each["sha256"] = hashlib.sha256(b"forged").hexdigest()
        members[MANIFEST] = json.dumps(told).encode()

    forged = altered(make(ledger, tmp_path), alter)
    assert prove(forged, [ledger]).known is False
    assert prove(forged, []).known is None, "it takes a ledger, or the hash that the client was told"


def test_a_ledger_whose_chain_was_tampered_with_proves_nothing(ledger: Ledger, tmp_path: Path) -> None:
    out = make(ledger, tmp_path)
    assert ledger.artefacts.broken_link() is None
    with ledger.database._engine.begin() as connection:
        connection.execute(text("UPDATE artefacts SET sha256 = 'x' WHERE subject = 'other'"))
    assert "chain of evidence is broken at other/" in prove(out, [ledger]).wrong[0]


def test_an_entry_taken_out_of_the_chain_is_noticed(ledger: Ledger) -> None:
    with ledger.database._engine.begin() as connection:
        connection.execute(text("DELETE FROM artefacts WHERE id = 2"))
    broken = ledger.artefacts.broken_link()
    assert broken and broken.id == 3


def test_evidence_that_was_altered_on_the_disk_makes_no_dossier(ledger: Ledger, tmp_path: Path) -> None:
    [path, *_] = sorted((tmp_path / "evidence" / CASE).iterdir())
    path.chmod(0o600)
    path.write_bytes(b"forged")
    with pytest.raises(DossierError, match="it was altered"):
        make(ledger, tmp_path)


def test_evidence_that_is_gone_is_said_to_be(ledger: Ledger, tmp_path: Path) -> None:
    [path, *_] = sorted((tmp_path / "evidence" / CASE).iterdir())
    path.unlink()
    contents = contents_of(ledger, CASE, tmp_path / "evidence", practice=True)
    assert [Path(each).name for each in contents.missing] == [path.name]
    assert prove(make(ledger, tmp_path), [ledger]).wrong == ()


@given(data=some.binary(max_size=300))
def test_whatever_calls_itself_a_dossier_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, data: bytes
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.zip"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(MANIFEST, data)
    for written in (data, stream.getvalue(), stream.getvalue()[: len(data)]):
        path.write_bytes(written)
        with pytest.raises(DossierError):
            prove(path, [])
