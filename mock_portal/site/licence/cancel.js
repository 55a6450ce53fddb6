// ICP证书注销申请: put aside unchecked, saved when the server finds it right, submitted only as it was last saved.
import { ask, attempt, element, showBox, toast, twin } from "../modern/kit.js";
import { drawMaterials } from "../modern/materials.js";
import { fill, word } from "../modern/words.js";

const LOCK_MS = 3000;
const DRAFT = "licence";
const TYPED = ["site", "number", "since", "business", "text", "pledge"];

export async function showCancel(view) {
  const at = (id) => view.querySelector(`#${id}`);
  const act = (name) => view.querySelector(`[data-act="${name}"]`);
  const stash = act("stash");
  const save = act("save");
  const submit = act("submit");
  twin(submit);

  const said = await attempt(() => ask("GET", "form"));
  if (!said || said.code !== 0) {
    if (said) toast(said.msg);
    return;
  }
  const form = said.params;
  const states = view.querySelector('[data-slot="states"]');
  const locked = new Set();
  let saved = form.saved;
  let edits = 0;

  const show = () => {
    stash.disabled = false;
    save.disabled = locked.has(save);
    submit.disabled = locked.has(submit) || !saved;
  };
  const edited = () => {
    edits += 1;
    saved = false;
    show();
  };
  const lock = (button) => {
    locked.add(button);
    show();
    setTimeout(() => {
      locked.delete(button);
      show();
    }, LOCK_MS);
  };
  const state = () => states.querySelector("input:checked")?.value ?? "";
  const filledIn = () => ({ ...Object.fromEntries(TYPED.map((id) => [id, at(id).value])), state: state() });

  for (const name of ["unit", "uscc"]) fill(view, name, form[name]);
  for (const one of form.states) {
    const input = element("input", { type: "radio", name: "state", value: one, checked: one === form.kept.state });
    states.append(element("label", { className: "el-radio" }, input, one));
  }
  for (const id of TYPED) at(id).value = form.kept[id] ?? "";
  const showMaterials = drawMaterials(view.querySelector('[data-slot="materials"]'), form, DRAFT, edited);
  showMaterials(state());
  states.addEventListener("change", () => showMaterials(state()));
  view.addEventListener("input", edited);

  async function hand(path) {
    const before = edits;
    const answer = await ask("POST", path, { json: filledIn() });
    return { ...answer, same: before === edits };
  }

  stash.addEventListener("click", () => attempt(async () => {
    const { code, msg } = await hand("stash");
    if (code === 0) toast(word("toast.stashed"), "success");
    else toast(msg);
  }));
  save.addEventListener("click", () => {
    lock(save);
    attempt(async () => {
      const { code, msg, same } = await hand("save");
      if (code === 0) toast(word("toast.saved"), "success");
      else toast(`[${code}] ${msg}`);
      if (code === 0 && same) saved = true;
      show();
    });
  });
  submit.addEventListener("click", () => {
    lock(submit);
    attempt(async () => {
      const { code, msg, params } = await hand("submit");
      if (code !== 0) {
        showBox(`[${code}] ${msg}`);
      } else if (params.serial) {
        location.hash = `#/receipt?${new URLSearchParams(params)}`;
      } else {
        toast(word("toast.submitted"), "success");
        location.hash = "#/records";
      }
    });
  });
  show();
}
