// 网站备案注销申请表: names stand beside their fields and are not tied to them; a bubble asks after 确认提交.
const NAMES = { new_domain: "新域名", wrong: "有误内容", right: "应为内容" };

PARTS["cancel-form"] = {
  template: `
    <el-result v-if="serial" icon="success" title="申请已受理" :sub-title="'受理单号 ' + serial">
      <template #extra><el-button type="primary" @click="$emit('leave')">返回我的备案</el-button></template>
    </el-result>
    <el-card v-else>
      <template #header>网站备案注销申请表</template>
      <div class="block">备案信息</div>
      <div class="fact">主办单位：{{ told.unit }}</div>
      <div class="fact">信用代码：{{ contact.uscc }}</div>
      <div class="fact">备案号：{{ chosen.number }}</div>
      <div class="fact">网站名称：{{ told.site }}</div>
      <div class="block" style="margin-top: 16px">申请内容</div>
      <div class="row"><div class="name">注销事项</div><div class="field">
        <el-tag>{{ chosen.kind }}</el-tag> <el-tag type="info">{{ chosen.reason }}</el-tag> <el-link type="primary" @click="$emit('choose')">重新选择</el-link>
      </div></div>
      <div class="row"><div class="name"><u>*</u> 经办人</div><div class="field"><el-input v-model.trim="agent"></el-input><div v-if="wrong.agent" class="wrong">{{ wrong.agent }}</div></div></div>
      <div class="row"><div class="name"><u>*</u> 联系手机</div><div class="field"><el-input v-model.trim="mobile"></el-input><div v-if="wrong.mobile" class="wrong">{{ wrong.mobile }}</div></div></div>
      <div v-for="one in later" :key="one" class="row"><div class="name"><u>*</u> {{ names[one] }}</div><div class="field">
        <el-input v-model.trim="extra[one]"></el-input><div v-if="wrong[one]" class="wrong">{{ wrong[one] }}</div>
      </div></div>
      <div class="row"><div class="name"><u>*</u> 情况说明</div><div class="field">
        <el-input v-model.trim="text" type="textarea" :rows="3" maxlength="200" show-word-limit></el-input><div v-if="wrong.text" class="wrong">{{ wrong.text }}</div>
      </div></div>
      <div class="block">证明材料</div>
      <div v-for="one in materials" :key="one" class="row"><div class="name"><u v-if="!told.materials_optional.includes(one)">*</u> {{ one }}</div><div class="field">
        <el-upload drag :action="place(one)" name="file" :accept="types.join(',')" :file-list="files[one]" :limit="3"
          :on-success="(said, _file, shown) => uploaded(one, said, shown)" :on-error="failed" :on-exceed="exceeded" :before-remove="(file) => remove(one, file)">
          <div>将文件拖到此处，或点击上传</div>
        </el-upload>
      </div></div>
      <div class="row"><div class="name">知悉注销后果</div><div class="field"><el-switch v-model="declared"></el-switch></div></div>
      <div class="send">
        <el-button @click="$emit('leave')">返回</el-button>
        <el-popconfirm title="提交后不能修改，确定提交吗？" confirm-button-text="确定提交" cancel-button-text="再看看" width="240" @confirm="submit">
          <template #reference><el-button type="primary" :loading="busy">确认提交</el-button></template>
        </el-popconfirm>
      </div>
    </el-card>`,
  props: { chosen: Object, types: Array },
  emits: ["choose", "leave"],
  data() {
    const { name, mobile } = this.chosen.contact;
    return {
      agent: name, mobile, text: "", extra: { new_domain: "", wrong: "", right: "" }, declared: false,
      files: {}, wrong: {}, busy: false, serial: "", names: NAMES,
    };
  },
  computed: {
    told() {
      return this.chosen.told;
    },
    contact() {
      return this.chosen.contact;
    },
    later() {
      return this.told.fields[this.chosen.reason] ?? [];
    },
    materials() {
      return [...this.told.materials, ...(this.told.materials_by_reason[this.chosen.reason] ?? []), ...this.told.materials_optional];
    },
  },
  watch: Object.fromEntries(["agent", "mobile", "text", "extra"].map((name) => [name, {
    deep: true,
    handler() {
      if (Object.keys(this.wrong).length) this.check();
    },
  }])),
  created() {
    for (const { material, name } of this.told.drafts) (this.files[material] ??= []).push({ name, status: "success" });
  },
  methods: {
    place(material) {
      return api.address("upload", { number: this.chosen.number, material });
    },
    // Of the files that the page shows, those stay that the server has.
    async uploaded(material, said, shown) {
      if (said.code === 0) ElementPlus.ElMessage.success("上传完成");
      else ElementPlus.ElMessage.error(said.msg);
      await attempt(async () => {
        const { params } = await api.get("upload/list", { number: this.chosen.number });
        const kept = params.drafts.filter((one) => one.material === material).map(({ name }) => name);
        const last = new Map(shown.filter(({ name }) => kept.includes(name)).map((one) => [one.name, one]));
        this.files = { ...this.files, [material]: [...last.values()] };
      });
    },
    failed(error) {
      if (error.status === 401) location.href = "login.html?expired";
      else ElementPlus.ElMessage.error("上传失败，请重新上传");
    },
    exceeded() {
      ElementPlus.ElMessage.warning("每项最多三个文件");
    },
    async remove(material, { name }) {
      if (!(this.files[material] ?? []).some((one) => one.name === name)) return true;
      const said = await attempt(() => api.post("upload/delete", { number: this.chosen.number, material, name }));
      if (said?.code === 0) this.files = { ...this.files, [material]: this.files[material].filter((one) => one.name !== name) };
      return said?.code === 0;
    },
    check() {
      this.wrong = {};
      if (!this.agent) this.wrong.agent = "请填写经办人";
      if (!/^1\d{10}$/.test(this.mobile)) this.wrong.mobile = "手机号格式不正确";
      if (!this.text) this.wrong.text = "请填写情况说明";
      for (const one of this.later) {
        if (!this.extra[one]) this.wrong[one] = `请填写${NAMES[one]}`;
      }
      return Object.keys(this.wrong).length === 0;
    },
    async submit() {
      if (!this.check()) return;
      this.busy = true;
      await attempt(this.send);
      this.busy = false;
    },
    async send() {
      const { number, kind, reason } = this.chosen;
      const { agent, mobile, text, extra, declared } = this;
      const said = await api.post("icp/revocation/commit", { number, kind, reason, text, ...extra, agent, mobile, declared });
      if (said.code !== 0) {
        ElementPlus.ElMessage.error(`${said.msg}（${said.code}）`);
      } else if (said.params.serial) {
        this.serial = said.params.serial;
        if (said.params.loops) loopForever();
      } else {
        ElementPlus.ElMessage.success("操作成功");
        this.$emit("leave");
      }
    },
  },
};
