// Tells Prilavok what is looked at on a page of any site: <script src=".../track.js" data-key="wk_..." defer></script>
// The visitor is a random number in local storage; what could not be sent waits there for the next page.
(() => {
  "use strict";
  const own = document.currentScript;
  const key = own?.dataset.key;
  if (!key) return;
  const address = new URL("/v1/batch", own.src).href;
  const MOST = 200; // events that wait; the eldest give way
  const memory = {};
  const read = (name) => {
    try {
      return localStorage.getItem(`prilavok.${name}`) ?? memory[name];
    } catch {
      return memory[name]; // closed to us: known for the length of the page
    }
  };
  const keep = (name, value) => {
    memory[name] = value;
    try {
      localStorage.setItem(`prilavok.${name}`, value);
    } catch {
      // full or closed: the memory of the page has it
    }
  };
  const anyId = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (one) => one.toString(16).padStart(2, "0")).join("");
  const waiting = () => {
    try {
      return JSON.parse(read("waiting") ?? "[]");
    } catch {
      return [];
    }
  };
  let visitor = read("visitor");
  if (!visitor) keep("visitor", (visitor = anyId()));
  let sending = false;
  let planned = 0;

  const plan = (milliseconds) => {
    clearTimeout(planned);
    planned = setTimeout(send, milliseconds);
  };

  async function send(leaving) {
    const batch = waiting().slice(0, 50);
    if ((sending && leaving !== true) || batch.length === 0) return;
    sending = true;
    const body = JSON.stringify({ batch, writeKey: key, sentAt: new Date().toISOString() });
    try {
      const answer = await fetch(address, { method: "POST", body, keepalive: body.length < 60_000, credentials: "omit" });
      const again = answer.status === 429 || answer.status >= 500;
      if (again) return plan(1000 * (Number(answer.headers.get("retry-after")) || 5));
      const told = new Set(batch.map((one) => one.messageId)); // another tab may have told the same: it counts once
      keep("waiting", JSON.stringify(waiting().filter((one) => !told.has(one.messageId))));
      if (waiting().length) plan(0);
    } catch {
      plan(10_000);
    } finally {
      sending = false;
    }
  }

  function tell(event) {
    const context = {
      page: { path: location.pathname, referrer: document.referrer, title: document.title, url: location.href },
      locale: navigator.language,
      library: { name: "prilavok.js", version: "1" },
    };
    const user = read("user");
    const whole = { ...event, anonymousId: visitor, messageId: anyId(), originalTimestamp: new Date().toISOString(), context };
    if (user) whole.userId = user;
    keep("waiting", JSON.stringify([...waiting(), whole].slice(-MOST)));
    plan(200);
  }

  window.prilavok = {
    page: (name, properties = {}) => tell({ type: "page", name, properties }),
    track: (event, properties = {}) => tell({ type: "track", event, properties }),
    identify: (user, traits = {}) => {
      keep("user", String(user));
      tell({ type: "identify", traits });
    },
  };
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && send(true));
  window.prilavok.page(document.title);
})();
