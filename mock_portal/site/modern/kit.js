// What every page of the portal uses: asking the server, toasts, windows, twins. Windows and toasts hang under <body>.
import { fill, loadWords, showNoPortal, word } from "./words.js";

const TOAST_MS = 3000;
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
    element("p", { className: "el-message__content" }, text),
  );
  shown.style.top = `${20 + 56 * document.querySelectorAll(".el-message").length}px`;
  document.body.append(shown);
  setTimeout(() => shown.remove(), TOAST_MS);
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

function button(text, primary, act) {
  return element(
    "button",
    { type: "button", className: primary ? "el-button el-button--primary" : "el-button", onclick: act },
    text,
  );
}

// Show an el-dialog over the page; acts are [text, what to do].
export function showDialog(title, text, acts) {
  const close = (then) => () => {
    wrapper.remove();
    mask.remove();
    then?.();
  };
  const mask = element("div", { className: "v-modal" });
  const wrapper = element(
    "div",
    { className: "el-dialog__wrapper" },
    element(
      "div",
      { className: "el-dialog", role: "dialog", "aria-modal": "true", "aria-label": title },
      element("div", { className: "el-dialog__header", "aria-hidden": "true" }, title),
      element("div", { className: "el-dialog__body" }, text),
      element(
        "div",
        { className: "el-dialog__footer" },
        ...acts.map(([name, act], place) => button(name, place === acts.length - 1, close(act))),
      ),
    ),
  );
  document.body.append(mask, wrapper);
}

// Show the portal's hand-made window: a mask and a box, without any role.
export function showBox(text) {
  const mask = element("div", { className: "modal-mask" });
  const box = element(
    "div",
    { className: "modal-box" },
    element("div", { className: "modal-title" }, word("dialog.title")),
    element("div", { className: "modal-text" }, text),
    button(word("dialog.confirm"), true, () => {
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
