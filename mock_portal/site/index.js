// The ministry's page: its links lead to the provinces' entrances; without a portal, to the one set of static pages.
import { loadWords, showNoPortal } from "./modern/words.js";

await loadWords("modern/wording.json");

const links = [...document.querySelectorAll(".regions a")];
let behind = true;
try {
  const answer = await fetch(links[0].getAttribute("href") + "api/portal");
  behind = answer.status !== 404 && answer.status !== 501;
} catch {
  // Nobody answered just now: the links stay as they are.
}
if (!behind) {
  for (const link of links) link.href = "modern/login.html";
  showNoPortal();
}
