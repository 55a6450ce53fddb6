// The sign-in: a window with two tabs, of which the second asks for a password.
function SignIn({ open, onClose, onDone }) {
  const [form] = Form.useForm();
  const [captcha, setCaptcha] = useState("");
  const [refusal, setRefusal] = useState("");
  const [busy, setBusy] = useState(false);

  async function askCaptcha() {
    const account = (form.getFieldValue("account") ?? "").trim();
    const said = account && await attempt(() => api.get("captcha", { account }));
    if (said) setCaptcha(said.params.needed ? said.params.id : "");
  }

  async function send({ account, password, typed = "" }) {
    setBusy(true);
    await attempt(async () => {
      const said = await api.post("session", { account: account.trim(), password, captcha: typed, captcha_id: captcha });
      if (said.code === 0) {
        setRefusal("");
        form.resetFields();
        onDone();
        return;
      }
      setRefusal(said.msg);
      form.resetFields(["typed"]);
      await askCaptcha();
    });
    setBusy(false);
  }

  const need = (text) => [{ required: true, message: text }];
  const picture = h("img", {
    src: api.address("captcha/image", { id: captcha }), height: 40, onClick: askCaptcha, style: { cursor: "pointer" },
  });
  const byPassword = h(Form, { form, onFinish: send, size: "large", name: "login" },
    refusal && h(Alert, { type: "error", showIcon: true, message: refusal, style: { marginBottom: 16 } }),
    h(Form.Item, { name: "account", rules: need("请输入账号") }, h(Input, { placeholder: "账号", onBlur: askCaptcha })),
    h(Form.Item, { name: "password", rules: need("请输入密码") }, h(Input.Password, { placeholder: "密码" })),
    captcha && h(Space, { align: "start" }, h(Form.Item, { name: "typed" }, h(Input, { placeholder: "图形验证码" })), picture),
    h(Button, { type: "primary", htmlType: "submit", block: true, loading: busy }, "登录"));
  const byMessage = h(Form, { size: "large", name: "sms" },
    h(Form.Item, { name: "mobile" }, h(Input, { placeholder: "手机号" })),
    h(Form.Item, { name: "code" }, h(Input.Search, { placeholder: "短信验证码", enterButton: "获取验证码" })),
    h(Button, { type: "primary", block: true, onClick: () => message.warning("短信登录暂未开放") }, "登录"));
  return h(Modal, { open, onCancel: onClose, footer: null, width: 400, title: "用户登录" },
    h(Tabs, { items: [{ key: "sms", label: "短信登录", children: byMessage }, { key: "password", label: "密码登录", children: byPassword }] }));
}
