// What became of a submission: said by a native alert, and nowhere in the page.
onPage(function () {
  ask("GET", "result?r=" + encodeURIComponent(queries().r || ""), null, function (said) {
    if (said.code !== 0) alert("[" + said.code + "] " + said.msg);
    else if (said.params.serial) alert(word("receipt.alert", { serial: said.params.serial }));
    else alert(word("toast.submitted"));
  });
});
