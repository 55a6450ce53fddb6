// The hall of one province, or of the platform of the licences: before the sign-in a picture and a button.
const PLATFORM = "电信业务";
const LEAD = { records: Records, progress: Progress, licences: Licences };

function viewNow() {
  const [name, query] = location.hash.slice(2).split("?");
  return { name, number: new URLSearchParams(query ?? "").get("number") };
}

function Hall() {
  const [told, setTold] = useState(null);
  const [view, setView] = useState(viewNow());
  const [asking, setAsking] = useState(false);
  const go = (name, query) => { location.hash = `/${name}${query ? `?${new URLSearchParams(query)}` : ""}`; };
  const ask = () => attempt(async () => setTold((await api.get("portal")).params));

  useEffect(() => {
    whenExpired = () => {
      Modal.destroyAll();
      message.warning("登录已过期，请重新登录");
      setTold((before) => ({ ...before, account: null }));
      setAsking(true);
    };
    addEventListener("hashchange", () => setView(viewNow()));
    ask();
  }, []);
  useEffect(() => {
    if (told?.account && told.notice) notification.info({ message: "公告", description: told.notice, duration: 0 });
  }, [told?.account]);

  if (!told) return null;
  const atPlatform = told.province === PLATFORM;
  const brand = h("span", { className: "brand" }, atPlatform ? "电信业务许可办理平台" : `${told.province}通信业务网上办理`);
  const signIn = h(SignIn, { open: asking, onClose: () => setAsking(false), onDone: () => { setAsking(false); ask(); } });
  if (!told.account) {
    return h(Fragment, null,
      h("div", { className: "top", style: { height: 64, justifyContent: "space-between" } }, brand, h(Button, { type: "primary", onClick: () => setAsking(true) }, "登录 / 注册")),
      h("div", { className: "hero" }, "一网通办 · 足不出户"),
      h("div", { className: "foot" }, "练习门户 · 数据均为虚构"),
      signIn);
  }
  const first = atPlatform ? "licences" : "records";
  const items = atPlatform
    ? [{ key: "licences", label: "我的许可证" }, { key: "licence", label: "ICP许可证注销" }, { key: "progress", label: "办理进度" }]
    : [{ key: "records", label: "备案信息" }, { key: "progress", label: "办理进度" }];
  const open = ({ key }) => (key === "licence" ? askForLicence(() => go("licence")) : go(key));
  const leave = { items: [{ key: "leave", label: "退出登录" }], onClick: () => { location.href = "sign_out"; } };
  const content = () => {
    if (view.name === "cancel") return h(Wizard, { key: view.number, number: view.number, leave: go });
    if (view.name === "licence") return h(LicenceForm, { leave: go });
    return h(LEAD[view.name] ?? LEAD[first], { cancel: (number) => go("cancel", { number }) });
  };
  return h(Fragment, null,
    h("div", { className: "top" }, brand,
      h(Menu, { mode: "horizontal", selectedKeys: [view.name || first], items, onClick: open }),
      h(Dropdown, { menu: leave }, h("span", { className: "who" }, told.unit))),
    h("div", { className: "page" }, content()),
    h("div", { className: "foot" }, "练习门户 · 数据均为虚构"),
    signIn);
}

render(h(Hall));
