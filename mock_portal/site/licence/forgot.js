// 找回密码: a link to the phone on file.
import { ask, attempt, begin, toast } from "../modern/kit.js";

const at = (id) => document.getElementById(id);

await begin();
for (const button of at("form").querySelectorAll(":disabled")) button.disabled = false;
at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  at("said").textContent = "";
  attempt(async () => {
    const said = await ask("POST", "forgot", { json: { account: at("account").value.trim(), uscc: at("uscc").value.trim() } });
    if (said.code === 0) at("said").textContent = said.msg;
    else toast(said.msg);
  });
});
