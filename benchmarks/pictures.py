"""The results as pictures for the README: SVG by matplotlib, of the extra `bench`."""

from pathlib import Path
from typing import Any


def draw(results: dict[str, Any], folder: Path) -> None:
    """Draw what there are results of; raises ImportError where matplotlib is not installed."""
    import matplotlib as mpl

    mpl.use("svg")
    mpl.rcParams["svg.hashsalt"] = "portalbot"
    from matplotlib import pyplot

    if "filing" in results:
        rows = [row for row in results["filing"]["rows"] if not row["latency"]]
        most = max(row["cases_an_account"] for row in rows)
        rows = [row for row in rows if row["cases_an_account"] == most and row["way"] != "plain HTTP"]
        figure, left = pyplot.subplots(figsize=(7, 3))
        names = [row["way"] for row in rows]
        speeds = [row["cases"] / row["seconds"] * 60 for row in rows]
        colours = ["#1f77b4" if name.startswith("portalbot") else "#bbbbbb" for name in names]
        bars = left.barh(names, speeds, color=colours)
        left.bar_label(bars, fmt="%.0f", padding=3)
        left.invert_yaxis()
        left.set_xlabel(f"cases a minute, accounts of {most} cases, two cores")
        left.spines[["top", "right"]].set_visible(False)
        figure.tight_layout()
        figure.savefig(folder / "bench-filing.svg", metadata={"Date": None})
    if "growth" in results:
        rows = results["growth"]["rows"]
        rows = [row for row in rows if row.get("under_way") == rows[0]["under_way"]]
        figure, left = pyplot.subplots(figsize=(7, 3))
        sizes = [row["cases"] for row in rows]
        left.plot(sizes, [row["due"] * 1000 for row in rows], marker="o", label="finding what is due")
        left.plot(sizes, [row["writing"] * 1000 for row in rows], marker="o", label="one write")
        left.set_xscale("log")
        left.set_ylim(bottom=0)
        left.set_xlabel(f"cases in the ledger, {rows[0]['under_way']} of them under way")
        left.set_ylabel("milliseconds")
        left.legend(frameon=False)
        left.spines[["top", "right"]].set_visible(False)
        figure.tight_layout()
        figure.savefig(folder / "bench-growth.svg", metadata={"Date": None})
