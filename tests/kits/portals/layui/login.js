// The sign-in: fields in a table, the answer in a native window.
let captcha = "";

function askCaptcha() {
  ask("GET", "user/code.do", { account: $("#userName").val() }, ({ params }) => {
    captcha = params.needed ? params.id : "";
    $("#codeRow").toggle(Boolean(captcha));
    if (captcha) $("#codeImg").attr("src", `user/codeImg.do?id=${captcha}`);
  });
}

ask("GET", "query/info.do", {}, ({ params }) => $("#province").text(params.province));
$("#userName").on("change", askCaptcha);
$("#codeImg").on("click", askCaptcha);
$("#go").on("click", () => {
  const entered = { account: $("#userName").val(), password: $("#passWord").val(), captcha: $("#checkCode").val(), captcha_id: captcha };
  ask("POST", "user/login.do", entered, (answer) => {
    if (answer.code === 0) {
      location.href = "home.html";
      return;
    }
    alert(answer.msg);
    askCaptcha();
  });
});
