// 个人中心 of the platform. What is to be cancelled is not chosen from a row: the menu leads to the one form.
import { showApplications } from "../modern/applications.js";
import { ask, attempt, begin, showDialog, toast } from "../modern/kit.js";
import { showReceipt } from "../modern/receipt.js";
import { serveViews } from "../modern/views.js";
import { word } from "../modern/words.js";
import { showCancel } from "./cancel.js";
import { showRecords } from "./records.js";

async function askToCancel() {
  const said = await ask("GET", "notice");
  if (said.code !== 0) {
    toast(said.msg);
    return;
  }
  showDialog(said.params.title, said.params.text, [
    [word("dialog.cancel")],
    [word("notice.agree"), () => { location.hash = "#/cancel"; }],
  ]);
}

const told = await begin();
const entry = document.querySelector('nav [data-act="cancel"]');
entry.addEventListener("click", (event) => {
  event.preventDefault();
  attempt(askToCancel);
});
entry.removeAttribute("aria-disabled");
if (told?.notice) showDialog(word("home.notice"), told.notice, [[word("home.notice_seen")]]);
await serveViews({ records: showRecords, applications: showApplications, cancel: showCancel, receipt: showReceipt });
