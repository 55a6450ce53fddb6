// 我的证书: search and pages; nothing is done from a row here.
import { element, twin } from "../modern/kit.js";
import { drawTable, readList } from "../modern/table.js";

export function showRecords(view) {
  let keyword = "";
  const load = drawTable(
    view.querySelector("[data-table]"),
    readList("records", () => ({ q: keyword })),
    (row) => [row.site, row.number, row.issued_on, element("span", { className: "el-tag" }, row.status)],
  );
  const input = view.querySelector("#keyword");
  const search = () => {
    keyword = input.value.trim();
    load(1);
  };
  const button = view.querySelector('[data-act="search"]');
  button.addEventListener("click", search);
  input.addEventListener("keydown", (event) => event.key === "Enter" && search());
  twin(button);
  load(1);
}
