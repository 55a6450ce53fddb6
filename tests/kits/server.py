"""The galleries' server: files of two folders, a list in pages, options that come late, and uploads that end.

It serves loopback alone, nothing outside `galleries/` and the installed kits, and answers as small portals do:
JSON with a `code`.
"""

import json
import mimetypes
import threading
import time
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

GALLERIES = Path(__file__).with_name("galleries")
ROWS = 57
LONGEST_DELAY = 5000
STATUSES = ("正常", "注销中", "已注销")
ORGANISATIONS = tuple(
    f"{place}{word}有限公司"
    for place in ("广州", "深圳", "佛山", "东莞")
    for word in ("知行科技", "云帆网络", "南粤信息", "启明软件", "海珠贸易")
)
SEARCHED_LATE = 300


def row(number: int) -> dict[str, Any]:
    """Return the filing at a place of the list, counted from 0."""
    return {
        "id": number + 1,
        "number": f"粤ICP备2021034567号-{number + 1}",
        "name": f"知行第{number + 1}网",
        "domain": f"zhixing{number + 1}.cn",
        "status": STATUSES[number % 7 % 3],
        "date": f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}",
        "opinion": f"管局意见：第{number + 1}条材料清晰，予以通过。",
    }


class Galleries:
    """A server of the galleries on a port of its own; `url` ends without a slash."""

    def __init__(self, vendor: Path) -> None:
        """`vendor` is the folder of the installed kits, served below `/vendor/`."""
        folders = {"": GALLERIES.resolve(), "vendor": vendor.resolve()}
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("_Bound", (_Answers,), {"folders": folders}))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "Galleries":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Answers(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folders: dict[str, Path]

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(asked.query).items()}
        if asked.path == "/rows":
            self._rows(query)
        elif asked.path == "/options":
            self._late(query, SEARCHED_LATE)
            found = [name for name in ORGANISATIONS if query.get("q", "") in name]
            self._json(200, {"code": 200, "data": [{"value": f"o{ORGANISATIONS.index(n)}", "label": n} for n in found]})
        else:
            self._file(unquote(asked.path))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if urlsplit(self.path).path != "/upload":
            self._json(404, {"code": 404})
            return
        name, content = _uploaded(self.headers["Content-Type"], body)
        self._late({}, 150)
        if name.startswith("broken."):
            self._json(500, {"code": 500, "msg": "上传失败，请稍后重试"})
        else:
            self._json(200, {"code": 200, "id": f"f{len(content)}", "name": name, "size": len(content)})

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a test's output is its own."""

    def _rows(self, query: dict[str, str]) -> None:
        page, size = int(query.get("page", 1)), int(query.get("size", 10))
        self._late(query, 0)
        chosen = range(ROWS)[max(0, (page - 1) * size) : page * size]
        self._json(200, {"code": 200, "total": ROWS, "rows": [row(number) for number in chosen]})

    def _late(self, query: dict[str, str], milliseconds: int) -> None:
        time.sleep(min(int(query.get("delay", milliseconds)), LONGEST_DELAY) / 1000)

    def _file(self, path: str) -> None:
        first, _, rest = path.removeprefix("/").partition("/")
        folder, inside = (self.folders["vendor"], rest) if first == "vendor" else (self.folders[""], path.lstrip("/"))
        found = (folder / inside.replace("\0", "")).resolve()
        if not found.is_relative_to(folder) or not found.is_file():
            self._json(404, {"code": 404})
            return
        kind = mimetypes.guess_type(found.name)[0] or "application/octet-stream"
        self._send(200, f"{kind}; charset=utf-8" if kind.startswith("text/") else kind, found.read_bytes())

    def _json(self, status: int, answer: dict[str, Any]) -> None:
        self._send(status, "application/json; charset=utf-8", json.dumps(answer, ensure_ascii=False).encode())

    def _send(self, status: int, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _uploaded(kind: str, body: bytes) -> tuple[str, bytes]:
    """Return the name and content of the first file in a form of many parts."""
    message = BytesParser(EmailMessage, policy=HTTP).parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    for part in message.iter_parts():
        if name := part.get_filename():
            content = part.get_payload(decode=True)
            return str(name), content if isinstance(content, bytes) else b""
    return "", b""
