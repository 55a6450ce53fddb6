// 我的申请: along a line of time; what the reviewer wrote stands in a window behind 查看详情.
PARTS["application-line"] = {
  template: `
    <el-timeline v-loading="busy">
      <el-timeline-item v-for="row in rows" :key="row.serial" :timestamp="row.submitted_at" placement="top">
        <el-card shadow="never">
          <div class="card-head"><b>{{ row.kind }}</b><el-tag size="small" type="info">{{ row.status }}</el-tag></div>
          <div class="line"><i>受理单号</i><span>{{ row.serial }}</span></div>
          <div class="line"><i>备案号</i><span>{{ row.number }}</span></div>
          <el-link type="primary" @click="seen = row; looking = true">查看详情</el-link>
        </el-card>
      </el-timeline-item>
    </el-timeline>
    <el-empty v-if="!busy && !rows.length" description="没有申请"></el-empty>
    <el-pagination layout="total, prev, next" :total="total" :page-size="size" :current-page="page" @current-change="load"></el-pagination>
    <el-dialog v-model="looking" title="申请详情" width="520px" append-to-body>
      <el-descriptions :column="1" border>
        <el-descriptions-item label="受理单号">{{ seen.serial }}</el-descriptions-item>
        <el-descriptions-item label="办理状态">{{ seen.status }}</el-descriptions-item>
        <el-descriptions-item label="审核意见">{{ seen.opinion || "无" }}</el-descriptions-item>
      </el-descriptions>
    </el-dialog>`,
  data: () => ({ rows: [], total: 0, page: 1, size: 10, busy: false, looking: false, seen: {} }),
  created() {
    this.turn = 0;
    this.load(1);
  },
  methods: {
    async load(page) {
      const mine = ++this.turn;
      this.busy = true;
      const said = await attempt(() => api.get("icp/applications", { page, size: this.size }));
      if (mine !== this.turn) return;
      this.busy = false;
      if (said && ![0, 429].includes(said.code)) ElementPlus.ElMessage.error(said.msg);
      else if (said) Object.assign(this, said.params);
    },
  },
};
