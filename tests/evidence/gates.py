"""What the tests of the leak gate share: a secret, a gate that knows it, and packages of files."""

import io
import zipfile

from portalbot.evidence.scrub import Gate

CANARY = 'geheim"%&#秘密𠮷\\n+/ 2026'
MARK = b"[withheld]"


def gate(*known: str) -> Gate:
    return Gate(lambda: known)


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name.replace("__", "/").replace("_", "."), content)
    return out.getvalue()


def unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert package.testzip() is None
        return {info.filename: package.read(info) for info in package.infolist()}
