// 个人中心: shows the view that the address names after its #.
import { showApplications } from "./applications.js";
import { showCancel } from "./cancel.js";
import { begin, element, showDialog } from "./kit.js";
import { showReceipt } from "./receipt.js";
import { showRecords } from "./records.js";
import { fillWords, word } from "./words.js";

const views = {
  records: showRecords,
  applications: showApplications,
  cancel: showCancel,
  receipt: showReceipt,
};
let leave;
let turn = 0;

async function route() {
  const mine = ++turn;
  const [name, query = ""] = location.hash.replace(/^#\//, "").split("?");
  if (!(name in views)) {
    location.replace("#/records");
    return;
  }
  leave?.();
  leave = undefined;
  const view = element("div", {}, document.getElementById(name).content.cloneNode(true));
  document.getElementById("view").replaceChildren(view);
  fillWords(view);
  for (const link of document.querySelectorAll("nav a")) {
    if (link.getAttribute("href") === `#/${name}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  scrollTo(0, 0);
  const away = await views[name](view, new URLSearchParams(query));
  if (mine === turn) leave = away;
  else away?.();
}

const told = await begin();
if (told?.notice) showDialog(word("home.notice"), told.notice, [[word("home.notice_seen")]]);
addEventListener("hashchange", route);
await route();
