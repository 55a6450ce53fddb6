// 我的备案: a card for each record.
PARTS["record-cards"] = {
  template: `
    <el-input v-model.trim="typed" placeholder="输入名称或备案号" clearable style="width: 320px" @keyup.enter="search">
      <template #append><el-button @click="search">检索</el-button></template>
    </el-input>
    <div v-loading="busy" class="cards">
      <el-card v-for="row in rows" :key="row.number" shadow="hover">
        <div class="card-head"><b>{{ row.site }}</b><el-tag size="small" effect="plain">{{ row.status }}</el-tag></div>
        <div class="line"><i>备案号</i><span>{{ row.number }}</span></div>
        <div class="line"><i>备案时间</i><span>{{ row.filed_on }}</span></div>
        <div class="card-acts"><el-button size="small" :disabled="!row.can_cancel" @click="$emit('cancel', row.number)">办理注销</el-button></div>
      </el-card>
    </div>
    <el-empty v-if="!busy && !rows.length" description="没有备案"></el-empty>
    <el-pagination layout="total, prev, pager, next" :total="total" :page-size="size" :current-page="page" @current-change="load"></el-pagination>`,
  emits: ["cancel"],
  data: () => ({ typed: "", keyword: "", rows: [], total: 0, page: 1, size: 10, busy: false }),
  created() {
    this.turn = 0;
    this.load(1);
  },
  methods: {
    async load(page) {
      const mine = ++this.turn;
      this.busy = true;
      const said = await attempt(() => api.get("icp/cards", { page, size: this.size, q: this.keyword }));
      if (mine !== this.turn) return;
      this.busy = false;
      if (said && ![0, 429].includes(said.code)) ElementPlus.ElMessage.error(said.msg);
      else if (said) Object.assign(this, said.params);
    },
    search() {
      this.keyword = this.typed;
      this.load(1);
    },
  },
};
