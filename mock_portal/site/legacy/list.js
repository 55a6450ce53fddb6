// A list: every page of it, and every search, is a load of the whole page.
function go(page, number, keyword) {
  location.href = address(page + "?page=" + number + (keyword ? "&q=" + encodeURIComponent(keyword) : ""));
}

function note(rows, columns, text) {
  rows.appendChild(make("tr", {}, [make("td", { colSpan: columns, className: "note" }, [text])]));
}

// Ask for the rows that this page's address names; `cells(row)` draws one.
function drawList(page, path, columns, cells) {
  var came = queries();
  var keyword = came.q || "";
  var rows = byId("rows");
  var asked = path + "?page=" + (came.page || 1) + (keyword ? "&q=" + encodeURIComponent(keyword) : "");

  function clear() {
    while (rows.firstChild) rows.removeChild(rows.firstChild);
  }

  function turn(id, number, possible) {
    byId(id).disabled = !possible;
    byId(id).onclick = function () { go(page, number, keyword); };
  }

  note(rows, columns, word("table.loading"));
  ask("GET", asked, null, function (said) {
    clear();
    // Too many requests: whatever rows came are drawn, and they are none.
    if (said.code !== 0 && said.code !== 429) {
      alert(said.msg || word("toast.error"));
      return;
    }
    var given = said.params;
    var pages = Math.max(1, Math.ceil(given.total / given.size));
    for (var i = 0; i < given.rows.length; i++) {
      var drawn = cells(given.rows[i]);
      var row = make("tr", {}, []);
      for (var k = 0; k < drawn.length; k++) row.appendChild(make("td", {}, [drawn[k]]));
      rows.appendChild(row);
    }
    if (!given.rows.length) note(rows, columns, word("table.empty"));
    byId("total").textContent = word("pager.total", { total: given.total });
    byId("where").textContent = word("pager.page", { page: given.page, pages: pages });
    turn("first", 1, given.page > 1);
    turn("previous", given.page - 1, given.page > 1);
    turn("next", given.page + 1, given.page < pages);
    turn("last", pages, given.page < pages);
  }, clear);
}
