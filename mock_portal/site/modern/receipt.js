// 提交成功: the serial, for five seconds.
import { fill, word } from "./words.js";

const SECONDS = 5;

export function showReceipt(view, query) {
  let left = SECONDS;
  fill(view, "serial", word("receipt.serial", { serial: query.get("serial") ?? "" }));
  const tell = () => fill(view, "leaving", word("receipt.leaving", { seconds: left }));
  tell();
  if (query.has("loops")) {
    setTimeout(() => {
      for (;;);
    }, 0);
  }
  const clock = setInterval(() => {
    left -= 1;
    tell();
    if (left === 0) location.hash = "#/records";
  }, 1000);
  return () => clearInterval(clock);
}
