/** Light, dark, or as the device: changed at once and kept in a cookie, from which the server draws the next page. */

const year = 365 * 24 * 3600;

export function chooseThemes(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-themes]");
  form?.addEventListener("submit", (event) => {
    const pressed = event.submitter;
    if (!(pressed instanceof HTMLButtonElement)) return;
    event.preventDefault();
    document.documentElement.dataset["theme"] = pressed.value;
    const secure = location.protocol === "https:" ? "; Secure" : "";
    document.cookie = `theme=${pressed.value}; Path=/; Max-Age=${year}; SameSite=Lax${secure}`;
    for (const button of form.querySelectorAll("button"))
      button.setAttribute("aria-pressed", String(button === pressed));
    document.dispatchEvent(new CustomEvent("theme-changed"));
  });
}
