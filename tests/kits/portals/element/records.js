// 我的备案: a table with a fixed column, in whose 更多 a cancellation begins.
Vue.component("record-list", {
  template: `
    <div class="panel">
      <el-form inline @submit.native.prevent>
        <el-form-item label="网站名称/备案号">
          <el-input v-model.trim="typed" placeholder="请输入" clearable @keyup.enter.native="search"></el-input>
        </el-form-item>
        <el-form-item>
          <el-button type="primary" icon="el-icon-search" @click="search">查询</el-button>
          <el-button icon="el-icon-refresh" @click="clear">重置</el-button>
        </el-form-item>
      </el-form>
      <el-table v-loading="busy" :data="rows" border stripe>
        <el-table-column type="index" label="序号" width="60"></el-table-column>
        <el-table-column prop="number" label="备案/许可证号" min-width="220"></el-table-column>
        <el-table-column prop="site" label="网站/主体名称" min-width="240"></el-table-column>
        <el-table-column label="类别" width="100"><template slot-scope="{ row }">{{ isSite(row) ? "网站" : "主体" }}</template></el-table-column>
        <el-table-column prop="filed_on" label="备案通过日期" min-width="150"></el-table-column>
        <el-table-column label="备案状态" min-width="140">
          <template slot-scope="{ row }"><el-tag size="small">{{ row.status }}</el-tag></template>
        </el-table-column>
        <el-table-column label="操作" fixed="right" width="130">
          <template slot-scope="{ row }">
            <el-button type="text" @click="look(row)">查看</el-button>
            <el-dropdown @command="(kind) => begin(row, kind)">
              <span class="more">更多<i class="el-icon-arrow-down el-icon--right"></i></span>
              <el-dropdown-menu slot="dropdown">
                <el-dropdown-item disabled>变更备案</el-dropdown-item>
                <el-dropdown-item v-for="kind in kindsOf(row)" :key="kind" :command="kind" :disabled="!row.can_cancel">{{ kind }}</el-dropdown-item>
              </el-dropdown-menu>
            </el-dropdown>
          </template>
        </el-table-column>
      </el-table>
      <el-pagination background layout="total, sizes, prev, pager, next, jumper" :total="total" :page-size="size"
        :current-page="page" :page-sizes="sizes" @current-change="load" @size-change="resize"></el-pagination>
      <el-dialog title="备案详情" :visible.sync="looking" width="600px" append-to-body>
        <el-descriptions v-if="seen" :column="1" border>
          <el-descriptions-item label="主办单位名称">{{ seen.unit }}</el-descriptions-item>
          <el-descriptions-item label="网站名称">{{ seen.site }}</el-descriptions-item>
          <el-descriptions-item label="备案/许可证号">{{ seen.number }}</el-descriptions-item>
        </el-descriptions>
      </el-dialog>
      <cancel-dialog ref="form" :types="types" @done="load(page)"></cancel-dialog>
    </div>`,
  props: { sizes: Array, types: Array },
  data: () => ({ typed: "", keyword: "", rows: [], total: 0, page: 1, size: 10, busy: false, looking: false, seen: null, turn: 0 }),
  watch: {
    sizes: { immediate: true, handler([first]) { this.size = first; } },
  },
  created() {
    this.load(1);
  },
  methods: {
    isSite: (row) => /号-/.test(row.number) || /-\d{1,3}$/.test(row.number),
    kindsOf(row) {
      return this.isSite(row) ? ["注销网站", "取消接入"] : ["注销主体"];
    },
    async load(page) {
      const mine = ++this.turn;
      this.busy = true;
      const said = await attempt(() => api.get("record/list", { page, size: this.size, q: this.keyword }));
      if (mine !== this.turn) return;
      this.busy = false;
      if (said && said.code !== 0 && said.code !== 429) {
        this.$message.error(said.msg);
      } else if (said) {
        Object.assign(this, { rows: said.params.rows, total: said.params.total, page: said.params.page });
      }
    },
    resize(size) {
      this.size = size;
      this.load(1);
    },
    search() {
      this.keyword = this.typed;
      this.load(1);
    },
    clear() {
      this.typed = "";
      this.search();
    },
    async look(row) {
      const said = await attempt(() => api.get("cancel/detail", { number: row.number }));
      if (!said) return;
      this.seen = said.params;
      this.looking = true;
    },
    async begin(row, kind) {
      const said = await attempt(() => api.get("cancel/tips", { number: row.number }));
      if (!said) return;
      if (said.code !== 0) {
        this.$message.error(said.msg);
        return;
      }
      this.$confirm(said.params.text, kind, { confirmButtonText: "继续办理", cancelButtonText: "暂不办理", type: "warning" })
        .then(() => this.$refs.form.open(row.number, kind), () => {});
    },
  },
});
