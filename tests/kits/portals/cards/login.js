// 用户登录: what was wrong stands under the field.
mount({
  data: () => ({
    province: "", account: "", password: "", typed: "", captcha: "", refusal: "", busy: false,
    expired: location.search === "?expired",
  }),
  computed: {
    picture() {
      return api.address("auth/picture", { id: this.captcha });
    },
  },
  async created() {
    const told = await attempt(() => api.get("info"));
    this.province = told?.params.province ?? "";
  },
  methods: {
    askCaptcha() {
      return attempt(async () => {
        const { params } = await api.get("auth/captcha", { account: this.account });
        this.captcha = params.needed ? params.id : "";
        this.typed = "";
      });
    },
    async signIn() {
      this.refusal = "";
      this.busy = true;
      await attempt(async () => {
        const { account, password, typed, captcha } = this;
        const said = await api.post("auth/login", { account, password, captcha: typed, captcha_id: captcha });
        if (said.code === 0) {
          location.href = "home.html";
          return;
        }
        this.refusal = said.msg;
        await this.askCaptcha();
      });
      this.busy = false;
    },
  },
});
