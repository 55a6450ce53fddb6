"""Going through a folder with the leak gate: what stands in its files that must not, and replacing it.

Every file is looked into, containers member by member, PDFs also as the text that they show; names of files and folders
too. Links are not followed.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from portalbot.evidence.scrub import Gate, Hit, Leak
from portalbot.machine.private_files import write

MOST_BYTES = 1 << 28


@dataclass(frozen=True)
class Found:
    """What was found in one file: kinds of hits, or why it could not be looked into; whether it was mended."""

    path: Path
    hits: tuple[Hit, ...] = ()
    trouble: str = ""
    mended: bool = False


def scan(folder: Path, gate: Gate, *, fix: bool = False) -> Iterator[Found]:
    """Yield each file with hits or trouble, in order; `fix` replaces what it can. Files without either say nothing."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        for name in folders:
            if hits := _in_name(name, gate, "the folder's name"):
                yield Found(Path(place, name), hits, "the folder's name stays" if fix else "")
        for name in sorted(names):
            path = Path(place, name)
            if path.is_symlink() or not path.is_file():
                continue
            try:
                found = _one(path, gate, fix=fix)
            except (Leak, OSError) as error:
                why = error.why if isinstance(error, Leak) else str(error.strerror)
                found = Found(path, trouble=f"not looked into: {why}")
            if found.hits or found.trouble:
                yield found


def _one(path: Path, gate: Gate, *, fix: bool) -> Found:
    if path.stat().st_size > MOST_BYTES:
        return Found(path, trouble=f"not looked into: it has more than {MOST_BYTES >> 20} MB")
    data = path.read_bytes()
    name_hits = _in_name(path.name, gate, "the file's name")
    hits = (*gate.hits(data, path.name), *name_hits)
    if data.startswith(b"%PDF-"):
        hits = (*hits, *(Hit(each.kind, "its text") for each in gate.hits(_pdf_text(data).encode())))
    if not (fix and hits):
        return Found(path, hits)
    try:
        cleaned = gate.clean(path.name, data)
    except Leak as leak:
        return Found(path, hits, f"not mended: {leak.why}")
    if cleaned == data:
        return Found(path, hits, "not mended: remove it, or make it anew")
    write(path, cleaned)
    return Found(path, hits, "the file's name stays" if name_hits else "", mended=not name_hits)


def _in_name(name: str, gate: Gate, what: str) -> tuple[Hit, ...]:
    return tuple(Hit(f"{each.kind}, in {what}") for each in gate.hits(name.encode("utf-8", "surrogateescape")))


def _pdf_text(data: bytes) -> str:
    """Return what a PDF shows and says of itself; raises Leak for one that cannot be read, or has files within."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
        try:
            if document.count_attachments():
                raise Leak("a PDF", "it has files attached, which are not looked into")
            said = document.get_metadata_dict(skip_empty=True).values()
            return "\n".join([*said, *(page.get_textpage().get_text_bounded() for page in document)])
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        raise Leak("a PDF", "it is damaged or locked") from error
