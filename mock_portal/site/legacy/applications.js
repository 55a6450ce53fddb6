// What was handed in, newest first, and how far its review is.
onPage(function () {
  drawList("applications.html", "applications", 6, function (row) {
    return [row.serial, row.number, row.kind, row.submitted_at, row.status, row.opinion];
  });
});
