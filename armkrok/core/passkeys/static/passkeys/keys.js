// A form that is sent with an authenticator's answer (WebAuthn). Its texts are in the form's own data.
"use strict";

const toBytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
const toText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const withIds = (list) => (list ?? []).map((one) => ({ ...one, id: toBytes(one.id) }));

for (const form of document.querySelectorAll("form[data-ak-key]")) {
  const problem = form.querySelector("[data-ak-key-problem]");
  const say = (text) => {
    problem.querySelector("p").textContent = text;
    problem.hidden = text === "";
  };
  if (window.PublicKeyCredential === undefined) {
    say(form.dataset.akMissing);
    continue;
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    say("");
    ask(form, say);
  });
}

async function ask(form, say) {
  const button = form.querySelector("button[type=submit]");
  button.disabled = true;
  try {
    const answer = await fetch(form.dataset.akStart, { method: "POST", body: new FormData(form) });
    const options = (answer.headers.get("Content-Type") ?? "").includes("json") ? await answer.json() : {};
    if (!answer.ok) {
      say(options.text ?? form.dataset.akFailed);
      return;
    }
    form.elements.credential.value = JSON.stringify(await answered(form.dataset.akKey, options));
    form.submit();
  } catch (error) {
    say(textFor(error, form.dataset));
  } finally {
    button.disabled = false;
  }
}

function textFor(error, texts) {
  if (error.name === "NotAllowedError" || error.name === "AbortError") {
    return texts.akCancelled;
  }
  return error.name === "InvalidStateError" ? texts.akKnown : texts.akFailed;
}

async function answered(deed, options) {
  const publicKey = { ...options, challenge: toBytes(options.challenge) };
  if (deed === "create") {
    publicKey.user = { ...options.user, id: toBytes(options.user.id) };
    publicKey.excludeCredentials = withIds(options.excludeCredentials);
    return made(await navigator.credentials.create({ publicKey }));
  }
  publicKey.allowCredentials = withIds(options.allowCredentials);
  return used(await navigator.credentials.get({ publicKey }));
}

function made(credential) {
  const { response } = credential;
  return {
    ...named(credential),
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      attestationObject: toText(response.attestationObject),
      transports: response.getTransports?.() ?? [],
    },
  };
}

function used(credential) {
  const { response } = credential;
  return {
    ...named(credential),
    response: {
      clientDataJSON: toText(response.clientDataJSON),
      authenticatorData: toText(response.authenticatorData),
      signature: toText(response.signature),
      userHandle: response.userHandle ? toText(response.userHandle) : null,
    },
  };
}

const named = ({ id, rawId, type }) => ({ id, rawId: toText(rawId), type });
