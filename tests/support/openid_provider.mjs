// npm's certified oidc-provider with one client: `node openid_provider.mjs PORT CLIENT ACCOUNT`, both JSON.
// Whoever comes is let in at once as the account; its `acr` is the level that she logs in with.

import { generateKeyPairSync, randomBytes } from "node:crypto";
import { createServer } from "node:http";

import { Provider } from "oidc-provider";

const [port, client, account] = [Number(process.argv[2]), ...process.argv.slice(3).map(JSON.parse)];
const { acr, ...claims } = account;
const OIDC_SE = "https://id.oidc.se";

function privateKey(type, options, extra) {
  const { privateKey: key } = generateKeyPairSync(type, options);
  return { ...key.export({ format: "jwk" }), use: "sig", ...extra };
}

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [client],
  jwks: {
    keys: [
      privateKey("rsa", { modulusLength: 2048 }, { kid: "rsa" }),
      privateKey("ec", { namedCurve: "P-256" }, { kid: "ec" }),
    ],
  },
  cookies: { keys: [randomBytes(16).toString("hex")] },
  pkce: { methods: ["S256"], required: () => true },
  acrValues: [acr],
  scopes: ["openid", "profile", `${OIDC_SE}/scope/naturalPersonInfo`, `${OIDC_SE}/scope/naturalPersonNumber`],
  claims: {
    acr: null,
    auth_time: null,
    [`${OIDC_SE}/scope/naturalPersonInfo`]: ["given_name", "family_name", "name", "birthdate"],
    [`${OIDC_SE}/scope/naturalPersonNumber`]: [`${OIDC_SE}/claim/personalIdentityNumber`],
    profile: ["given_name", "family_name", "name", "birthdate"],
  },
  features: {
    claimsParameter: { enabled: true },
    devInteractions: { enabled: false },
    jwtUserinfo: { enabled: true },
  },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...claims }) }),
  interactions: { url: (_, interaction) => `/let-in/${interaction.uid}` },
});

async function letIn(request, response) {
  const { params, session } = await provider.interactionDetails(request, response);
  const accountId = session?.accountId ?? "the-account";
  const grant = new provider.Grant({ accountId, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  grant.addOIDCClaims(Object.values(JSON.parse(params.claims ?? "{}")).flatMap(Object.keys));
  const result = { login: { accountId, acr }, consent: { grantId: await grant.save() } };
  await provider.interactionFinished(request, response, result);
}

const callback = provider.callback();
createServer((request, response) => {
  if (!request.url.startsWith("/let-in/")) return callback(request, response);
  return letIn(request, response).catch((error) => response.writeHead(500).end(String(error)));
}).listen(port, "127.0.0.1");
