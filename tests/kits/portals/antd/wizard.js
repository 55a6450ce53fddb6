// 备案注销: three steps; 提交 asks once more, and the answer sends.
const LATER = { new_domain: "更换后的域名", wrong: "错误资料", right: "正确资料" };

function Wizard({ number, leave }) {
  const [form] = Form.useForm();
  const [told, setTold] = useState(null);
  const [step, setStep] = useState(0);
  const [lists, setLists] = useState({});
  const [facts, setFacts] = useState(false);
  const [declared, setDeclared] = useState(false);
  const [refusal, setRefusal] = useState("");
  const [serial, setSerial] = useState("");
  const reason = Form.useWatch("reason", { form, preserve: true });

  useEffect(() => {
    attempt(async () => {
      const said = await api.get("cancellations/draft", { number });
      if (said.code !== 0) {
        message.error(said.msg);
        return;
      }
      setTold(said.params);
      setLists(asLists(said.params.drafts));
    });
  }, [number]);
  if (!told) return h(Card, { title: "备案注销", loading: true });
  if (serial) {
    return h(Card, null, h(Result, {
      status: "success",
      title: "申请已提交",
      subTitle: `受理号：${serial}，请及时查看办理进度`,
      extra: [h(Button, { key: "back", onClick: () => leave("records") }, "返回备案信息"), h(Button, { key: "see", type: "primary", onClick: () => leave("progress") }, "查看办理进度")],
    }));
  }
  const needed = [...told.materials, ...(told.materials_by_reason[reason] ?? [])];

  async function send() {
    const { closed_on, ...entered } = form.getFieldsValue(true);
    const json = { number, ...entered, closed_on: closed_on?.format("YYYY-MM-DD") ?? "", declared };
    const said = await attempt(() => api.post("cancellations", json));
    if (!said) return;
    if (said.code !== 0) {
      setRefusal(`[${said.code}] ${said.msg}`);
    } else if (said.params.serial) {
      setSerial(said.params.serial);
      if (said.params.loops) loopForever();
    } else {
      message.success("操作成功");
      leave("records");
    }
  }

  async function submit() {
    setRefusal("");
    if (!declared) {
      message.warning("请先勾选确认事项");
      return;
    }
    const said = await attempt(() => api.get("cancellations/notice", { number }));
    if (said) Modal.confirm({ title: "确认提交", content: said.params.text, okText: "确定提交", cancelText: "再想想", onOk: send });
  }

  async function next() {
    if (step === 0) {
      try {
        await form.validateFields();
      } catch {
        return;
      }
    } else {
      const missing = needed.find((one) => !has(lists, one));
      if (missing) {
        message.warning(`请上传${missing}`);
        return;
      }
    }
    setStep(step + 1);
  }

  const entered = form.getFieldsValue(true);
  const body = [
    h(ReasonForm, { form, told, reason, number, showFacts: () => setFacts(true) }),
    h("div", null,
      h(Alert, { type: "info", showIcon: true, message: "请上传 PDF 或 JPG 格式的扫描件，单个文件不超过 5MB", style: { marginBottom: 24 } }),
      h(Form, { name: "materials", labelCol: { span: 7 } }, h(Materials, {
        names: [...needed, ...told.materials_optional], optional: told.materials_optional, number, lists,
        change: (material, list) => setLists((before) => ({ ...before, [material]: list })),
      }))),
    h("div", null,
      refusal && h(Alert, { type: "error", showIcon: true, closable: true, message: "提交失败", description: refusal, onClose: () => setRefusal(""), style: { marginBottom: 24 } }),
      h(Descriptions, { title: "申请信息", column: 1, bordered: true, size: "small", items: [
        { key: "number", label: "备案号", children: number },
        { key: "kind", label: "注销类型", children: entered.kind },
        { key: "reason", label: "注销原因", children: entered.reason },
        { key: "text", label: "原因说明", children: entered.text },
      ] }),
      h(Checkbox, { checked: declared, onChange: (event) => setDeclared(event.target.checked), style: { marginTop: 16 } }, "本单位确认上述信息真实，知悉注销后备案号不再保留")),
  ];
  return h(Card, { title: "备案注销" },
    h(Steps, { current: step, items: [{ title: "填写申请" }, { title: "上传材料" }, { title: "确认提交" }] }),
    body.map((part, place) => h("div", { key: place, className: "step", style: { display: place === step ? "block" : "none" } }, part)),
    h("div", { className: "acts" },
      h(Button, { onClick: () => leave("records") }, "放弃办理"),
      step > 0 && h(Button, { onClick: () => setStep(step - 1) }, "上一步"),
      step < 2 && h(Button, { type: "primary", onClick: next }, "下一步"),
      step === 2 && h(Button, { type: "primary", onClick: submit }, "提交")),
    h(Facts, { number: facts ? number : null, onClose: () => setFacts(false) }));
}

function ReasonForm({ form, told, reason, number, showFacts }) {
  const need = (text) => [{ required: true, message: text }];
  const closing = reason === told.reasons[0];
  return h(Fragment, null,
    h(Descriptions, { size: "small", column: 2, style: { marginBottom: 16 }, extra: h(Button, { type: "link", onClick: showFacts }, "备案详情"), items: [
      { key: "number", label: "办理对象", children: number },
      { key: "site", label: "名称", children: told.site },
      { key: "unit", label: "主办者", children: told.unit },
    ] }),
    h(Form, { form, name: "cancel", labelCol: { span: 5 }, wrapperCol: { span: 14 } },
      h(Form.Item, { name: "kind", label: "注销类型", rules: need("请选择注销类型") },
        h(Radio.Group, { options: told.kinds })),
      h(Form.Item, { name: "reason", label: "注销原因", rules: need("请选择注销原因") },
        h(Select, { placeholder: "请选择", options: told.reasons.map((one) => ({ value: one, label: one })) })),
      closing && h(Form.Item, { name: "closed_on", label: "关停日期", rules: need("请选择关停日期") }, h(DatePicker, { style: { width: "100%" } })),
      (told.fields[reason] ?? []).map((name) => h(Form.Item, { key: name, name, label: LATER[name], rules: need(`请填写${LATER[name]}`) }, h(Input))),
      h(Form.Item, { name: "text", label: "原因说明", rules: [...need("请填写原因说明"), { min: 10, message: "原因说明不少于 10 个字" }] },
        h(Input.TextArea, { rows: 4, maxLength: 200, showCount: true }))));
}
