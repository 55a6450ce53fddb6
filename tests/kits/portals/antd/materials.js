// Files for the materials, as the kit lists them; each goes to the desk at once.
const ACCEPTED = ".pdf,.jpg,.jpeg";

// `lists` are the kit's file lists by material; `change(material, list)` keeps a new one.
function Materials({ names, optional, number, lists, change }) {
  function changed(material, { file, fileList }) {
    if (file.status === "done" && file.response?.code !== 0) {
      Object.assign(file, { status: "error", response: file.response?.msg });
      message.error(file.response);
    } else if (file.status === "error") {
      if (file.error?.status === 401) whenExpired();
      else message.error(`${file.name} 上传失败`);
    }
    change(material, fileList.map((one) => (one.uid === file.uid ? { ...one, status: file.status, response: file.response } : one)));
  }

  function remove(material, file) {
    if (file.status !== "done") return true;
    return new Promise((decide) => {
      Modal.confirm({
        title: "删除文件",
        content: `确定删除 ${file.name} 吗？`,
        onCancel: () => decide(false),
        onOk: async () => {
          const said = await attempt(() => api.post("files/remove", { number, material, name: file.name }));
          decide(said?.code === 0);
        },
      });
    });
  }

  return names.map((material) => h(Form.Item, { key: material, label: material, required: !optional.includes(material) },
    h(Upload, {
      name: "file",
      action: api.address("files", { number, material }),
      accept: ACCEPTED,
      maxCount: 3,
      fileList: lists[material] ?? [],
      onChange: (event) => changed(material, event),
      onRemove: (file) => remove(material, file),
    }, h(Button, null, "选择文件"))));
}

// The kit's file lists of what the desk has already.
function asLists(drafts) {
  const lists = {};
  for (const { material, name } of drafts) {
    (lists[material] ??= []).push({ uid: `${material}/${name}`, name, status: "done", response: { code: 0 } });
  }
  return lists;
}

const has = (lists, material) => (lists[material] ?? []).some(({ status }) => status === "done");
