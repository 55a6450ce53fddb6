// A paged table as Element UI draws it: a mask while loading, the old rows under it, "no data" below the table.
import { ask, attempt, element, portal, toast } from "./kit.js";
import { word } from "./words.js";

// Fill a place with a table; `read(page, size)` asks the server, `cells(row)` draws a row.
export function drawTable(place, read, cells) {
  let page = 1;
  let pages = 1;
  let turn = 0;
  const body = element("tbody");
  const empty = element("div", { className: "el-table__empty-block" }, word("table.empty"));
  const mask = element("div", { className: "el-loading-mask" }, element("span", {}, word("table.loading")));
  const heads = place.dataset.heads.split(" ").map((key) => element("th", { scope: "col" }, word(key)));
  const table = element(
    "table",
    { className: "el-table", "aria-label": place.getAttribute("aria-label") },
    element("thead", {}, element("tr", {}, ...heads)),
    body,
  );
  place.removeAttribute("aria-label");

  const total = element("span", { className: "el-pagination__total" });
  const size = element(
    "select",
    { className: "el-input", "aria-label": word("pager.size"), onchange: () => load(1) },
    ...(portal()?.page_sizes ?? [10, 20, 30, 40]).map((one) => element("option", { value: String(one) }, word("pager.size_option", { size: one }))),
  );
  const previous = element(
    "button",
    { type: "button", className: "el-button", disabled: true, onclick: () => load(page - 1) },
    word("pager.previous"),
  );
  const next = element(
    "button",
    { type: "button", className: "el-button", disabled: true, onclick: () => load(page + 1) },
    word("pager.next"),
  );
  const where = element("span", { className: "el-pagination__page" });
  place.append(
    element("div", { className: "el-table__wrapper" }, table, empty, mask),
    element("div", { className: "el-pagination" }, total, size, previous, where, next),
  );
  empty.style.display = "none";

  function show({ rows = [], total: count = 0, page: shown = 1, size: used = Number(size.value) }) {
    page = shown;
    pages = Math.max(1, Math.ceil(count / used));
    body.replaceChildren(
      ...rows.map((row) => element("tr", {}, ...cells(row).map((cell) => element("td", {}, cell)))),
    );
    empty.style.display = rows.length ? "none" : "";
    total.textContent = word("pager.total", { total: count });
    where.textContent = word("pager.page", { page, pages });
    previous.disabled = page <= 1;
    next.disabled = page >= pages;
  }

  async function load(wanted) {
    const mine = ++turn;
    mask.style.display = "";
    await attempt(async () => {
      const said = await read(wanted, Number(size.value));
      if (mine !== turn) return;
      // Too many requests: the kit draws whatever rows came, and they are none.
      if (said.code !== 0 && said.code !== 429) toast(said.msg || word("toast.error"));
      else show(said.params ?? {});
    });
    if (mine === turn) mask.style.display = "none";
  }

  return load;
}

export function readList(path, more = () => ({})) {
  return (page, size) => ask("GET", path, { query: { page, size, ...more() } });
}
