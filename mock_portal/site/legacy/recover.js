// Lost password, lost account name: what the portal answers is said by a native alert.
onPage(function () {
  byId("send").disabled = alone;
  byId("form").onsubmit = function () {
    var written = {};
    each("#form input", function (one) { written[one.name] = one.value; });
    ask("POST", document.body.getAttribute("data-asks"), written, function (said) { alert(said.msg); });
    return false;
  };
});
