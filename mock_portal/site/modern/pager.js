// An el-pagination: total, sizes, previous, pages, next. It turns as soon as it is clicked; the rows come later.
import { element, icon } from "./kit.js";
import { drawSelect, offer } from "./select.js";
import { word } from "./words.js";

const MOST = 7;
const JUMP = MOST - 2;

// Return the pages that are shown; a gap stands where some are left out.
function shown(page, pages) {
  if (pages <= MOST) return Array.from({ length: pages }, (_, at) => at + 1);
  const early = page <= MOST - 3;
  const late = page > pages - 3;
  const first = early ? 2 : late ? pages - JUMP : page - 2;
  const last = early ? MOST - 1 : late ? pages - 1 : page + 2;
  const between = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  return [1, ...(early ? [] : ["prev"]), ...between, ...(late ? [] : ["next"]), pages];
}

// Draw a pager; `load(page)` is asked for rows. It asks for the size that is chosen, and is told what came, of whatever size.
export function drawPager(sizes, load) {
  let page = 1;
  let count = 0;
  let [size] = sizes;
  let answered = 0;
  const total = element("span", { className: "el-pagination__total" });
  const box = element("div", { className: "el-select el-select--mini" }, element("input", { placeholder: word("cancel.choose") }));
  const before = element("button", { type: "button", className: "btn-prev", onclick: () => turn(page - 1) }, icon("arrow-left", "el-icon"));
  const next = element("button", { type: "button", className: "btn-next", onclick: () => turn(page + 1) }, icon("arrow-right", "el-icon"));
  const list = element("ul", { className: "el-pager" });
  const root = element("div", { className: "el-pagination" }, total, element("span", { className: "el-pagination__sizes" }, box), before, list, next);
  const texts = sizes.map((one) => word("pager.size_option", { size: one }));
  const pages = () => Math.max(1, Math.ceil(count / (answered || size)));

  function number(one) {
    if (one === "prev" || one === "next") {
      const step = one === "prev" ? -JUMP : JUMP;
      return element("li", { className: `el-icon more btn-quick${one} el-icon-more`, onclick: () => turn(page + step) });
    }
    return element("li", { className: one === page ? "number active" : "number", onclick: () => turn(one) }, String(one));
  }

  function draw() {
    page = Math.min(Math.max(page, 1), pages());
    total.textContent = word("pager.total", { total: count });
    list.replaceChildren(...shown(page, pages()).map(number));
    before.disabled = page <= 1;
    next.disabled = page >= pages();
  }

  function turn(wanted) {
    const old = page;
    page = wanted;
    draw();
    if (page !== old) load(page);
  }

  drawSelect(box);
  offer(box, texts, (text) => {
    size = sizes[texts.indexOf(text)];
    answered = 0;
    page = 1;
    draw();
    load(1);
  }).choose(texts[0]);
  draw();
  return {
    root,
    size: () => size,
    show(came) {
      ({ page, total: count, size: answered = 0 } = came);
      draw();
    },
  };
}
