"""`portalbot scan`: every kind of file, kinds of hits and never values, --fix, exit codes."""

import gzip
import io
import zipfile
from pathlib import Path
from urllib.parse import quote

import pytest
from typer.testing import CliRunner

from portalbot.cli.app import app

CANARY = 'geheim"%&#秘密𠮷'
SHOWN = "canary-2026"


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(name, content)
    return out.getvalue()


def pdf_showing(text: str) -> bytes:
    """Return a PDF whose text is packed, so that it stands nowhere in its bytes."""
    import zlib

    stream = zlib.compress(f"BT /F 12 Tf 20 100 Td ({text}) Tj ET".encode())
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out = b"%PDF-1.4\n"
    places = []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(out),
    )


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PORTALBOT_ACCOUNTS__A__PASSWORD", CANARY)
    monkeypatch.setenv("PORTALBOT_ACCOUNTS__B__PASSWORD", SHOWN)
    monkeypatch.setenv("PORTALBOT_DATA_DIR", str(tmp_path / "data"))
    files = tmp_path / "files"
    (files / "inner").mkdir(parents=True)
    (files / "inner" / "a.log").write_text(f"x {quote(CANARY)} y", encoding="utf-8")
    (files / "b.zip").write_bytes(zipped("trace.trace", b'{"name":"Cookie","value":"SID=0a1b2c3d4e"}'))
    (files / "fine.txt").write_text("注销备案 password", encoding="utf-8")
    return files


def run(*arguments: str) -> tuple[int, list[str]]:
    done = CliRunner().invoke(app, ["scan", *arguments])
    assert CANARY not in done.output and SHOWN not in done.output and quote(CANARY) not in done.output
    return done.exit_code, done.stdout.splitlines()


def test_a_scan_says_file_and_kind_and_exits_with_1(folder: Path) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert run(str(folder)) == (1, [
        f"{folder}/b.zip: a cookie (in trace.trace)",
        f"{folder}/inner/a.log: a known secret, encoded",
    ])  # fmt: skip
    assert {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()} == before


def test_fix_replaces_it_and_afterwards_nothing_is_left(folder: Path) -> None:
    code, said = run(str(folder), "--fix")
    assert code == 0 and all(line.endswith(", replaced") for line in said)
    assert run(str(folder)) == (0, [])
    assert (folder / "inner" / "a.log").read_text(encoding="utf-8") == "x [withheld] y"


def test_what_cannot_be_mended_stays_and_is_said(folder: Path) -> None:
    (folder / "receipt.pdf").write_bytes(pdf_showing(SHOWN))
    (folder / "locked.zip").write_bytes(b"PK\x03\x04 nothing")
    code, said = run(str(folder), "--fix")
    assert code == 1
    assert f"{folder}/receipt.pdf: a known secret (in its text)" in said
    assert f"{folder}/receipt.pdf: not mended: remove it, or make it anew" in said
    assert any(line.startswith(f"{folder}/locked.zip: not looked into") for line in said)


def test_a_link_is_not_followed_out_of_the_folder(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text(CANARY, encoding="utf-8")
    (folder / "link.txt").symlink_to(tmp_path / "outside.txt")
    run(str(folder), "--fix")
    assert (tmp_path / "outside.txt").read_text(encoding="utf-8") == CANARY


def test_names_of_folders_and_all_that_is_packed_are_looked_at(folder: Path) -> None:
    (folder / f"of {SHOWN}").mkdir()
    (folder / "logs.tgz").write_bytes(gzip.compress(b"x " + SHOWN.encode()))
    (folder / "old.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(30))
    (folder / "with.pdf").write_bytes(attached(SHOWN))
    result = CliRunner().invoke(app, ["scan", str(folder)])
    assert result.exit_code == 1
    assert "in the folder's name" in result.output and "logs.tgz: a known secret (in logs.tar)" in result.output
    assert "old.7z: not looked into: it is packed" in result.output
    assert "with.pdf: not looked into: it has files attached" in result.output
    assert "old.7z" in CliRunner().invoke(app, ["scan", str(folder), "--fix"]).output, "and that is no clean folder"
    assert CliRunner().invoke(app, ["scan", str(folder)]).exit_code == 1


def attached(text: str) -> bytes:
    """Return a PDF with a file in it."""
    import pypdfium2

    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    document.new_attachment("notes.txt").set_data(text.encode())
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
