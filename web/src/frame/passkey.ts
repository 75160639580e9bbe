/** Passkeys: a form asks the device for a key or a signature, puts its answer into a field and is sent as any form. */

type Options = {
  challenge: string;
  user?: { id: string; name: string; displayName: string };
  excludeCredentials?: { id: string; type: "public-key" }[];
  [more: string]: unknown;
};

export function servePasskeys(): void {
  // A key is bound to a name; at a bare address of the network there is none.
  if (!window.PublicKeyCredential || /^[\d.]+$|:/.test(location.hostname)) return;
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void ask(form);
    });
  }
}

async function ask(form: HTMLFormElement): Promise<void> {
  const button = form.querySelector<HTMLButtonElement>("button");
  if (!button || button.disabled) return;
  const said = form.querySelector<HTMLElement>("[role=alert]");
  if (said) said.hidden = true;
  button.disabled = true;
  try {
    const what = form.dataset["passkey"] ?? "";
    const field = form.elements.namedItem("credential") as HTMLInputElement;
    field.value = JSON.stringify(await answer(what, await options(form, what)));
    form.submit();
  } catch (trouble) {
    button.disabled = false;
    if (!said) return;
    said.textContent = trouble instanceof Refusal ? trouble.message : (form.dataset["failed"] ?? "");
    said.hidden = false;
  }
}

class Refusal extends Error {}

async function options(form: HTMLFormElement, what: string): Promise<Options> {
  const token = form.querySelector<HTMLInputElement>("input[name=csrfmiddlewaretoken]")?.value ?? "";
  const response = await fetch(form.dataset["options"] ?? "", {
    method: "POST",
    headers: { "X-CSRFToken": token },
    body: new URLSearchParams({ what }),
  });
  const told = (await response.json()) as Options & { refused?: string };
  if (told.refused) throw new Refusal(told.refused);
  return told;
}

async function answer(what: string, asked: Options): Promise<unknown> {
  const challenge = bytes(asked.challenge);
  if (what === "enter") {
    const publicKey = { ...asked, challenge } as PublicKeyCredentialRequestOptions;
    return written(await navigator.credentials.get({ publicKey }));
  }
  const user = { ...asked.user, id: bytes(asked.user?.id ?? "") };
  const excludeCredentials = (asked.excludeCredentials ?? []).map((one) => ({ ...one, id: bytes(one.id) }));
  const publicKey = { ...asked, challenge, user, excludeCredentials } as unknown as PublicKeyCredentialCreationOptions;
  return written(await navigator.credentials.create({ publicKey }));
}

/** As JSON of the specification; browsers younger than `toJSON` are told apart by nothing. */
function written(made: Credential | null): unknown {
  if (!(made instanceof PublicKeyCredential)) throw new Error("no key");
  const response = made.response as AuthenticatorAttestationResponse & AuthenticatorAssertionResponse;
  const parts: Record<string, string> = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"] as const) {
    const part = response[name] as ArrayBuffer | null | undefined;
    if (part) parts[name] = text(part);
  }
  return {
    id: made.id,
    rawId: text(made.rawId),
    type: made.type,
    response: parts,
    clientExtensionResults: made.getClientExtensionResults(),
    authenticatorAttachment: made.authenticatorAttachment,
  };
}

function bytes(base64url: string): Uint8Array<ArrayBuffer> {
  const plain = atob(base64url.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (sign) => sign.charCodeAt(0));
}

function text(buffer: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
