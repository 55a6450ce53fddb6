// The personal centre: a menu whose links open in the frame beside it.
onPage(function () {
  if (told && told.notice) alert(told.notice);
  byId("main").src = address("records.html");
});
