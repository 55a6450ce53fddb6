// The ministry's page of the SMS check: the slider, moved by a hand to its end, and what is said to a code.
import { ask, attempt, begin, portal, toast, twin } from "../modern/kit.js";
import { word } from "../modern/words.js";

const LOCKED_MS = 3000;
const MOST = 100;
const at = (id) => document.getElementById(id);
const act = (name) => document.querySelector(`[data-act="${name}"]`);
const slider = at("slider");
const [way, text, handle] = slider.children;
const submit = act("submit");
const resend = act("resend");
let token = "";
let track = null;

function put(value) {
  slider.setAttribute("aria-valuenow", String(value));
  const left = ((slider.clientWidth - handle.offsetWidth) * value) / MOST;
  handle.style.left = `${left}px`;
  way.style.width = `${left + handle.offsetWidth / 2}px`;
}

// Begin with a slider that nobody has moved; every answer of the ministry's leads back to here.
async function anew() {
  token = "";
  track = null;
  submit.disabled = true;
  slider.setAttribute("aria-disabled", "true");
  slider.classList.remove("moved");
  text.textContent = word("verify.slider");
  put(0);
  if (!portal()) return;
  await attempt(async () => {
    const said = await ask("GET", "slider");
    if (said.code === 0) {
      token = said.params.token;
      slider.setAttribute("aria-disabled", "false");
    } else {
      toast(said.msg);
    }
  });
}

function share(event) {
  const box = slider.getBoundingClientRect();
  const room = box.width - handle.offsetWidth;
  return Math.min(1, Math.max(0, (event.clientX - track.from - box.left) / room));
}

// Only a hand moves it: what a script sends is not trusted, and the keyboard does nothing.
handle.addEventListener("pointerdown", (event) => {
  if (!event.isTrusted || !token || slider.classList.contains("moved")) return;
  event.preventDefault();
  handle.setPointerCapture(event.pointerId);
  track = { from: event.clientX - handle.getBoundingClientRect().left, points: [[0, 0]], began: event.timeStamp };
});
handle.addEventListener("pointermove", (event) => {
  if (!track || !event.isTrusted) return;
  track.points.push([share(event), event.timeStamp - track.began]);
  put(Math.floor(share(event) * MOST));
});
handle.addEventListener("pointerup", async (event) => {
  if (!track || !event.isTrusted) return;
  const { points } = track;
  const there = share(event) === 1;
  track = null;
  if (!there) {
    put(0);
    return;
  }
  const said = await attempt(() => ask("POST", "slider", { json: { token, track: points } }));
  if (said?.code === 0) {
    slider.classList.add("moved");
    text.textContent = word("verify.slider_done");
    submit.disabled = false;
    return;
  }
  if (said) toast(said.msg);
  anew();
});
handle.addEventListener("pointercancel", () => {
  track = null;
  put(0);
});

function tell(said) {
  at("said").textContent = said.code === 0 ? said.msg : "";
  toast(said.msg, said.code === 0 ? "success" : "error");
}

function entered(...names) {
  return Object.fromEntries(names.map((name) => [name, at(name.replace("_", "-")).value.trim()]));
}

async function send(path, json) {
  await attempt(async () => tell(await ask("POST", path, { json })));
  at("code").value = "";
  await anew();
}

await begin();
twin(submit);
twin(resend);
at("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (submit.disabled) return;
  submit.disabled = true;
  send("verify", { ...entered("code", "mobile", "last_six"), slider: token });
});
resend.addEventListener("click", () => {
  resend.disabled = true;
  setTimeout(() => { resend.disabled = false; }, LOCKED_MS);
  send("verify_resend", entered("mobile", "last_six"));
});
resend.disabled = false;
await anew();
