// 网站备案注销申请: the form, in a dialog that stays in the page when it is closed.
const BLANK = { reason: "", text: "", new_domain: "", wrong: "", right: "", declared: false };
const need = (message, trigger = "blur") => ({ required: true, message, trigger });

Vue.component("cancel-dialog", {
  template: `
    <el-dialog title="网站备案注销申请" :visible.sync="shown" width="760px" top="5vh" append-to-body :close-on-click-modal="false">
      <el-descriptions class="facts" :column="2" border size="small">
        <el-descriptions-item label="主办单位名称">{{ told.unit }}</el-descriptions-item>
        <el-descriptions-item label="网站名称">{{ told.site }}</el-descriptions-item>
        <el-descriptions-item label="备案/许可证号">{{ told.number }}</el-descriptions-item>
        <el-descriptions-item label="在备网站数">{{ told.sites }}</el-descriptions-item>
      </el-descriptions>
      <el-form ref="form" :model="form" :rules="rules" label-width="150px">
        <el-form-item label="注销类型"><el-input :value="kind" disabled></el-input></el-form-item>
        <el-form-item label="注销原因" prop="reason">
          <el-select v-model="form.reason" placeholder="请选择注销原因" class="wide">
            <el-option v-for="one in told.reasons" :key="one" :label="one" :value="one"></el-option>
          </el-select>
        </el-form-item>
        <el-form-item v-if="asked('new_domain')" key="new_domain" label="变更后域名" prop="new_domain"><el-input v-model.trim="form.new_domain"></el-input></el-form-item>
        <el-form-item v-if="asked('wrong')" key="wrong" label="有误的内容" prop="wrong"><el-input v-model.trim="form.wrong"></el-input></el-form-item>
        <el-form-item v-if="asked('right')" key="right" label="正确的内容" prop="right"><el-input v-model.trim="form.right"></el-input></el-form-item>
        <el-form-item key="text" label="情况说明" prop="text">
          <el-input type="textarea" v-model.trim="form.text" :rows="3" maxlength="200" show-word-limit placeholder="请说明注销的具体情况"></el-input>
        </el-form-item>
        <el-form-item v-for="one in materials" :key="one" :label="one" :required="!told.materials_optional.includes(one)">
          <el-upload :action="place(one)" name="file" :accept="types.join(',')" :file-list="files[one]" :limit="3"
            :on-success="(said, _file, shown) => uploaded(one, said, shown)" :on-error="failed" :on-exceed="exceeded" :before-remove="(file) => remove(one, file)"
            :on-remove="(_file, shown) => kept(one, shown)">
            <el-button size="small" type="primary" plain icon="el-icon-upload2">点击上传</el-button>
            <span slot="tip" class="tip">PDF/JPG，不超过 5MB</span>
          </el-upload>
        </el-form-item>
        <el-form-item prop="declared"><el-checkbox v-model="form.declared">我已知悉：注销后不可恢复，备案号不再保留</el-checkbox></el-form-item>
      </el-form>
      <div slot="footer">
        <el-button @click="shown = false">取 消</el-button>
        <el-button type="primary" :loading="busy" @click="submit">提 交</el-button>
      </div>
    </el-dialog>`,
  props: { types: Array },
  data: () => ({
    shown: false,
    busy: false,
    number: "",
    kind: "",
    told: { reasons: [], fields: {}, materials: [], materials_by_reason: {}, materials_optional: [] },
    form: { ...BLANK },
    files: {},
    rules: {
      reason: need("请选择注销原因", "change"),
      new_domain: need("请填写变更后域名"),
      wrong: need("请填写有误的内容"),
      right: need("请填写正确的内容"),
      text: [need("请填写情况说明"), { min: 10, max: 200, message: "情况说明应为 10 至 200 个字", trigger: "blur" }],
      declared: { validator: (_rule, value, done) => done(value ? undefined : new Error("请先勾选")), trigger: "change" },
    },
  }),
  computed: {
    materials() {
      return [...this.told.materials, ...(this.told.materials_by_reason[this.form.reason] ?? []), ...this.told.materials_optional];
    },
  },
  methods: {
    asked(field) {
      return (this.told.fields[this.form.reason] ?? []).includes(field);
    },
    place(material) {
      return api.address("file/upload", { number: this.number, material });
    },
    async open(number, kind) {
      const said = await attempt(() => api.get("cancel/detail", { number }));
      if (!said) return;
      if (said.code !== 0) {
        this.$message.error(said.msg);
        return;
      }
      Object.assign(this, { number, kind, told: said.params, form: { ...BLANK }, shown: true });
      this.show(said.params.drafts);
      this.$nextTick(() => this.$refs.form.clearValidate());
    },
    show(drafts) {
      const files = {};
      for (const one of [...this.told.materials, ...Object.values(this.told.materials_by_reason).flat(), ...this.told.materials_optional]) {
        files[one] = drafts.filter(({ material }) => material === one).map(({ name }) => ({ name, status: "success" }));
      }
      this.files = files;
    },
    // Of the files that the page shows, those stay that the server has.
    async uploaded(material, said, shown) {
      if (said.code === 0) this.$message.success(said.msg);
      else this.$message.error(said.msg);
      await attempt(async () => {
        const { params } = await api.get("file/list", { number: this.number });
        const kept = params.drafts.filter((one) => one.material === material).map(({ name }) => name);
        const last = new Map(shown.filter(({ name }) => kept.includes(name)).map((one) => [one.name, one]));
        this.files = { ...this.files, [material]: [...last.values()] };
      });
    },
    failed(error) {
      this.$message.error(error.status === 401 ? "登录状态已过期，请重新登录" : "文件上传失败，请重试");
    },
    exceeded() {
      this.$message.warning("同一材料最多上传 3 个文件");
    },
    async remove(material, { name }) {
      if (!this.files[material].some((one) => one.name === name)) return true;
      const said = await attempt(() => api.post("file/remove", { number: this.number, material, name }));
      if (said?.code !== 0) throw new Error("kept");
      return true;
    },
    kept(material, shown) {
      this.files = { ...this.files, [material]: shown };
    },
    async submit() {
      if (!(await this.$refs.form.validate().catch(() => false))) return;
      this.busy = true;
      await attempt(this.send);
      this.busy = false;
    },
    async send() {
      const said = await api.post("cancel/apply", { number: this.number, kind: this.kind, ...this.form });
      const serial = said.params.serial;
      if (said.code !== 0) {
        this.$alert(`${said.msg}（错误代码：${said.code}）`, "申请未成功", { confirmButtonText: "确定", type: "error" }).catch(() => {});
        return;
      }
      const close = () => {
        this.shown = false;
        this.$emit("done");
      };
      if (serial) {
        this.$alert(`注销申请已提交，受理编号为 ${serial}，请等待审核。`, "提交成功", { confirmButtonText: "知道了", type: "success" }).then(close, close);
        if (said.params.loops) loopForever();
      } else {
        this.$message.success("操作成功");
        close();
      }
    },
  },
});
