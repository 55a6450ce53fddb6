// The words of every page come from wording.json; what stands in the HTML is the same text, for readers without it.
// A portal answers with all the words of its pages; the file of another dialect holds only what differs from ours.
let words = {};

export async function loadWords(address = "wording.json") {
  try {
    words = await (await fetch(address)).json();
    if (!("common.footer" in words)) words = { ...(await (await fetch("../modern/wording.json")).json()), ...words };
  } catch {
    // The page keeps the text that it came with.
  }
  fillWords(document);
}

export function word(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (gap, name) => (name in values ? values[name] : gap));
}

export function fillWords(root) {
  const put = (attribute, set) => {
    for (const one of root.querySelectorAll(`[${attribute}]`)) {
      const said = words[one.getAttribute(attribute)];
      if (said !== undefined) set(one, said);
    }
  };
  put("data-word", (one, said) => { one.textContent = said; });
  put("data-word-alt", (one, said) => { one.alt = said; });
  put("data-word-title", (one, said) => { one.title = said; });
  put("data-word-label", (one, said) => one.setAttribute("aria-label", said));
  put("data-word-placeholder", (one, said) => { one.placeholder = said; });
}

export function fill(root, name, text) {
  for (const one of root.querySelectorAll(`[data-fill="${name}"]`)) one.textContent = text ?? "";
}

export function showNoPortal() {
  const notice = document.createElement("p");
  notice.className = "no-portal";
  notice.setAttribute("role", "status");
  notice.textContent = words["common.no_portal"] ?? "此页面没有连接到门户服务（no portal behind this page）";
  document.body.prepend(notice);
}
