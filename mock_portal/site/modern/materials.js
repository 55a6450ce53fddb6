// 上传证明材料: an upload for each material, which lists what the server has.
import { ask, attempt, element, portal, toast } from "./kit.js";
import { formItem } from "./form.js";
import { drawUpload } from "./upload.js";
import { word } from "./words.js";

// Draw the materials; `changed` hears of every file that came or went. Returns a function that shows those a reason
// asks for.
export function drawMaterials(place, form, number, changed = () => {}) {
  const drawn = new Map();
  const byReason = Object.values(form.materials_by_reason).flat();
  for (const material of [...form.materials, ...byReason, ...form.materials_optional]) {
    const optional = form.materials_optional.includes(material);
    const upload = drawUpload({
      types: portal()?.file_types ?? [],
      tip: optional ? word("cancel.optional") : "",
      send: (file) => attempt(() => send(material, file)),
      taken: () => attempt(reread),
      remove: (name) => attempt(() => remove(material, name)),
    });
    const item = formItem(material, !optional, element("div", {}, ...upload.parts));
    drawn.set(material, { item, upload });
    place.append(item);
  }

  async function send(material, file) {
    const said = await ask("POST", "upload", { query: { number, material }, file });
    if (said.code !== 0) {
      toast(said.msg);
      return false;
    }
    changed();
    toast(word("toast.uploaded"), "success");
    return true;
  }

  async function remove(material, name) {
    const said = await ask("POST", "remove", { json: { number, material, name } });
    if (said.code === 0) changed();
    else toast(said.msg);
    await reread();
  }

  async function reread() {
    const said = await ask("GET", "drafts", { query: { number } });
    if (said.code === 0) show(said.params.drafts);
    else toast(said.msg);
  }

  function show(drafts) {
    for (const [material, { upload }] of drawn) {
      upload.show(drafts.filter((draft) => draft.material === material).map(({ name }) => name));
    }
  }

  show(form.drafts);
  return (reason) => {
    for (const material of byReason) {
      drawn.get(material).item.hidden = !form.materials_by_reason[reason]?.includes(material);
    }
  };
}
