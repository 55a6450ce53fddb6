// 备案列表: search, pages, and the button that begins a cancellation.
import { haunt } from "./drift.js";
import { ask, attempt, button, element, showDialog, toast, twin } from "./kit.js";
import { drawTable, readList } from "./table.js";
import { word } from "./words.js";

async function askToCancel(number) {
  const said = await ask("GET", "dialog", { query: { number } });
  if (said.code !== 0) {
    toast(said.msg);
    return;
  }
  showDialog(said.params.title, said.params.text, [
    [word("dialog.cancel")],
    [word("dialog.confirm"), () => { location.hash = `#/cancel?${new URLSearchParams({ number })}`; }],
  ]);
}

function acts(row) {
  const cell = element("span", { className: "row-acts" });
  if (!row.can_cancel) return cell;
  const opener = button(word("records.cancel"), "text");
  opener.addEventListener("click", () => attempt(() => askToCancel(row.number)));
  cell.append(opener);
  twin(opener);
  return cell;
}

function status(text) {
  return element("span", { className: "el-tag el-tag--light" }, text);
}

export function showRecords(view) {
  let keyword = "";
  const load = drawTable(
    view.querySelector("[data-table]"),
    readList("records", () => ({ q: keyword })),
    (row) => [row.site, row.number, row.filed_on, status(row.status), acts(row)],
  );
  const input = view.querySelector("#keyword");
  const search = () => {
    keyword = input.value.trim();
    load(1);
  };
  view.querySelector('[data-act="search"]').addEventListener("click", search);
  input.addEventListener("keydown", (event) => event.key === "Enter" && search());
  twin(view.querySelector('[data-act="search"]'));
  haunt(view.querySelector(".search"));
  load(1);
}
