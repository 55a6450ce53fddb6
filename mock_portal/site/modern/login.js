// Sign-in, with a CAPTCHA for the accounts that need one.
import { driftEntrance, homePage } from "./drift.js";
import { drawForm } from "./form.js";
import { ask, attempt, begin, toast } from "./kit.js";
import { word } from "./words.js";

const at = (id) => document.getElementById(id);
let captcha = "";

async function newCaptcha() {
  const account = at("account").value.trim();
  if (!account) return;
  const { params } = await ask("GET", "captcha", { query: { account } });
  captcha = params?.id ?? "";
  at("captcha-field").hidden = !params?.needed;
  at("captcha").value = "";
  if (params?.needed) at("captcha-image").src = params.image;
}

async function signIn() {
  const said = await ask("POST", "sign_in", {
    json: {
      account: at("account").value.trim(),
      password: at("password").value,
      captcha_id: captcha,
      captcha: at("captcha").value,
    },
  });
  if (said.code === 0) {
    location.href = homePage();
    return;
  }
  toast(said.msg || word("toast.error"));
  await newCaptcha();
}

drawForm(document);
await begin();
driftEntrance(at("form"));
at("account").addEventListener("change", () => attempt(newCaptcha));
at("captcha-new").addEventListener("click", () => attempt(newCaptcha));
for (const button of at("form").querySelectorAll(":disabled")) button.disabled = false;
at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(signIn);
});
if (at("account").value) attempt(newCaptcha);
