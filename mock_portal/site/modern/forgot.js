// 忘记密码: a reset message to the phone on file.
import { drawForm } from "./form.js";
import { ask, attempt, begin, toast } from "./kit.js";

const at = (id) => document.getElementById(id);

drawForm(document);
await begin();
for (const button of at("form").querySelectorAll(":disabled")) button.disabled = false;
at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  at("said").textContent = "";
  attempt(async () => {
    const said = await ask("POST", "forgot", { json: { account: at("account").value.trim(), last_six: at("last-six").value.trim() } });
    if (said.code === 0) at("said").textContent = said.msg;
    else toast(said.msg);
  });
});
