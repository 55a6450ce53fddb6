// 注销进度查询: what was handed in, with the reviewer's opinion in a tooltip.
Vue.component("application-list", {
  template: `
    <div class="panel">
      <el-table v-loading="busy" :data="rows" border>
        <el-table-column prop="serial" label="受理编号" min-width="180"></el-table-column>
        <el-table-column prop="number" label="备案/许可证号" min-width="200"></el-table-column>
        <el-table-column prop="kind" label="申请类型" width="110"></el-table-column>
        <el-table-column prop="submitted_at" label="申请时间" min-width="150"></el-table-column>
        <el-table-column label="审核状态" width="130">
          <template slot-scope="{ row }"><el-tag size="small" type="info">{{ row.status }}</el-tag></template>
        </el-table-column>
        <el-table-column label="审核意见" width="110" fixed="right">
          <template slot-scope="{ row }">
            <el-tooltip v-if="row.opinion" effect="dark" :content="row.opinion" placement="left"><span class="opinion">查看意见</span></el-tooltip>
            <span v-else>-</span>
          </template>
        </el-table-column>
      </el-table>
      <el-pagination background layout="total, prev, pager, next" :total="total" :page-size="size" :current-page="page" @current-change="load"></el-pagination>
    </div>`,
  data: () => ({ rows: [], total: 0, page: 1, size: 10, busy: false, turn: 0 }),
  created() {
    this.load(1);
  },
  methods: {
    async load(page) {
      const mine = ++this.turn;
      this.busy = true;
      const said = await attempt(() => api.get("cancel/list", { page, size: this.size }));
      if (mine !== this.turn) return;
      this.busy = false;
      if (said && said.code !== 0 && said.code !== 429) this.$message.error(said.msg);
      else if (said) Object.assign(this, said.params);
    },
  },
});
