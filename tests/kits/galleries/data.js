// What the galleries of all kits share: the wording of the form, what it may hold, and the ears of the tests.
// A test reads `held()` and `heard`; nothing else here is for it.
(function () {
  "use strict";
  const plain = (labels) => labels.map((label, place) => ({ value: String(place + 1), label }));
  const tree = (word) => {
    const grow = (node, path) => Object.entries(node).map(([label, below], place) => {
      const value = path + String(place + 1).padStart(2, "0");
      return Array.isArray(below)
        ? { value, label, children: below.map((name, at) => ({ value: value + String(at + 1).padStart(2, "0"), label: name })) }
        : { value, label, children: grow(below, value) };
    });
    return grow(word, "");
  };

  const asked = new URLSearchParams(location.search);
  const delay = Number(asked.get("delay") || 300);

  window.heard = {};
  window.hear = (name) => { window.heard[name] = (window.heard[name] || 0) + 1; };
  window.held = () => null;
  window.mounted = false;

  window.shared = {
    delay,
    later: (milliseconds) => new Promise((go) => setTimeout(go, milliseconds)),
    reasons: plain(["网站不再使用", "更换主体", "更换接入服务商", "域名已过期", "其他"]),
    providers: plain(["阿里云计算有限公司", "腾讯云计算（北京）有限责任公司", "华为云计算技术有限公司", "北京百度网讯科技有限公司",
      "天翼云科技有限公司", "中国移动通信集团广东有限公司", "优刻得科技股份有限公司"]),
    kinds: plain(["注销主体", "注销网站", "取消接入"]),
    trades: plain(Array.from({ length: 60 }, (_, place) => `行业${String(place + 1).padStart(2, "0")}`)),
    natures: plain(["企业", "个人", "事业单位"]),
    ways: plain(["本人办理", "委托办理"]),
    contents: plain(["新闻", "教育", "医疗保健", "论坛"]),
    places: tree({
      广东省: { 广州市: ["天河区", "海珠区", "越秀区"], 深圳市: ["南山区", "福田区"] },
      浙江省: { 杭州市: ["西湖区", "余杭区"], 宁波市: ["鄞州区", "海曙区"] },
      北京市: { 市辖区: ["东城区", "朝阳区", "海淀区"] },
    }),
    papers: tree({ 企业: ["营业执照", "统一社会信用代码证书"], 个人: ["居民身份证", "护照"] }),
    agreement: "我已认真阅读并同意《网站备案信息真实性承诺书》及《互联网信息服务备案承诺书》，承诺所提交的注销备案信息真实、准确，"
      + "并知悉注销成功后网站不得继续提供访问服务，由此产生的一切法律责任由本单位承担",
    code: "91440101MA5XXXXX1X",
    facts: [["主办单位名称", "广州知行科技有限公司"], ["主体备案号", "粤ICP备2021034567号"], ["主体负责人", "张三"],
      ["备案状态", "正常"], ["审核通过日期", "2021-05-06"], ["通信地址", "广东省广州市天河区体育西路1号"]],
    history: [
      { time: "2024-01-02 10:20:30", act: "提交注销申请", result: "成功", opinion: "" },
      { time: "2024-01-05 09:00:00", act: "管局审核", result: "退回", opinion: "管局意见：请补充加盖公章的承诺书。" },
    ],
    records: [
      { name: "知行官网", number: "粤ICP备2021034567号-1", status: "正常" },
      { name: "知行商城", number: "粤ICP备2021034567号-2", status: "注销中" },
    ],
    complaints: { name: "请输入主办单位名称", reason: "请选择注销原因", place: "请选择所在地区", date: "请选择注销日期", agreed: "请先阅读并同意承诺书" },

    /** Return the words of what a list offers for a value, "" where nothing is chosen. */
    word: (offered, value) => (offered.find((one) => one.value === value) || { label: "" }).label,
    words: (offered, values) => (values || []).map((value) => window.shared.word(offered, value)),
    path: (offered, values) => {
      let level = offered;
      return (values || []).map((value) => {
        const one = (level || []).find((each) => each.value === value) || { label: String(value) };
        level = one.children;
        return one.label;
      });
    },
    /** Return what a form of Vue holds, by its labels; files count when they read `done`. */
    held: (view, done) => {
      const form = view.form, { word, words, path } = window.shared, shared = window.shared;
      const names = (files) => files.filter((file) => file.status === done).map((file) => file.name);
      return {
        主办单位名称: form.name, 统一社会信用代码: form.code, 注销原因: word(shared.reasons, form.reason), 接入服务商: word(shared.providers, form.provider),
        注销类型: word(shared.kinds, form.kind), 行业类别: word(shared.trades, form.trade), 上级单位: word(view.found, form.above), 涉及服务: words(shared.contents, form.services),
        所在地区: path(shared.places, form.place), 证件类型: path(shared.papers, form.paper), 单位性质: word(shared.natures, form.nature), 办理方式: word(shared.ways, form.way),
        服务内容: words(shared.contents, form.contents), 短信提醒: form.sms, 注销日期: form.date || "", 证件有效期: form.until || "", 网站数量: form.count, 联系人手机: form.phone,
        情况说明: form.text, 承诺书: names(view.lists.promise), 证件照片: names(view.lists.photo), 其他材料: names(view.lists.other), 同意承诺书: form.agreed,
        经办人: view.inner.agent, "注销原因（弹窗）": word(shared.reasons, view.inner.why),
      };
    },
    kindsLate: async () => { await window.shared.later(400); return window.shared.kinds; },
    search: async (words) => (await (await fetch(`/options?q=${encodeURIComponent(words)}`)).json()).data,
    rows: async (page, size) => (await fetch(`/rows?page=${page}&size=${size}&delay=${delay}`)).json(),
    failed: (answer) => (answer && answer.code) !== 200,
  };
  window.addEventListener("unhandledrejection", (event) => console.error("unhandled", event.reason));
})();
