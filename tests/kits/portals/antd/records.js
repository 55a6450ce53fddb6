// 备案信息: a table with columns that stay when it is moved sideways, and a drawer with the facts.
function Records({ cancel }) {
  const [typed, setTyped] = useState("");
  const [keyword, setKeyword] = useState("");
  const [shown, setShown] = useState(null);
  const table = useList("records", { q: keyword });
  const acts = (row) => h(Space, { split: h(Divider, { type: "vertical" }) },
    h("a", { onClick: () => setShown(row.number) }, "详情"),
    h(Typography.Link, { disabled: !row.can_cancel, onClick: () => row.can_cancel && cancel(row.number) }, "申请注销"));
  const columns = [
    { title: "备案号", dataIndex: "number", width: 230, fixed: "left" },
    { title: "名称", dataIndex: "site", width: 280 },
    { title: "备案日期", dataIndex: "filed_on", width: 160 },
    { title: "接入商", width: 260, render: () => "练习云计算有限公司" },
    { title: "备案状态", dataIndex: "status", width: 170, render: (status) => h(Badge, { status: "processing", text: status }) },
    { title: "办理", width: 190, fixed: "right", render: (_, row) => acts(row) },
  ];
  return h(Card, { title: "备案信息" },
    h("div", { className: "search" },
      h(Input, { placeholder: "网站名称或备案号", allowClear: true, value: typed, onChange: (event) => setTyped(event.target.value), onPressEnter: () => setKeyword(typed.trim()) }),
      h(Button, { type: "primary", onClick: () => setKeyword(typed.trim()) }, "搜索")),
    h(Table, { rowKey: "number", columns, scroll: { x: 1290 }, ...table }),
    h(Facts, { number: shown, onClose: () => setShown(null) }));
}

// 备案详情, in a drawer.
function Facts({ number, onClose }) {
  const [told, setTold] = useState(null);
  useEffect(() => {
    if (number) attempt(async () => setTold((await api.get("cancellations/draft", { number })).params));
  }, [number]);
  return h(Drawer, { title: "备案详情", open: Boolean(number), onClose, width: 460 },
    told && h(Descriptions, { column: 1, bordered: true, items: [
      { key: "unit", label: "主办者", children: told.unit },
      { key: "site", label: "名称", children: told.site },
      { key: "number", label: "备案号", children: told.number },
      { key: "sites", label: "网站数量", children: told.sites },
    ] }));
}
