// ICP许可证: the records of the platform, and its one form, which is saved before it is handed in.
const DRAFT = "licence";

function Licences() {
  const table = useList("records");
  const columns = [
    { title: "网站名称", dataIndex: "site", width: 220 },
    { title: "许可证编号", dataIndex: "number", width: 220 },
    { title: "颁发日期", dataIndex: "issued_on", width: 160 },
    { title: "证书状态", dataIndex: "status", width: 160, render: (status) => h(Badge, { status: "processing", text: status }) },
  ];
  return h(Card, { title: "我的许可证" }, h(Table, { rowKey: "number", columns, ...table }));
}

async function askForLicence(open) {
  const said = await attempt(() => api.get("licences/notice"));
  if (said) Modal.confirm({ title: said.params.title, content: said.params.text, okText: "已知晓，开始办理", cancelText: "暂不办理", onOk: open });
}

function LicenceForm({ leave }) {
  const [form] = Form.useForm();
  const [told, setTold] = useState(null);
  const [lists, setLists] = useState({});
  const [saved, setSaved] = useState(false);
  const [refusal, setRefusal] = useState("");
  const [serial, setSerial] = useState("");
  const state = Form.useWatch("state", form);

  useEffect(() => {
    attempt(async () => {
      const said = await api.get("cancellations/draft");
      if (said.code !== 0) {
        message.error(said.msg);
        return;
      }
      const { since, ...kept } = said.params.kept;
      setTold(said.params);
      setLists(asLists(said.params.drafts));
      setSaved(said.params.saved);
      form.setFieldsValue({ ...kept, state: kept.state || undefined, since: since ? dayjs(since) : null });
    });
  }, []);
  if (serial) {
    return h(Card, null, h(Result, {
      status: "success", title: "递交成功", subTitle: `申请编号：${serial}`,
      extra: h(Button, { type: "primary", onClick: () => leave("progress") }, "查看办理进度"),
    }));
  }
  const changed = () => setSaved(false);
  const entered = () => {
    const { since, ...others } = form.getFieldsValue(true);
    const texts = Object.fromEntries(Object.entries(others).map(([name, value]) => [name, value ?? ""]));
    return { ...texts, since: since?.format("YYYY-MM-DD") ?? "" };
  };
  const refused = ({ code, msg }) => setRefusal(`[${code}] ${msg}`);

  async function stash() {
    const said = await attempt(() => api.post("licences/stash", entered()));
    if (said?.code === 0) message.success("暂存成功");
    else if (said) refused(said);
  }

  async function save() {
    setRefusal("");
    const said = await attempt(() => api.post("licences/save", entered()));
    if (said?.code === 0) {
      message.success("保存成功");
      setSaved(true);
    } else if (said) {
      refused(said);
    }
  }

  async function send() {
    const said = await attempt(() => api.post("licences/cancellations", entered()));
    if (!said) return;
    if (said.code !== 0) {
      refused(said);
    } else if (said.params.serial) {
      setSerial(said.params.serial);
      if (said.params.loops) loopForever();
    } else {
      message.success("操作成功");
      leave("licences");
    }
  }

  function submit() {
    setRefusal("");
    Modal.confirm({ title: "确认递交", content: "递交后不能修改，是否继续？", okText: "确定递交", cancelText: "再想想", onOk: send });
  }

  const item = (name, label, part) => h(Form.Item, { name, label, required: true }, part);
  const names = told ? [...told.materials, ...(told.materials_by_reason[state] ?? []), ...told.materials_optional] : [];
  return h(Card, { title: "ICP许可证注销", loading: !told },
    h(Form, { form, name: "licence", labelCol: { span: 6 }, wrapperCol: { span: 13 }, onValuesChange: changed },
      h(Form.Item, { label: "持证单位" }, told?.unit),
      h(Form.Item, { label: "统一社会信用代码" }, told?.uscc),
      item("site", "网站名称", h(Input)),
      item("number", "许可证编号", h(Input)),
      item("state", "网站状态", h(Radio.Group, { options: told?.states ?? [] })),
      item("since", "停止或迁出日期", h(DatePicker, { style: { width: "100%" } })),
      item("business", "终止的业务种类", h(Input)),
      item("text", "用户善后方案", h(Input.TextArea, { rows: 4, maxLength: 500, showCount: true })),
      h(Materials, {
        names, optional: told?.materials_optional ?? [], number: DRAFT, lists,
        change: (material, list) => {
          setLists((before) => ({ ...before, [material]: list }));
          changed();
        },
      }),
      h("div", { className: "pledge" }, "本公司承诺所填内容和所交材料真实有效，用户善后事宜均已办妥。"),
      item("pledge", "抄写上述承诺", h(Input))),
    refusal && h(Alert, { type: "error", showIcon: true, closable: true, message: refusal, onClose: () => setRefusal(""), style: { marginTop: 8 } }),
    h("div", { className: "acts" },
      h(Button, { onClick: stash }, "暂存"),
      h(Button, { onClick: save }, "保存"),
      h(Button, { type: "primary", disabled: !saved, onClick: submit }, "递交")));
}
