// What every page of this site shares: the desk through jQuery, and native windows for whatever is to be said.
function ask(method, path, data, done, always) {
  const request = { type: method, url: path, data, dataType: "json" };
  if (method === "POST") Object.assign(request, { data: JSON.stringify(data), contentType: "application/json" });
  $.ajax(request).done(done).fail((answer) => {
    if (answer.status === 401) {
      expired();
    } else if (answer.status === 429) {
      done(answer.responseJSON);
    } else {
      alert(answer.status ? "系统错误，请稍后再试" : "网络错误，请稍后再试");
    }
  }).always(() => always && always());
}

function expired() {
  alert("登录超时，请重新登录");
  top.location.href = "login.html";
}

function said(answer) {
  return `错误代码：${answer.code}，${answer.msg}`;
}

function query(name) {
  return new URLSearchParams(location.search).get(name);
}
