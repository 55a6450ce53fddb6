// Radio buttons and checkboxes as Element UI draws them: the native one has no room, its label is what is clicked.
import { element } from "./kit.js";

const STEPS = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 };

function drawMark(label, kind) {
  const input = label.querySelector("input");
  const words = [...label.childNodes].filter((one) => one !== input);
  input.className = `el-${kind}__original`;
  label.replaceChildren(
    element("span", { className: `el-${kind}__input` }, element("span", { className: `el-${kind}__inner` }), input),
    element("span", { className: `el-${kind}__label` }, ...words),
  );
  return input;
}

function showMark(label) {
  const { checked } = label.querySelector("input");
  for (const one of [label, label.firstElementChild]) one.classList.toggle("is-checked", checked);
  return checked;
}

export function drawCheckbox(label) {
  drawMark(label, "checkbox").setAttribute("aria-hidden", "false");
  label.addEventListener("change", () => showMark(label));
  showMark(label);
}

// A radio button of a group; `name` keeps those of one group apart from others.
export function radio(name, value) {
  return drawRadio(element("label", { className: "el-radio" }, element("input", { type: "radio", name, value }), value));
}

function drawRadio(label) {
  const input = drawMark(label, "radio");
  input.setAttribute("aria-hidden", "true");
  input.tabIndex = -1;
  input.autocomplete = "off";
  label.setAttribute("role", "radio");
  return label;
}

// Draw a group of radio buttons; those that come into it later are drawn as they come.
export function drawRadios(group) {
  group.className = "el-radio-group";
  group.removeAttribute("aria-label");
  delete group.dataset.wordLabel;
  const show = () => {
    const labels = [...group.children];
    for (const label of labels) {
      const checked = showMark(label);
      label.tabIndex = checked ? 0 : -1;
      if (checked) label.setAttribute("aria-checked", "true");
      else label.removeAttribute("aria-checked");
    }
    if (labels.length && !labels.some((one) => one.tabIndex === 0)) labels[0].tabIndex = 0;
  };
  new MutationObserver(() => {
    for (const label of group.children) {
      if (!label.hasAttribute("role")) drawRadio(label);
    }
    show();
  }).observe(group, { childList: true });
  group.addEventListener("change", show);
  group.addEventListener("keydown", (event) => {
    const labels = [...group.children];
    const at = labels.indexOf(event.target);
    const step = event.key === " " ? 0 : STEPS[event.key];
    if (at < 0 || step === undefined) return;
    event.preventDefault();
    const wanted = labels.at((at + step) % labels.length);
    wanted.click();
    wanted.focus();
  });
}
