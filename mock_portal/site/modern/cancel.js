// 注销备案申请: the form. It checks next to nothing: the server decides.
import { driftForm, haunt } from "./drift.js";
import { ask, attempt, showBox, toast, twin } from "./kit.js";
import { radio } from "./marks.js";
import { drawMaterials } from "./materials.js";
import { offer } from "./select.js";
import { fill, word } from "./words.js";

const LOCK_MS = 3000;

export async function showCancel(view, query) {
  const number = query.get("number") ?? "";
  const at = (id) => view.querySelector(`#${id}`);
  const back = () => { location.hash = "#/records"; };
  view.querySelector('[data-act="back"]').addEventListener("click", back);
  const extra = driftForm(view);
  const buttons = [...view.querySelectorAll('[data-act="submit"]')];
  twin(buttons.at(-1));

  const said = await attempt(() => ask("GET", "form", { query: { number } }));
  if (!said || said.code !== 0) {
    if (said) toast(said.msg);
    return;
  }
  const form = said.params;
  for (const name of ["unit", "site", "number", "sites"]) fill(view, name, form[name]);
  const kinds = view.querySelector('[data-slot="kinds"]');
  kinds.append(...form.kinds.map((kind) => radio("kind", kind)));
  haunt(kinds.closest(".el-form-item"));
  const showMaterials = drawMaterials(view.querySelector('[data-slot="materials"]'), form, number);
  const chosen = (reason) => {
    showMaterials(reason);
    for (const field of view.querySelectorAll("[data-field]")) {
      field.hidden = !form.fields[reason]?.includes(field.dataset.field);
    }
  };
  chosen("");
  offer(at("reason").closest(".el-select"), form.reasons, chosen);

  async function submit() {
    const answer = await ask("POST", "submit", {
      json: {
        number,
        kind: kinds.querySelector("input:checked")?.value ?? "",
        reason: at("reason").value,
        text: at("text").value,
        new_domain: at("new_domain").value,
        wrong: at("wrong").value,
        right: at("right").value,
        ...Object.fromEntries(extra.map((name) => [name, at(name).value])),
        declared: at("declared").checked,
      },
    });
    if (answer.code !== 0) {
      showBox(`[${answer.code}] ${answer.msg}`);
    } else if (answer.params.serial) {
      location.hash = `#/receipt?${new URLSearchParams(answer.params)}`;
    } else {
      toast(word("toast.submitted"), "success");
      back();
    }
  }

  const lock = (wanted) => {
    for (const button of buttons) button.disabled = wanted;
  };
  for (const button of buttons) {
    button.addEventListener("click", () => {
      lock(true);
      setTimeout(lock, LOCK_MS, false);
      attempt(submit);
    });
  }
}
