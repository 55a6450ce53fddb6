// What every page of this site shares: the desk, and what is said when it does not answer.
const api = makeApi("svc/", {
  network: "网络不通，请稍后再试",
  trouble: "服务异常，请稍后再试",
  expired() { location.href = "login.html?expired"; },
});

async function attempt(act) {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    ElementPlus.ElNotification.error({ title: "请求失败", message: error.message });
    return undefined;
  }
}

function tell(notice) {
  if (notice) ElementPlus.ElMessageBox.alert(notice, "温馨提示", { confirmButtonText: "我知道了" }).catch(() => {});
}

const PARTS = {};

function mount(app) {
  const made = Vue.createApp(app).use(ElementPlus, { locale: ElementPlusLocaleZhCn });
  for (const [name, part] of Object.entries(PARTS)) made.component(name, part);
  return made.mount("#app");
}
