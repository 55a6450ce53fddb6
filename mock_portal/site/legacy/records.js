// The record list: a radio before each record, and under the table the button that begins a cancellation.
var listed = {};

function chosen() {
  var found = document.querySelector("input[name=chosen]:checked");
  return found ? listed[found.value] : null;
}

// Over the whole window, outside this frame: a mask, and in it a frame with the form.
function openApply(number) {
  var body = top.document.body;
  var folder = location.pathname.replace(/[^\/]*$/, "");
  var close = make("button", { type: "button" }, [word("apply.close")]);
  var frame = make("iframe", {
    title: word("frame.apply"),
    src: folder + address("apply.html?number=" + encodeURIComponent(number))
  });
  var box = make("div", { className: "window work" }, [
    make("div", { className: "window-title" }, [word("frame.apply")]),
    frame,
    make("div", { className: "window-acts" }, [close])
  ]);
  var mask = make("div", { className: "mask" });
  close.onclick = function () {
    body.removeChild(mask);
    body.removeChild(box);
  };
  body.appendChild(mask);
  body.appendChild(box);
}

function askToCancel() {
  var row = chosen();
  if (!row) return;
  if (!row.can_cancel) {
    alert(word("records.not_now", { status: row.status }));
    return;
  }
  ask("GET", "dialog?number=" + encodeURIComponent(row.number), null, function (said) {
    if (said.code !== 0) alert(said.msg);
    else if (confirm(said.params.text)) openApply(row.number);
  });
}

onPage(function () {
  var input = byId("keyword");
  function search() {
    go("records.html", 1, input.value.replace(/^\s+|\s+$/g, ""));
  }
  input.value = queries().q || "";
  input.onkeydown = function (event) { if (event.key === "Enter") search(); };
  byId("search").onclick = search;
  byId("cancel").onclick = askToCancel;
  drawList("records.html", "records", 5, function (row) {
    listed[row.number] = row;
    var radio = make("input", { type: "radio", name: "chosen", value: row.number, "aria-label": row.number });
    return [radio, row.site, row.number, row.filed_on, row.status];
  });
});
