// What every page of this site shares: the kit's parts, the desk, and what is said when it does not answer.
const { useState, useEffect, useRef, createElement: h, Fragment } = React;
const {
  Alert, Badge, Button, Card, Checkbox, ConfigProvider, DatePicker, Descriptions, Divider, Drawer, Dropdown, Form, Input, Menu,
  Modal, Radio, Result, Select, Space, Steps, Table, Tabs, Tag, Typography, Upload, message, notification,
} = antd;

dayjs.locale("zh-cn");
let whenExpired = () => {};

const api = makeApi("gateway/v1/", {
  network: "网络异常，请求未能送达",
  trouble: "系统开小差了，请稍后再试",
  expired: () => whenExpired(),
});

async function attempt(act) {
  try {
    return await act();
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    message.error(error.message);
    return undefined;
  }
}

function render(view) {
  const root = ReactDOM.createRoot(document.getElementById("root"));
  root.render(h(ConfigProvider, { locale: antd.locales.zh_CN, theme: { token: { colorPrimary: "#cf1322" } } }, view));
}

// A page of a list at the desk, as properties of the kit's table.
function useList(path, query = {}) {
  const [state, setState] = useState({ rows: [], total: 0, page: 1, size: 10, busy: true });
  const turn = useRef(0);
  async function load(page, size) {
    const mine = ++turn.current;
    setState((before) => ({ ...before, busy: true }));
    const said = await attempt(() => api.get(path, { page, size, ...query }));
    if (mine !== turn.current) return;
    if (said && said.code !== 0 && said.code !== 429) message.error(said.msg);
    const told = said && [0, 429].includes(said.code) ? said.params : {};
    setState((before) => ({ ...before, ...told, busy: false }));
  }
  const key = JSON.stringify(query);
  useEffect(() => { load(1, state.size); }, [key]);
  return {
    dataSource: state.rows,
    loading: state.busy,
    pagination: {
      current: state.page,
      pageSize: state.size,
      total: state.total,
      showSizeChanger: true,
      showTotal: (total) => `共 ${total} 项`,
      onChange: load,
    },
  };
}
