// A form as Element UI draws it. Pages name the parts alone, as a Vue template does: an `.item` (or `.field`) with its
// label and its inputs, a `dl.record`, a `.search`; here they become what the kit makes of them. A label leads nowhere.
import { element } from "./kit.js";
import { drawCheckbox, drawRadios } from "./marks.js";
import { drawSelect } from "./select.js";

// The words of one element go over to another.
function handOver(from, to) {
  to.append(...from.childNodes);
  if (from.dataset.word) to.dataset.word = from.dataset.word;
  delete from.dataset.word;
  return to;
}

export function formItem(label, required, ...content) {
  return element(
    "div",
    { className: required ? "el-form-item is-required" : "el-form-item" },
    ...(label ? [element("label", { className: "el-form-item__label" }, label)] : []),
    element("div", { className: "el-form-item__content" }, ...content),
  );
}

export function textInput(properties = {}) {
  return element("div", { className: "el-input" }, element("input", { type: "text", autocomplete: "off", ...properties, className: "el-input__inner" }));
}

function drawInput(input) {
  const long = input.localName === "textarea";
  const box = element("div", { className: long ? "el-textarea" : "el-input" });
  input.replaceWith(box);
  input.className = long ? "el-textarea__inner" : "el-input__inner";
  input.autocomplete = "off";
  box.append(input);
}

function drawItem(item) {
  const name = item.querySelector(":scope > .name, :scope > label:not(.el-checkbox)");
  const content = element("div", { className: "el-form-item__content" });
  content.append(...[...item.children].filter((one) => one !== name));
  if (name) name.replaceWith(handOver(name, element("label", { className: "el-form-item__label" })));
  item.append(content);
  if (item.classList.contains("needed")) item.classList.add("is-required");
  item.classList.remove("item", "field", "needed");
  item.classList.add("el-form-item");
  content.querySelectorAll(".el-select").forEach(drawSelect);
  content.querySelectorAll('[role="radiogroup"]').forEach(drawRadios);
  content.querySelectorAll(".el-checkbox").forEach(drawCheckbox);
  content.querySelectorAll("input:not([class]), input.el-input, textarea").forEach(drawInput);
}

// A search stands in one line: the label with its input, then the button.
function drawSearch(search) {
  const [label, input, ...acts] = search.children;
  search.classList.add("el-form", "el-form--inline");
  search.append(
    element("div", { className: "item" }, label, input),
    element("div", { className: "item" }, ...acts),
  );
}

// Facts stand in a table, two in a row.
function drawFacts(facts) {
  const cells = [...facts.children].map((fact) => {
    const [name, text] = fact.children;
    const label = element("th", { colSpan: 1, className: "el-descriptions-item__cell el-descriptions-item__label is-bordered-label" });
    const content = element("td", { colSpan: 1, className: "el-descriptions-item__cell el-descriptions-item__content" });
    content.dataset.fill = text.dataset.fill;
    return [handOver(name, label), content];
  });
  if (cells.length % 2) cells.at(-1)[1].colSpan = 3;
  const rows = [];
  for (let at = 0; at < cells.length; at += 2) {
    rows.push(element("tbody", {}, element("tr", { className: "el-descriptions-row" }, ...cells.slice(at, at + 2).flat())));
  }
  const table = element("table", { className: "el-descriptions__table is-bordered" }, ...rows);
  facts.replaceWith(element("div", { className: "el-descriptions" }, element("div", { className: "el-descriptions__body" }, table)));
}

function drawButton(button) {
  if (button.children.length) return;
  if (!/--(primary|text)/.test(button.className)) button.classList.add("el-button--default");
  button.append(handOver(button, element("span")));
}

export function drawForm(root) {
  for (const form of root.querySelectorAll("form")) form.classList.add("el-form");
  root.querySelectorAll(".search").forEach(drawSearch);
  root.querySelectorAll(".item, .field").forEach(drawItem);
  root.querySelectorAll("dl.record").forEach(drawFacts);
  root.querySelectorAll("button.el-button").forEach(drawButton);
}
