// The form: one post with everything, into a window of its own. It checks next to nothing: the portal decides.
var LOCK_MS = 3000;

function has(list, one) {
  return Boolean(list) && list.indexOf(one) >= 0;
}

function drawKinds(kinds) {
  for (var i = 0; i < kinds.length; i++) {
    byId("kinds").appendChild(make("input", { type: "radio", name: "kind", id: "kind-" + i, value: kinds[i] }));
    byId("kinds").appendChild(make("label", { htmlFor: "kind-" + i }, [kinds[i]]));
  }
}

// Draw a line with a file input for each material; return the lines that only some reasons show.
function drawMaterials(form) {
  var lines = {};
  var count = 0;
  function draw(material, needed) {
    var id = "file-" + count++;
    var input = make("input", { type: "file", name: material, id: id, accept: ((told && told.file_types) || []).join(",") });
    var line = make("tr", {}, [
      make("th", { className: needed ? "needed" : "" }, [make("label", { htmlFor: id }, [material])]),
      make("td", {}, needed ? [input] : [input, make("i", {}, [word("cancel.optional")])])
    ]);
    byId("materials").appendChild(line);
    return line;
  }
  var i;
  for (i = 0; i < form.materials.length; i++) draw(form.materials[i], true);
  for (var reason in form.materials_by_reason) {
    var these = form.materials_by_reason[reason];
    for (i = 0; i < these.length; i++) lines[these[i]] = draw(these[i], true);
  }
  for (i = 0; i < form.materials_optional.length; i++) draw(form.materials_optional[i], false);
  return lines;
}

// Draw the fields that the portal asks for besides.
function drawExtra(names) {
  var labels = { email: "cancel.email" };
  for (var i = 0; i < names.length; i++) {
    var label = make("label", { htmlFor: names[i] }, [word(labels[names[i]])]);
    var input = make("input", { id: names[i], name: names[i], type: "text", className: "text" });
    byId("fields").appendChild(make("tr", {}, [make("th", { className: "needed" }, [label]), make("td", {}, [input])]));
  }
}

function drawForm(form) {
  var names = ["unit", "site", "number", "sites"];
  for (var i = 0; i < names.length; i++) fill(names[i], form[names[i]]);
  drawKinds(form.kinds);
  var select = byId("reason");
  for (i = 0; i < form.reasons.length; i++) {
    select.appendChild(make("option", { value: form.reasons[i] }, [form.reasons[i]]));
  }
  drawExtra((told && told.extra_fields) || []);
  var lines = drawMaterials(form);
  function reread() {
    each("[data-field]", function (one) {
      show(one, has(form.fields[select.value], one.getAttribute("data-field")));
    });
    for (var material in lines) show(lines[material], has(form.materials_by_reason[select.value], material));
  }
  select.onchange = reread;
  reread();
  byId("hand-in").onclick = handIn;
}

function handIn() {
  var button = byId("hand-in");
  if (!document.querySelector("input[name=kind]:checked") || !byId("reason").value) return;
  if (!confirm(word("cancel.confirm"))) return;
  button.disabled = true;
  setTimeout(function () { button.disabled = false; }, LOCK_MS);
  byId("form").submit();
}

onPage(function () {
  var number = queries().number || "";
  byId("number").value = number;
  ask("GET", "form?number=" + encodeURIComponent(number), null, function (said) {
    if (said.code !== 0) alert(said.msg);
    else drawForm(said.params);
  });
});
