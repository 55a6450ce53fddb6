// 上传证明材料: a styled button over a hidden file input for each material, and the list of what the server has.
import { ask, attempt, element, portal, toast } from "./kit.js";
import { word } from "./words.js";

// Draw the materials; `changed` hears of every file that came or went. Returns a function that shows those a reason
// asks for.
export function drawMaterials(place, form, number, changed = () => {}) {
  const lists = new Map();
  const byReason = Object.values(form.materials_by_reason).flat();
  for (const material of [...form.materials, ...byReason, ...form.materials_optional]) {
    const list = element("ul", { className: "el-upload-list" });
    const input = element("input", { type: "file", accept: (portal()?.file_types ?? []).join(","), className: "el-upload__input" });
    input.addEventListener("change", () => {
      const file = input.files[0];
      if (file) attempt(() => send(material, file)).finally(() => { input.value = ""; });
    });
    const button = element(
      "button",
      { type: "button", className: "el-button", onclick: () => input.click() },
      word("cancel.choose_file"),
    );
    const optional = form.materials_optional.includes(material);
    const note = optional ? [element("em", {}, word("cancel.optional"))] : [];
    const group = element(
      "div",
      { className: optional ? "item" : "item needed", role: "group", "aria-label": material },
      element("span", { className: "name" }, material),
      element("div", { className: "el-upload" }, input, button, ...note, list),
    );
    lists.set(material, { group, list });
    place.append(group);
  }

  async function send(material, file) {
    const said = await ask("POST", "upload", { query: { number, material }, file });
    if (said.code !== 0) {
      toast(said.msg);
      return;
    }
    changed();
    toast(word("toast.uploaded"), "success");
    await reread();
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
    for (const [material, { list }] of lists) {
      const mine = drafts.filter((draft) => draft.material === material);
      list.replaceChildren(
        ...mine.map(({ name, size }) =>
          element(
            "li",
            {},
            element("span", { className: "file-name" }, name),
            element("span", { className: "file-size" }, word("cancel.bytes", { size })),
            element(
              "button",
              { type: "button", className: "el-button el-button--text", onclick: () => attempt(() => remove(material, name)) },
              word("cancel.remove"),
            ),
          ),
        ),
      );
    }
  }

  show(form.drafts);
  return (reason) => {
    for (const material of byReason) {
      lists.get(material).group.hidden = !form.materials_by_reason[reason]?.includes(material);
    }
  };
}
