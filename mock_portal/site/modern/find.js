// 找回账号: the account that a 统一社会信用代码 belongs to.
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
    const said = await ask("POST", "find", { json: { uscc: at("uscc").value.trim() } });
    if (said.code === 0) at("said").textContent = said.msg;
    else toast(said.msg);
  });
});
