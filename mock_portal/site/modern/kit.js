// What every page of the portal uses: asking the server, toasts, windows, twins. Windows and toasts hang under <body>.
import { fill, loadWords, showNoPortal, word } from "./words.js";

const TOAST_MS = 3000;
const FADE_MS = 300;
const never = new Promise(() => {});
let told = null;

// What the portal told at the beginning of the page; null without one.
export const portal = () => told;

export class Trouble extends Error {}

export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made && name !== "role") made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

export function icon(name, more = "") {
  return element("i", { className: `${more} el-icon-${name}`.trim() });
}

export function button(text, kind = "default", more = "") {
  return element("button", { type: "button", className: `el-button el-button--${kind} ${more}`.trim() }, element("span", {}, text));
}

// Ask the server. A missing session leads to the sign-in page, a firewall's 403 replaces the page; a table's 429 comes
// back as the empty answer that it is; anything else that is no answer is a Trouble with words for a toast.
export async function ask(method, path, { query = {}, json, file } = {}) {
  const address = `api/${path}${Object.keys(query).length ? `?${new URLSearchParams(query)}` : ""}`;
  const request = { method };
  if (json) {
    request.body = JSON.stringify(json);
    request.headers = { "Content-Type": "application/json" };
  } else if (file) {
    request.body = new FormData();
    request.body.append("file", file, file.name);
  }
  let response;
  try {
    response = await fetch(address, request);
  } catch {
    throw new Trouble(word("toast.network"));
  }
  if (response.status === 401) {
    location.href = "login.html";
    return never;
  }
  if (response.status === 403) {
    document.body.className = "blocked";
    document.body.replaceChildren(element("strong", {}, "403"), element("p", {}, word("error.403")));
    return never;
  }
  if (response.status >= 500) throw new Trouble(word("toast.error"));
  try {
    return await response.json();
  } catch {
    throw new Trouble(word("toast.error"));
  }
}

export function toast(text, kind = "error") {
  const shown = element(
    "div",
    { className: `el-message el-message--${kind}`, role: "alert" },
    icon(kind, "el-message__icon"),
    element("p", { className: "el-message__content" }, text),
  );
  shown.style.top = `${20 + 56 * document.querySelectorAll(".el-message").length}px`;
  document.body.append(shown);
  setTimeout(() => {
    shown.classList.add("el-message-fade-leave-active");
    setTimeout(() => shown.remove(), FADE_MS);
  }, TOAST_MS);
}

// Do something; what goes wrong on the way is a toast.
export async function attempt(act) {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    toast(error.message);
    return undefined;
  }
}

// Every button that matters exists twice, the hidden one first, as v-show leaves it.
export function twin(button) {
  const hidden = button.cloneNode(true);
  hidden.style.display = "none";
  button.before(hidden);
}

function acting(made, act) {
  made.addEventListener("click", act);
  return made;
}

// Show an el-dialog over the page; acts are [text, what to do]. It can be left without any of them. One that is closed
// stays in the page, out of sight, until the next one comes.
export function showDialog(title, text, acts) {
  const close = (then) => () => {
    wrapper.style.display = "none";
    mask.remove();
    document.body.classList.remove("el-popup-parent--hidden");
    removeEventListener("keydown", escaped);
    then?.();
  };
  const escaped = (event) => event.key === "Escape" && close()();
  const buttons = acts.map(([name, act], at) => acting(button(name, at === acts.length - 1 ? "primary" : "default"), close(act)));
  const cross = element("button", { type: "button", "aria-label": "Close", className: "el-dialog__headerbtn" }, icon("close", "el-dialog__close el-icon"));
  const dialog = element(
    "div",
    { className: "el-dialog", role: "dialog", "aria-modal": "true", "aria-label": title },
    element("div", { className: "el-dialog__header" }, element("span", { className: "el-dialog__title" }, title), acting(cross, close())),
    element("div", { className: "el-dialog__body" }, element("span", {}, text)),
    element("div", { className: "el-dialog__footer" }, element("span", { className: "dialog-footer" }, ...buttons)),
  );
  const wrapper = element("div", { className: "el-dialog__wrapper" }, dialog);
  const mask = element("div", { className: "v-modal", tabIndex: 0 });
  wrapper.addEventListener("click", (event) => event.target === wrapper && close()());
  for (const old of document.querySelectorAll(".el-dialog__wrapper")) {
    if (old.style.display === "none") old.remove();
  }
  document.body.append(wrapper, mask);
  document.body.classList.add("el-popup-parent--hidden");
  addEventListener("keydown", escaped);
}

// Show the portal's hand-made window: a mask and a box, without any role.
export function showBox(text) {
  const mask = element("div", { className: "modal-mask" });
  const box = element(
    "div",
    { className: "modal-box" },
    element("div", { className: "modal-title" }, word("dialog.title")),
    element("div", { className: "modal-text" }, text),
    acting(button(word("dialog.confirm"), "primary"), () => {
      mask.remove();
      box.remove();
    }),
  );
  document.body.append(mask, box);
}

// Begin a page: fill in its words, find out whether a portal is behind it. Returns what the portal tells, or null.
export async function begin() {
  await loadWords();
  try {
    const response = await fetch("api/portal");
    if (response.status === 404 || response.status === 501) showNoPortal();
    else told = (await response.json()).params ?? null;
  } catch {
    // Nobody answered; the page's own requests will say so.
  }
  fill(document, "province", told?.province);
  fill(document, "unit", told?.unit);
  document.documentElement.dataset.portal = told ? "here" : "away";
  return told;
}
