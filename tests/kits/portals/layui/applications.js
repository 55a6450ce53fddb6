// 注销申请记录: a plain table; what the reviewer wrote is the title of the cell.
const SIZE = 10;

function load(page) {
  ask("GET", "query/applies.do", { page, size: SIZE }, ({ params }) => {
    const cells = (row) => ["serial", "number", "kind", "submitted_at", "status"].map((name) => $("<td>").text(row[name]));
    $("#list tbody").html("").append(params.rows.map((row) => {
      const made = cells(row);
      if (row.opinion) made.at(-1).attr("title", row.opinion);
      return $("<tr>").append(made);
    }));
    layui.laypage.render({
      elem: "pages",
      count: params.total,
      limit: SIZE,
      curr: page,
      layout: ["count", "prev", "page", "next"],
      jump(now, first) {
        if (!first) load(now.curr);
      },
    });
  });
}

load(1);
