// What has changed on the pages without notice: the portal names the drifts when a page is loaded (mock_portal/office/drift.py).
import { formItem, textInput } from "./form.js";
import { element, portal } from "./kit.js";
import { word } from "./words.js";

const EXTRA = { email: "cancel.email" };
const copies = new WeakMap();

export const drifted = (name) => portal()?.drift?.includes(name) ?? false;

// Before something stands a hidden copy that does nothing; called again, it is copied anew as it is then.
export function haunt(one) {
  if (!drifted("hidden_twin")) return;
  const copy = one.cloneNode(true);
  for (const part of [copy, ...copy.querySelectorAll("*")]) {
    for (const name of ["id", "for", "name"]) {
      if (part.hasAttribute(name)) part.setAttribute(name, `${part.getAttribute(name)}-copy`);
    }
    for (const key of Object.keys(part.dataset)) delete part.dataset[key];
    if (part.type === "submit") part.type = "button";
  }
  copy.style.display = "none";
  copies.get(one)?.remove();
  copies.set(one, copy);
  one.before(copy);
}

// Where a sign-in leads to; inside the frame one stays there.
export const homePage = () => (drifted("iframe") && self === top ? "frame.html" : "home.html");

export function driftEntrance(form) {
  haunt(form.querySelector(".el-form-item"));
  haunt(form.querySelector('[type="submit"]'));
  if (drifted("new_notice")) {
    form.closest("section").append(element("h3", {}, word("login.reminder")), element("p", { className: "hint" }, word("login.reminder_text")));
  }
}

export function driftHome(nav) {
  if (drifted("new_notice")) nav.lastElementChild.before(element("a", { href: "#/guide" }, word("home.guide")));
}

// Change the form before anything is drawn into it; returns the names of the fields that it has besides.
export function driftForm(view) {
  const item = (id) => view.querySelector(`#${id}`).closest(".el-form-item");
  haunt(item("reason"));
  haunt(view.querySelector(".el-radio-group").closest(".el-form-item"));
  if (drifted("move_field")) {
    const name = word("cancel.more");
    view.querySelector(".materials").after(element("section", {}, element("h3", {}, name), item("text")));
  }
  if (drifted("visible_twin")) {
    const copy = view.querySelector('[data-act="submit"]').cloneNode(true);
    view.querySelector("h2").after(element("div", { className: "acts" }, copy));
  }
  const extra = portal()?.extra_fields ?? [];
  for (const name of extra) {
    item("new_domain").before(formItem(word(EXTRA[name]), true, textInput({ id: name })));
  }
  return extra;
}
