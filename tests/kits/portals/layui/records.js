// 备案数据: the kit's own table, whose fixed column stands apart; 注销 asks natively and opens the form in a window.
const table = layui.table;

function draw(keyword) {
  table.render({
    elem: "#records",
    url: "query/records.do",
    where: { q: keyword },
    request: { pageName: "page", limitName: "size" },
    parseData: ({ code, msg, params }) => ({ code: code === 429 ? 0 : code, msg, count: params.total, data: params.rows }),
    page: { layout: ["prev", "page", "next", "skip", "count", "limit"] },
    limits: [10, 20, 30, 40],
    cols: [[
      { type: "numbers", title: "序号" },
      { field: "number", title: "备案号", width: 220 },
      { field: "site", title: "网站/主体名称", width: 260 },
      { field: "filed_on", title: "备案日期", width: 160 },
      { field: "status", title: "状态", width: 140 },
      { title: "接入单位", width: 240, templet: () => "练习云计算有限公司" },
      { title: "操作", fixed: "right", width: 130, toolbar: "#acts" },
    ]],
    error(answer) {
      if (answer && answer.status === 401) expired();
    },
  });
}

table.on("tool(records)", ({ event, data }) => {
  if (event === "see") {
    layer.alert(`备案号：${data.number}<br>名称：${data.site}<br>状态：${data.status}`, { title: "备案信息" });
    return;
  }
  ask("GET", "cancel/ask.do", { number: data.number }, (answer) => {
    if (answer.code !== 0) {
      alert(said(answer));
    } else if (confirm(answer.params.text)) {
      layer.open({ type: 2, title: "备案注销", area: ["820px", "560px"], content: `form.html?number=${encodeURIComponent(data.number)}`, end: () => draw($("#keyword").val()) });
    }
  });
});
$("#search").on("click", () => draw($("#keyword").val()));
draw("");
