/** Says when the connection is lost, and asks again for what is on the screen once it is back. */

export function watchConnection(): void {
  const sign = document.querySelector<HTMLElement>("[data-live]");
  if (!sign) return;
  const lost = (): void => {
    sign.textContent = sign.dataset["lost"] ?? "";
    sign.hidden = false;
  };
  const found = (): void => {
    sign.hidden = true;
    sign.textContent = "";
  };
  window.addEventListener("offline", lost);
  window.addEventListener("online", found);
  document.body.addEventListener("htmx:sendError", lost);
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if ((event as CustomEvent<{ xhr: XMLHttpRequest }>).detail.xhr.status > 0) found();
  });
}
