// 办事大厅: the menu and the view that it leads to, which the address remembers.
const CRUMBS = {
  welcome: ["首页"],
  records: ["备案管理", "我的备案"],
  applications: ["备案管理", "注销进度查询"],
  unit: ["账户管理", "单位信息"],
};
const viewNow = () => (location.hash.slice(2) in CRUMBS ? location.hash.slice(2) : "welcome");

new Vue({
  el: "#app",
  data: { told: { province: "", unit: "", page_sizes: [10], file_types: [] }, view: viewNow() },
  computed: {
    crumbs() {
      return CRUMBS[this.view];
    },
  },
  async created() {
    addEventListener("hashchange", () => { this.view = viewNow(); });
    const said = await attempt(() => api.get("system/info"));
    if (!said) return;
    this.told = said.params;
    if (this.told.notice) this.$alert(this.told.notice, "系统公告", { confirmButtonText: "我知道了" }).catch(() => {});
  },
  methods: {
    open(view) {
      location.hash = `/${view}`;
    },
    leave() {
      location.href = "sign_out";
    },
  },
});
