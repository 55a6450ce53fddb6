// 个人空间: two tabs, and in their place the form, once something has been chosen.
mount({
  data: () => ({ told: { province: "", unit: "", file_types: [] }, tab: "records", chosen: null }),
  async created() {
    const said = await attempt(() => api.get("info"));
    if (!said) return;
    this.told = said.params;
    tell(this.told.notice);
  },
  watch: {
    tab(name) {
      this.$refs[name]?.load(1);
    },
  },
  methods: {
    leave() {
      location.href = "sign_out";
    },
    home() {
      this.chosen = null;
      this.tab = "records";
      this.$refs.records.load(1);
    },
  },
});
