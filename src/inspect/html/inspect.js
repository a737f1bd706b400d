"use strict";
// The legend shows where the numbers of one role stand.
(() => {
  const buttons = [...document.querySelectorAll("button.role")];
  for (const button of buttons) button.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    for (const other of buttons) other.setAttribute("aria-pressed", String(on && other === button));
    if (on) document.body.dataset.only = button.dataset.role; else delete document.body.dataset.only;
    for (const n of document.querySelectorAll(".source .num")) n.classList.toggle("shown", on && n.classList.contains("r-" + button.dataset.role));
    if (on) document.querySelector(".source .num.shown")?.scrollIntoView({ block: "center" });
  });
  // A place between two blocks is in the one that begins before it.
  const go = () => {
    const m = /^#at-L(\d+)_3a/.exec(location.hash);
    if (!m || document.getElementById(location.hash.slice(1))) return;
    let best = null;
    for (const block of document.querySelectorAll(".block[id], .num[id]")) {
      const at = /^at-L(\d+)_3a/.exec(block.id);
      if (at && Number(at[1]) <= Number(m[1])) best = block;
    }
    best?.scrollIntoView({ block: "center" });
  };
  addEventListener("hashchange", go);
  go();
})();
