// 我的申请: what was handed in, newest first, and how far its review is.
import { element } from "./kit.js";
import { drawTable, readList } from "./table.js";

export function showApplications(view) {
  const load = drawTable(view.querySelector("[data-table]"), readList("applications"), (row) => [
    row.serial,
    row.number,
    row.kind,
    row.submitted_at,
    element("span", { className: "el-tag el-tag--light" }, row.status),
    row.opinion,
  ]);
  load(1);
}
