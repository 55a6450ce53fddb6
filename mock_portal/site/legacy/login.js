// Sign-in: a plain form; a refusal comes back in this page's address and is said by a native alert.
function newCaptcha() {
  var account = byId("account").value;
  if (!account) return;
  ask("GET", "captcha?account=" + encodeURIComponent(account), null, function (said) {
    var given = said.params || {};
    byId("captcha-id").value = given.id || "";
    byId("captcha").value = "";
    show(byId("captcha-field"), given.needed);
    if (given.needed) byId("captcha-image").src = address(given.image);
  });
}

onPage(function () {
  var came = queries();
  var key = "code." + came.code;
  byId("account").onchange = newCaptcha;
  byId("captcha-new").onclick = newCaptcha;
  byId("enter").disabled = alone;
  if (came.code) alert(word(key, came));
});
