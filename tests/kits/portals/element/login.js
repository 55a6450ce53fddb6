// 用户登录: an agreement to tick, and a CAPTCHA for the accounts that need one.
new Vue({
  el: "#app",
  data: { province: "", account: "", password: "", typed: "", captcha: "", agreed: false, busy: false },
  computed: {
    picture() {
      return api.address("system/captchaImage", { id: this.captcha });
    },
  },
  async created() {
    const told = await attempt(() => api.get("system/info"));
    this.province = told?.params.province ?? "";
  },
  methods: {
    askCaptcha() {
      return attempt(async () => {
        const { params } = await api.get("system/captcha", { account: this.account });
        this.captcha = params.needed ? params.id : "";
        this.typed = "";
      });
    },
    async signIn() {
      if (!this.account || !this.password) {
        this.$message.warning("请输入用户名和登录密码");
      } else if (!this.agreed) {
        this.$message.warning("请先阅读并同意用户服务协议");
      } else {
        this.busy = true;
        await attempt(this.send);
        this.busy = false;
      }
    },
    async send() {
      const said = await api.post("system/login", {
        account: this.account,
        password: this.password,
        captcha_id: this.captcha,
        captcha: this.typed,
      });
      if (said.code === 0) {
        location.href = "home.html";
        return;
      }
      this.$message.error(said.msg);
      this.password = "";
      await this.askCaptcha();
    },
  },
});
