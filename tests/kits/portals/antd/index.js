// The entrance: regions, in each of which stand its provinces; below them the platform of the licences.
function Entrance() {
  const [provinces, setProvinces] = useState([]);
  useEffect(() => {
    attempt(async () => setProvinces(await (await fetch("/provinces.json")).json()));
  }, []);
  const enter = (slug) => { location.href = `/${slug}/`; };
  const cards = (slugs) => h("div", { className: "grid" }, provinces
    .filter(({ slug }) => slugs.includes(slug))
    .map(({ name, slug }) => h(Card, { key: slug, hoverable: true, size: "small", onClick: () => enter(slug) }, name)));
  const tabs = REGIONS.map(([name, slugs]) => ({ key: name, label: name, children: cards(slugs) }));
  return h(Fragment, null,
    h("div", { className: "top", style: { height: 64 } }, h("span", { className: "brand" }, "通信业务网上办理平台")),
    h("div", { className: "page" },
      h(Card, { title: "请选择属地" }, h(Tabs, { items: tabs })),
      h(Card, { title: "其它业务", style: { marginTop: 24 } }, h("a", { onClick: () => enter("licence") }, "电信业务经营许可（ICP许可证）"))),
    h("div", { className: "foot" }, "练习门户 · 数据均为虚构"));
}

render(h(Entrance));
