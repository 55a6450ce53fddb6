"use strict";
(() => {
  const root = document.documentElement;
  const by = (id) => document.getElementById(id);
  const all = (selector) => [...document.querySelectorAll(selector)];
  root.classList.add("scripted");

  // The language: both stand in the page, one is shown.
  const speak = (english) => {
    root.classList.toggle("english", english);
    root.lang = english ? "en" : "zh-CN";
    by("language").textContent = english ? "中文" : "English";
    by("language").lang = english ? "zh-CN" : "en";
    for (const option of all("option[data-zh]")) option.textContent = english ? option.dataset.en : option.dataset.zh;
  };
  by("language").addEventListener("click", () => speak(!root.classList.contains("english")));

  // The filter: text, state, account; the table and the histories alike.
  const cases = all("tr.case").map((row) => [row, document.querySelector(row.querySelector("a").hash)]);
  const filter = () => {
    const words = by("text").value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const [row, story] of cases) {
      const said = row.textContent.toLowerCase();
      const fits = words.every((word) => said.includes(word))
        && (!by("state").value || row.dataset.state === by("state").value)
        && (!by("account").value || row.dataset.account === by("account").value);
      row.hidden = story.hidden = !fits;
      shown += fits;
    }
    const whole = Number(by("shown").dataset.all);
    by("shown").textContent = shown === whole ? whole : `${shown} / ${whole}`;
    by("nothing").hidden = shown > 0 || whole === 0;
    for (const button of all("button.count")) button.setAttribute("aria-pressed", String(button.dataset.state === by("state").value));
  };
  by("filter").addEventListener("input", filter);
  by("filter").addEventListener("submit", (event) => event.preventDefault());
  by("filter").addEventListener("reset", () => setTimeout(filter));
  for (const button of all("button.count")) button.addEventListener("click", () => {
    by("state").value = by("state").value === button.dataset.state ? "" : button.dataset.state;
    filter();
  });

  // A link to a case opens its history, whatever the filter hides.
  for (const link of all("a[href^='#case-']")) link.addEventListener("click", () => {
    const story = document.querySelector(link.hash);
    story.hidden = false;
    story.open = true;
  });

  // A picture in full.
  for (const button of all("button.enlarge")) button.addEventListener("click", () => {
    const [small, large] = [button.querySelector("img"), by("large").querySelector("img")];
    large.src = small.src;
    large.alt = small.alt;
    by("large").showModal();
  });

  // Paper shows every history that the filter leaves.
  let opened = [];
  addEventListener("beforeprint", () => {
    opened = all("details.case:not([open])");
    for (const story of opened) story.open = true;
  });
  addEventListener("afterprint", () => { for (const story of opened) story.open = false; });
})();
