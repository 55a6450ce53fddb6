// The entrance: a select that the kit draws over the browser's own.
$.getJSON("/provinces.json", (provinces) => {
  for (const { name, slug } of provinces) $("#slug").append($("<option>").val(slug).text(name));
  layui.form.render("select", "entrance");
});
$("#enter").on("click", () => {
  const slug = $("#slug").val();
  if (slug) location.href = `/${slug}/`;
  else alert("请选择省份");
});
