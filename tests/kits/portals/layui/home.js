// The window around the frame in which everything is done.
ask("GET", "query/info.do", {}, ({ params }) => {
  $("#province").text(params.province);
  $("#unit").text(params.unit);
  if (params.notice) alert(`公告：${params.notice}`);
});
