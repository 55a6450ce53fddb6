// The entrance: a province leads to its own hall.
new Vue({
  el: "#app",
  data: {
    provinces: [],
    slug: "",
    news: ["关于规范网站备案注销材料的通知", "关于备案信息真实性核验的公告", "办事大厅服务时间说明"],
  },
  async created() {
    this.provinces = await (await fetch("/provinces.json")).json();
  },
  methods: {
    enter() {
      location.href = `/${this.slug}/`;
    },
  },
});
