// A paged el-table: heads and rows are tables of their own, a fixed column is drawn once more over its place, and the old
// rows stay under the mask while others are on the way.
import { ask, attempt, element, portal, toast } from "./kit.js";
import { drawPager } from "./pager.js";
import { word } from "./words.js";

const SIZES = [10, 20, 30, 40];
const FIXED_WIDTH = "120";

function columns(heads, fixed) {
  return element("colgroup", {}, ...heads.map((_, at) => element("col", fixed && at === heads.length - 1 ? { width: FIXED_WIDTH } : {})));
}

// Draw the tables of one copy; `hidden(place)` says which columns stand in the other copy alone.
function drawCopy(heads, fixed, hidden) {
  const cell = (tag, classes, at, content) => {
    const className = ["el-table__cell", ...classes, ...(hidden(at) ? ["is-hidden"] : [])].join(" ");
    return element(tag, { colSpan: 1, rowSpan: 1, className }, element("div", { className: "cell" }, content ?? ""));
  };
  const head = element("tr", {}, ...heads.map((key, at) => cell("th", ["is-leaf"], at, word(key))));
  const body = element("tbody");
  return {
    header: element("table", { className: "el-table__header" }, columns(heads, fixed), element("thead", {}, head)),
    body: element("table", { className: "el-table__body" }, columns(heads, fixed), body),
    show(rows, cells) {
      body.replaceChildren(
        ...rows.map((row) => element("tr", { className: "el-table__row" }, ...cells(row).map((content, at) => cell("td", [], at, content)))),
      );
    },
  };
}

function drawMask() {
  const ring = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  ring.setAttribute("viewBox", "25 25 50 50");
  ring.setAttribute("class", "circular");
  const circle = document.createElementNS(ring.namespaceURI, "circle");
  for (const [name, value] of Object.entries({ cx: 50, cy: 50, r: 20, fill: "none", class: "path" })) circle.setAttribute(name, value);
  ring.append(circle);
  const text = element("p", { className: "el-loading-text" }, word("table.loading"));
  return element("div", { className: "el-loading-mask" }, element("div", { className: "el-loading-spinner" }, ring, text));
}

// Fill a place with a table; `read(page, size)` asks the server, `cells(row)` draws a row. Where the place says so the
// last column is fixed.
export function drawTable(place, read, cells) {
  let turn = 0;
  const heads = place.dataset.heads.split(" ");
  const fixed = "fixed" in place.dataset;
  const last = heads.length - 1;
  const copies = [drawCopy(heads, fixed, (at) => fixed && at === last)];
  if (fixed) copies.push(drawCopy(heads, fixed, (at) => at !== last));
  const [main, over] = copies;
  const empty = element("div", { className: "el-table__empty-block" }, element("span", { className: "el-table__empty-text" }, word("table.empty")));
  const mask = drawMask();
  const header = element("div", { className: "el-table__header-wrapper" }, main.header);
  const body = element("div", { className: "el-table__body-wrapper is-scrolling-none" }, main.body, empty);
  body.addEventListener("scroll", () => { header.scrollLeft = body.scrollLeft; });
  const table = element("div", { className: "el-table el-table--fit" }, header, body);
  if (over) {
    table.append(
      element(
        "div",
        { className: "el-table__fixed-right" },
        element("div", { className: "el-table__fixed-header-wrapper" }, over.header),
        element("div", { className: "el-table__fixed-body-wrapper" }, over.body),
      ),
    );
  }
  const pager = drawPager(portal()?.page_sizes ?? SIZES, load);
  mask.style.display = "none";
  table.append(mask);
  place.removeAttribute("aria-label");
  place.append(table, pager.root);

  function show({ rows = [], total = 0, page = 1, size }) {
    for (const copy of copies) copy.show(rows, cells);
    empty.remove();
    if (!rows.length) body.append(empty);
    pager.show({ page, total, size });
  }

  async function load(wanted) {
    const mine = ++turn;
    mask.style.display = "";
    await attempt(async () => {
      const said = await read(wanted, pager.size());
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
