// The views of a personal centre: the address names one after its #, a template of that id holds its HTML.
import { drawForm } from "./form.js";
import { element } from "./kit.js";
import { removeLists } from "./select.js";
import { fillWords } from "./words.js";

// Show the view that is asked for, now and whenever the address changes; `records` is the first one. A view is a
// function of its element and the address's query; it may return a function that is called when it is left.
export async function serveViews(views) {
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
    removeLists();
    const view = element("div", {}, document.getElementById(name).content.cloneNode(true));
    view.addEventListener("submit", (event) => event.preventDefault());
    drawForm(view);
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

  addEventListener("hashchange", route);
  await route();
}
