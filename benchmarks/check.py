"""How long `portalbot check` takes over a large file, and how much memory: `python -m benchmarks.check --rows 10000`.

A workbook and a CSV with the same invented cases are made in a temporary folder and each is checked in a process of
its own. Prints seconds and the peak of the process's memory; nothing is asserted, since machines differ.
"""

import argparse
import csv
import multiprocessing
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from portalbot.cases.casefile.headers import ACCOUNT_COLUMNS, CASE_COLUMNS

SAMPLES = Path(__file__).parent.parent / "examples" / "materials" / "zhixing"
CLIENTS = 200
"""So many clients, each with materials of its own, share the cases."""
ACCOUNT = ("zhixing", "深圳知行网络", "广东", "zhixing")


def cases(rows: int) -> Iterator[list[str]]:
    """Yield the headers and the rows of invented cases."""
    headers = [column.header for column in CASE_COLUMNS]
    yield headers
    for index in range(rows):
        client = index % CLIENTS
        row = {
            "编号": f"B-{index:06}", "账号": ACCOUNT[0], "省份": ACCOUNT[2], "类型": "注销网站",
            "备案号": f"粤ICP备{10_000_000 + client}号-{index // CLIENTS + 1}", "网站名称": f"网站{index}",
            "主办单位名称": f"深圳市第{client}科技有限公司", "统一社会信用代码": "91440300708461136T",
            "法定代表人": "陈知行", "法定代表人证件后六位": "01234X", "负责人": "陈知行",
            "手机号": "13800138000", "证件后六位": "01234X", "注销原因": "网站停止运营",
            "原因说明": "因公司业务调整，该网站已停止运营，不再提供服务",
            "营业执照副本": f"materials/{client}/licence.pdf", "法人身份证": f"materials/{client}/identity.jpg",
            "注销申请书": f"materials/{client}/application.pdf", "授权人": "陈知行", "授权日期": "2026-02-20",
        }  # fmt: skip
        yield [row.get(header, "") for header in headers]


def make(folder: Path, rows: int) -> None:
    """Write the workbook, the CSV and the materials."""
    from openpyxl import Workbook

    for client in range(CLIENTS):
        shutil.copytree(SAMPLES, folder / "materials" / str(client))
    headers = tuple(column.header for column in ACCOUNT_COLUMNS)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("案件")
    for row in cases(rows):
        sheet.append([cell or None for cell in row])
    accounts = book.create_sheet("账号")
    accounts.append(headers)
    accounts.append(ACCOUNT)
    book.save(folder / "cases.xlsx")
    for name, lines in (("cases.csv", cases(rows)), ("accounts.csv", iter([headers, ACCOUNT]))):
        with (folder / name).open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(lines)


def measured(path: Path) -> tuple[float, resource.struct_rusage, int, str]:
    """Check one file in a process: seconds, what it used, exit code, last line of what it said."""
    start = time.perf_counter()
    command = [sys.executable, "-m", "portalbot", "check", str(path), "--data-dir", str(path.parent / "data")]
    with tempfile.TemporaryFile(dir=path.parent) as said:
        process = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - start
        said.seek(0)
        last = said.read().decode(errors="replace").rstrip().rpartition("\n")[2]
    return seconds, usage, process.returncode, last


def _bytes(usage: resource.struct_rusage) -> int:
    return usage.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def main() -> None:
    """Make the files, check each, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as name:
        # In a process of its own: a child's peak counts from the memory of the one that started it.
        maker = multiprocessing.get_context("spawn").Process(target=make, args=(Path(name), rows))
        maker.start()
        maker.join()
        for path in (Path(name) / "cases.xlsx", Path(name) / "cases.csv"):
            seconds, usage, code, last = measured(path)
            size, peak, worked = path.stat().st_size / 1e6, _bytes(usage), usage.ru_utime + usage.ru_stime
            sys.stdout.write(
                f"{path.name}: {rows} rows, {size:.1f} MB: {seconds:.1f} s ({worked:.1f} s of processor), "
                f"{peak / 1e6:.0f} MB at most, exit {code}\n"
            )
            sys.stdout.write(f"  {last}\n")


if __name__ == "__main__":
    main()
