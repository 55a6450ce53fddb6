// 注销备案申请: the form. It checks next to nothing: the server decides.
import { ask, attempt, element, showBox, toast, twin } from "./kit.js";
import { drawMaterials } from "./materials.js";
import { makeSelect } from "./select.js";
import { fill, word } from "./words.js";

const LOCK_MS = 3000;

export async function showCancel(view, query) {
  const number = query.get("number") ?? "";
  const at = (id) => view.querySelector(`#${id}`);
  const back = () => { location.hash = "#/records"; };
  view.querySelector('[data-act="back"]').addEventListener("click", back);
  const button = view.querySelector('[data-act="submit"]');
  twin(button);

  const said = await attempt(() => ask("GET", "form", { query: { number } }));
  if (!said || said.code !== 0) {
    if (said) toast(said.msg);
    return undefined;
  }
  const form = said.params;
  for (const name of ["unit", "site", "number", "sites"]) fill(view, name, form[name]);
  const kinds = view.querySelector('[data-slot="kinds"]');
  for (const kind of form.kinds) {
    kinds.append(
      element("label", { className: "el-radio" }, element("input", { type: "radio", name: "kind", value: kind }), kind),
    );
  }
  const showMaterials = drawMaterials(view.querySelector('[data-slot="materials"]'), form, number);
  const chosen = (reason) => {
    showMaterials(reason);
    for (const field of view.querySelectorAll("[data-field]")) {
      field.hidden = !form.fields[reason]?.includes(field.dataset.field);
    }
  };
  chosen("");
  const leave = makeSelect(at("reason"), form.reasons, chosen);

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
        declared: at("declared").checked,
      },
    });
    if (answer.code !== 0) {
      showBox(`[${answer.code}] ${answer.msg}`);
    } else if (answer.params.serial) {
      location.hash = `#/receipt?${new URLSearchParams({ serial: answer.params.serial })}`;
    } else {
      toast(word("toast.submitted"), "success");
      back();
    }
  }

  button.addEventListener("click", () => {
    button.disabled = true;
    setTimeout(() => { button.disabled = false; }, LOCK_MS);
    attempt(submit);
  });
  return leave;
}
