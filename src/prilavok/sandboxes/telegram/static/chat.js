// Keeps the open chat fresh: the server rings, the changed parts are fetched again; forms are sent without leaving.
"use strict";
(() => {
  const { live, chat } = document.body.dataset;
  if (!live) return;
  const byId = (id) => document.getElementById(id);
  const toEnd = () => { const log = byId("log"); log.scrollTop = log.scrollHeight; };
  let wanted = 0, running = false;

  const show = (text) => {
    const fresh = new DOMParser().parseFromString(text, "text/html");
    const log = byId("log");
    const near = log.scrollHeight - log.scrollTop - log.clientHeight < 120;
    for (const id of ["log", "keys"]) {
      const part = fresh.getElementById(id);
      if (!part || part.outerHTML === byId(id).outerHTML) continue;
      // who presses by keyboard keeps the place: the same button of the fresh part takes the focus
      const held = byId(id).contains(document.activeElement) ? document.activeElement : null;
      const mark = held && [held.tagName, held.getAttribute("name"), held.getAttribute("value"), held.textContent].join("|");
      const top = log.scrollTop;
      byId(id).replaceWith(part);
      if (id === "log") part.scrollTop = near ? part.scrollHeight : top;
      if (mark) {
        const again = [...part.querySelectorAll("button,a")].find((one) =>
          [one.tagName, one.getAttribute("name"), one.getAttribute("value"), one.textContent].join("|") === mark);
        (again || byId("write").elements.text || part).focus();
      }
    }
    byId("write").hidden = byId("keys").dataset.open !== "1";
  };

  const refresh = async () => {
    wanted += 1;
    if (running) return;
    running = true;
    try {
      let seen;
      do {
        seen = wanted;
        const answer = await fetch(chat, { headers: { accept: "text/html" } });
        if (answer.ok) show(await answer.text());
      } while (seen !== wanted);
    } catch { byId("line").hidden = false; } finally { running = false; }
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (form.dataset.leaves !== undefined || !form.action.endsWith("/act") || form.closest(".menu")) return;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, event.submitter));
    try {
      await fetch(form.action, { method: "POST", body, redirect: "manual" });
      if (form.id === "write") { form.reset(); toEnd(); }
      await refresh();
    } catch { byId("line").hidden = false; } // what was typed stays in the field
  });

  const rings = new EventSource(live);
  rings.onopen = () => { byId("line").hidden = true; };
  rings.onmessage = refresh;
  rings.onerror = () => { byId("line").hidden = false; };
  toEnd();
  if (!byId("write").hidden) byId("write").elements.text.focus();
})();
