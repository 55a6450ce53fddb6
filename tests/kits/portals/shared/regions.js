// The regions in which the provinces are shown.
const REGIONS = [
  ["华北", ["beijing", "tianjin", "hebei", "shanxi", "neimenggu"]],
  ["东北", ["liaoning", "jilin", "heilongjiang"]],
  ["华东", ["shanghai", "jiangsu", "zhejiang", "anhui", "fujian", "jiangxi", "shandong"]],
  ["华中", ["henan", "hubei", "hunan"]],
  ["华南", ["guangdong", "guangxi", "hainan"]],
  ["西南", ["chongqing", "sichuan", "guizhou", "yunnan", "xizang"]],
  ["西北", ["shaanxi", "gansu", "qinghai", "ningxia", "xinjiang"]],
];
