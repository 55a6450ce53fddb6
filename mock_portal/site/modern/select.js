// An el-select: a read-only input, and a list of options that hangs under <body> from its first opening on.
import { element, icon } from "./kit.js";

const FADE_MS = 300;
let opened = null;

function within(select, event) {
  return select.box.contains(event.target) || select.drop.contains(event.target);
}

document.addEventListener("click", (event) => {
  if (opened && !within(opened, event)) opened.close();
});
document.addEventListener("keydown", (event) => {
  if (["Escape", "Tab"].includes(event.key)) opened?.close();
});

// Draw a box with an input in it; options come later.
export function drawSelect(box) {
  const input = box.querySelector("input");
  Object.assign(input, { type: "text", readOnly: true, autocomplete: "off", className: "el-input__inner" });
  const suffix = element("span", { className: "el-input__suffix-inner" }, icon("arrow-up", "el-select__caret el-input__icon"));
  const size = box.classList.contains("el-select--mini") ? "el-input--mini " : "";
  box.append(element("div", { className: `el-input ${size}el-input--suffix` }, input, element("span", { className: "el-input__suffix" }, suffix)));
}

// What hangs under <body> goes with the view that it came from.
export function removeLists() {
  opened = null;
  for (const one of document.querySelectorAll("body > .el-select-dropdown")) one.remove();
}

function place(drop, field) {
  const box = field.getBoundingClientRect();
  drop.style.minWidth = `${box.width}px`;
  const above = box.bottom + drop.offsetHeight + 12 > innerHeight && box.top > drop.offsetHeight + 12;
  drop.setAttribute("x-placement", above ? "top-start" : "bottom-start");
  const left = Math.max(0, Math.min(box.left, document.documentElement.clientWidth - drop.offsetWidth));
  drop.style.left = `${left + scrollX}px`;
  drop.style.top = `${(above ? box.top - drop.offsetHeight - 12 : box.bottom + 12) + scrollY}px`;
}

// Let a drawn select choose among texts; `changed(text)` hears of it.
export function offer(box, texts, changed) {
  const [field] = box.children;
  const input = field.querySelector("input");
  const options = texts.map((text) => element("li", { className: "el-select-dropdown__item" }, element("span", {}, text)));
  const list = element("ul", { className: "el-scrollbar__view el-select-dropdown__list" }, ...options);
  const wrap = element("div", { className: "el-select-dropdown__wrap el-scrollbar__wrap el-scrollbar__wrap--hidden-default" }, list);
  const drop = element("div", { className: "el-select-dropdown el-popper" }, element("div", { className: "el-scrollbar" }, wrap));
  const caret = field.querySelector(".el-select__caret");
  let fading;
  drop.style.display = "none";
  box.append(drop);

  const select = {
    box,
    drop,
    open() {
      opened?.close();
      opened = select;
      clearTimeout(fading);
      if (drop.parentNode !== document.body) {
        drop.append(element("div", { "x-arrow": "", className: "popper__arrow" }));
        document.body.append(drop);
      }
      drop.classList.remove("el-zoom-in-top-leave-active");
      drop.classList.add("el-zoom-in-top-enter-active");
      drop.style.display = "";
      for (const one of options) one.classList.toggle("hover", one.classList.contains("selected"));
      field.classList.add("is-focus");
      caret.classList.add("is-reverse");
      place(drop, field);
    },
    close() {
      opened = null;
      drop.classList.replace("el-zoom-in-top-enter-active", "el-zoom-in-top-leave-active");
      fading = setTimeout(() => {
        drop.style.display = "none";
        drop.classList.remove("el-zoom-in-top-leave-active");
      }, FADE_MS);
      field.classList.remove("is-focus");
      caret.classList.remove("is-reverse");
    },
    choose(text) {
      input.value = text;
      for (const one of options) one.classList.toggle("selected", one.textContent === text);
    },
  };
  field.addEventListener("click", () => (opened === select ? select.close() : select.open()));
  for (const option of options) {
    option.addEventListener("click", () => {
      const other = input.value !== option.textContent;
      select.choose(option.textContent);
      select.close();
      if (other) changed(option.textContent);
    });
  }
  return select;
}
