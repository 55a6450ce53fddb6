// 选择注销事项: what is to be cancelled and why, as things that are pressed, in a drawer.
PARTS["choice-drawer"] = {
  template: `
    <el-drawer v-model="shown" title="选择注销事项" size="480px" append-to-body>
      <el-alert :title="notice" type="warning" :closable="false"></el-alert>
      <p>注销范围</p>
      <div class="chips"><div v-for="one in kinds" :key="one" class="chip" :class="{ on: one === kind }" @click="kind = one">{{ one }}</div></div>
      <p>注销原因</p>
      <div class="chips"><div v-for="one in told.reasons" :key="one" class="chip" :class="{ on: one === reason }" @click="reason = one">{{ one }}</div></div>
      <el-button type="primary" @click="next">下一步</el-button>
    </el-drawer>`,
  emits: ["chosen"],
  data: () => ({ shown: false, notice: "", told: { kinds: [], reasons: [] }, contact: {}, number: "", kind: "", reason: "" }),
  computed: {
    kinds() {
      const [subject, ...others] = this.told.kinds;
      return /-\d{1,3}$/.test(this.number) ? others : [subject];
    },
  },
  methods: {
    async open(number, before) {
      await attempt(async () => {
        const [notice, form, contact] = [
          await api.get("icp/notice", { number }), await api.get("icp/form", { number }), await api.get("icp/contact", { number }),
        ];
        const bad = [notice, form, contact].find(({ code }) => code !== 0);
        if (bad) {
          ElementPlus.ElMessage.error(bad.msg);
          return;
        }
        Object.assign(this, {
          number, notice: notice.params.text, told: form.params, contact: contact.params, shown: true,
          kind: before?.kind ?? "", reason: before?.reason ?? "",
        });
      });
    },
    next() {
      if (!this.kind || !this.reason) {
        ElementPlus.ElMessage.warning("请选择注销范围和注销原因");
        return;
      }
      const { number, kind, reason, told, contact } = this;
      this.shown = false;
      this.$emit("chosen", { number, kind, reason, told, contact });
    },
  },
};
