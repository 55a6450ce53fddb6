// 办理进度: what was handed in; the reviewer's opinion unfolds under its row.
function Progress() {
  const table = useList("progress");
  const columns = [
    { title: "受理号", dataIndex: "serial", width: 200 },
    { title: "备案号", dataIndex: "number", width: 220 },
    { title: "事项", dataIndex: "kind", width: 180 },
    { title: "提交时间", dataIndex: "submitted_at", width: 180 },
    { title: "办理状态", dataIndex: "status", width: 140, render: (status) => h(Tag, { color: "blue" }, status) },
  ];
  const expandable = {
    expandedRowRender: ({ opinion }) => h("div", null, `审查意见：${opinion}`),
    rowExpandable: ({ opinion }) => Boolean(opinion),
  };
  return h(Card, { title: "办理进度" }, h(Table, { rowKey: "serial", columns, expandable, ...table }));
}
