// An el-select: a read-only input, and a list of options that hangs under <body>.
import { element } from "./kit.js";

let count = 0;

// Make the input choose among texts; `changed(text)` hears of it. Returns a function that takes the list away.
export function makeSelect(input, texts, changed) {
  const list = element("ul", { id: `options-${++count}`, className: "el-select-dropdown", role: "listbox" });
  list.style.display = "none";
  const open = (wanted) => {
    const box = input.getBoundingClientRect();
    Object.assign(list.style, {
      display: wanted ? "" : "none",
      left: `${box.left + scrollX}px`,
      top: `${box.bottom + scrollY + 4}px`,
      width: `${box.width}px`,
    });
    input.setAttribute("aria-expanded", String(wanted));
  };
  for (const text of texts) {
    const option = element("li", { className: "el-select-dropdown__item", role: "option", "aria-selected": "false" }, text);
    option.addEventListener("click", () => {
      for (const one of list.children) one.setAttribute("aria-selected", String(one === option));
      input.value = text;
      open(false);
      changed(text);
    });
    list.append(option);
  }
  input.setAttribute("aria-controls", list.id);
  input.addEventListener("click", () => open(list.style.display === "none"));
  const away = (event) => {
    if (event.target !== input && !list.contains(event.target)) open(false);
  };
  document.addEventListener("click", away);
  document.body.append(list);
  return () => {
    list.remove();
    document.removeEventListener("click", away);
  };
}
