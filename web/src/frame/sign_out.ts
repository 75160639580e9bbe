/** Signing out on a device that is a till: what it knew is forgotten first; what it sold and has not sent stays. */
import { forgetKnowledge, isTill } from "../till/keeping";

export function forgetOnSignOut(): void {
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.action.endsWith("/sign-out") || form.dataset["forgot"]) return;
    event.preventDefault();
    form.dataset["forgot"] = "1";
    // Whatever becomes of it, nobody is kept from signing out.
    void forget().finally(() => form.requestSubmit());
  });
}

async function forget(): Promise<void> {
  try {
    if (await isTill()) await forgetKnowledge();
  } catch {
    // A browser that keeps nothing has nothing to forget.
  }
}
