// The ministry's old page: radios in a mask, and a window of its own for the province.
function showDialog(wanted) {
  show(byId("mask"), wanted);
  show(byId("dialog"), wanted);
}

document.addEventListener("DOMContentLoaded", function () {
  begin("../beijing/api/portal", function () {
    byId("open").onclick = function () { showDialog(true); };
    byId("close").onclick = function () { showDialog(false); };
    byId("confirm").onclick = function () {
      var found = document.querySelector("input[name=province]:checked");
      if (!found) return;
      showDialog(false);
      window.open(told ? "../" + found.value + "/" : "../legacy/login.html");
    };
  });
});
