// 个人中心: the record list, the applications, the form and its receipt.
import { showApplications } from "./applications.js";
import { showCancel } from "./cancel.js";
import { driftHome } from "./drift.js";
import { begin, showDialog } from "./kit.js";
import { showReceipt } from "./receipt.js";
import { showRecords } from "./records.js";
import { serveViews } from "./views.js";
import { word } from "./words.js";

const told = await begin();
driftHome(document.querySelector("nav"));
if (told?.notice) showDialog(word("home.notice"), told.notice, [[word("home.notice_seen")]]);
await serveViews({ records: showRecords, applications: showApplications, cancel: showCancel, receipt: showReceipt });
