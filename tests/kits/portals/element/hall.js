// What the pages behind the entrance share: the desk, and what is said when it does not answer.
const api = makeApi("prod-api/", {
  network: "网络连接失败，请检查网络后重试",
  trouble: "服务器繁忙，请稍后重试",
  expired() {
    const leave = () => { location.href = "login.html"; };
    ELEMENT.MessageBox.alert("登录状态已过期，请重新登录", "系统提示", { confirmButtonText: "重新登录", type: "warning" })
      .then(leave, leave);
  },
});

// Do something that asks the desk; what goes wrong is told in a message.
async function attempt(act) {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    ELEMENT.Message.error(error.message);
    return undefined;
  }
}
