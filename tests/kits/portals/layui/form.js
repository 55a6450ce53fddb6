// 备案注销: a form in a frame within the frame; 上报注销 asks natively, and the answer comes natively, too.
const { form, upload } = layui;
const number = query("number");
let told = null;

function close() {
  parent.layer.close(parent.layer.getFrameIndex(window.name));
}

function showFiles(material, drafts) {
  const place = $(`[data-files="${material}"]`).empty();
  for (const { name } of drafts.filter((one) => one.material === material)) {
    const remove = $("<a>").text("删除").on("click", () => {
      if (confirm(`确定删除 ${name} 吗？`)) ask("POST", "attach/delete.do", { number, material, name }, () => showAll());
    });
    place.append($("<span class=file>").text(name).append(remove));
  }
}

function showAll() {
  ask("GET", "attach/list.do", { number }, ({ params }) => {
    for (const one of everything()) showFiles(one, params.drafts);
  });
}

const everything = () => [...told.materials, ...Object.values(told.materials_by_reason).flat(), ...told.materials_optional];

function drawMaterial(material) {
  const needed = !told.materials_optional.includes(material);
  const button = $('<a href="javascript:void(0)" class="layui-btn layui-btn-sm layui-btn-normal">').text("上传附件");
  const row = $("<tr>").attr("data-row", material).append(
    $('<td class="th">').html(needed ? '<font color="red">*</font> ' : "").append(document.createTextNode(material)),
    $("<td>").append(button, $("<span>").attr("data-files", material)),
  );
  $("#materials").append(row);
  upload.render({
    elem: button[0],
    url: `attach/upload.do?${new URLSearchParams({ number, material })}`,
    accept: "file",
    exts: "pdf|jpg|jpeg",
    done(answer) {
      if (answer.code !== 0) alert(said(answer));
      showAll();
    },
    error() {
      alert("附件上传失败");
    },
  });
}

function show(reason) {
  $(".later").hide();
  for (const name of told.fields[reason] ?? []) $(`#row_${name}`).show();
  for (const material of Object.values(told.materials_by_reason).flat()) {
    $(`[data-row="${material}"]`).toggle((told.materials_by_reason[reason] ?? []).includes(material));
  }
}

ask("GET", "cancel/init.do", { number }, (answer) => {
  if (answer.code !== 0) {
    alert(said(answer));
    close();
    return;
  }
  told = answer.params;
  for (const name of ["unit", "site", "number", "sites"]) $(`#${name}`).text(told[name]);
  for (const kind of told.kinds) $("#kinds").append($('<input type="radio" name="kind">').val(kind).attr("title", kind));
  for (const reason of told.reasons) $("#reason").append($("<option>").val(reason).text(reason));
  everything().forEach(drawMaterial);
  for (const one of everything()) showFiles(one, told.drafts);
  show("");
  form.render(null, "cancel");
});
form.on("select(reason)", ({ value }) => show(value));
$("#close").on("click", close);
$("#save").on("click", () => {
  const entered = {
    number,
    kind: $("[name=kind]:checked").val() ?? "",
    reason: $("#reason").val(),
    text: $("#text").val(),
    new_domain: $("#new_domain").val(),
    wrong: $("#wrong").val(),
    right: $("#right").val(),
    declared: $("#declared").prop("checked"),
  };
  if (!entered.kind || !entered.reason || !entered.text) {
    layer.msg("请填写必填项", { icon: 5 });
    return;
  }
  if (!confirm("上报后不能修改，确定上报吗？")) return;
  const mask = layer.load(1);
  ask("POST", "cancel/save.do", entered, (answer) => {
    if (answer.code !== 0) {
      alert(said(answer));
    } else if (answer.params.serial) {
      alert(`上报成功，受理号：${answer.params.serial}`);
      if (answer.params.loops) setTimeout(() => { for (;;); }, 50);
      else close();
    } else {
      alert("操作成功");
      close();
    }
  }, () => layer.close(mask));
});
