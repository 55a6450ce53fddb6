// An el-upload with its list: a button over a hidden file input. A file stands in the list from the moment it is chosen,
// and leaves it again when it is not taken.
import { button, element, icon } from "./kit.js";
import { word } from "./words.js";

const FADE_MS = 300;

function progress() {
  const inner = element("div", { className: "el-progress-bar__inner" });
  inner.style.width = "100%";
  return element(
    "div",
    { role: "progressbar", "aria-valuenow": "100", "aria-valuemin": "0", "aria-valuemax": "100", className: "el-progress el-progress--line" },
    element("div", { className: "el-progress-bar" }, element("div", { className: "el-progress-bar__outer" }, inner)),
    element("div", { className: "el-progress__text" }, "100%"),
  );
}

function leave(item) {
  item.classList.add("el-list-leave-active");
  setTimeout(() => item.remove(), FADE_MS);
}

// Draw an upload: `send(file)` says whether the file was taken, `taken()` is called once it is listed as taken,
// `remove(name)` asks for one to go. Returns its parts, and what shows the names that the server has.
export function drawUpload({ types, tip, send, taken, remove }) {
  const list = element("ul", { className: "el-upload-list el-upload-list--text" });
  const input = element("input", { type: "file", name: "file", accept: types.join(","), className: "el-upload__input" });
  const opener = button(word("cancel.choose_file"), "primary", "el-button--small");
  const area = element("div", { tabIndex: 0, className: "el-upload el-upload--text" }, opener, input);
  const choose = () => {
    input.value = "";
    input.click();
  };
  area.addEventListener("click", (event) => event.target !== input && choose());
  area.addEventListener("keydown", (event) => {
    if (event.target !== area || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    choose();
  });

  function item(name, state) {
    const made = element(
      "li",
      { tabIndex: 0, className: `el-upload-list__item ${state}` },
      element("a", { className: "el-upload-list__item-name" }, icon("document"), name),
      element("label", { className: "el-upload-list__item-status-label" }, icon("circle-check", "el-icon-upload-success")),
      icon("close"),
      element("i", { className: "el-icon-close-tip" }, word("upload.delete_tip")),
    );
    made.dataset.name = name;
    made.querySelector(".el-icon-close").addEventListener("click", () => remove(name));
    made.addEventListener("keydown", (event) => event.key === "Delete" && remove(name));
    list.append(made);
    return made;
  }

  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    const sent = item(file.name, "is-uploading");
    const bar = progress();
    sent.append(bar);
    const good = await send(file);
    bar.remove();
    if (!good) {
      leave(sent);
      return;
    }
    sent.classList.replace("is-uploading", "is-success");
    taken();
  });

  return {
    parts: [area, ...(tip ? [element("div", { className: "el-upload__tip" }, tip)] : []), list],
    show(names) {
      const missing = new Set(names);
      const listed = [...list.querySelectorAll(".is-success:not(.el-list-leave-active)")];
      for (const one of listed.reverse()) {
        if (!missing.delete(one.dataset.name)) leave(one);
      }
      for (const name of missing) item(name, "is-success");
    },
  };
}
