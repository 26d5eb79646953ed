// An identity provider that is not ours: samlify (https://www.npmjs.com/package/samlify), MIT.
// Reads one JSON object per line from standard input and answers with one per line.
"use strict";
const fs = require("fs");
const readline = require("readline");
const samlify = require("samlify");

samlify.setSchemaValidator({ validate: () => Promise.resolve("not checked against the schema here") });

const TEXT = "urn:oasis:names:tc:SAML:2.0:attrname-format:uri";
const ATTRIBUTES = {
  number: "urn:oid:1.2.752.29.4.13",
  givenName: "urn:oid:2.5.4.42",
  surname: "urn:oid:2.5.4.4",
};

function provider(wish) {
  return samlify.IdentityProvider({
    entityID: wish.entityId,
    signingCert: wish.certificate,
    privateKey: wish.key,
    wantAuthnRequestsSigned: true,
    isAssertionEncrypted: wish.encrypts,
    messageSigningOrder: "encrypt-then-sign",
    requestSignatureAlgorithm: "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
    dataEncryptionAlgorithm: wish.cipher,
    keyEncryptionAlgorithm: "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p",
    nameIDFormat: ["urn:oasis:names:tc:SAML:2.0:nameid-format:persistent"],
    singleSignOnService: [{ Binding: samlify.Constants.namespace.binding.redirect, Location: wish.ssoUrl }],
    loginResponseTemplate: {
      context: samlify.SamlLib.defaultLoginResponseTemplate.context,
      attributes: Object.entries(ATTRIBUTES).map(([word, name]) => ({
        name, valueTag: word, nameFormat: TEXT, valueXsiType: "xs:string",
      })),
    },
  });
}

function filled(idp, sp, request, wish) {
  const now = new Date();
  const later = new Date(now.getTime() + 300000).toISOString();
  const acs = sp.entityMeta.getAssertionConsumerService("post");
  const login = `<saml:AuthnStatement AuthnInstant="${now.toISOString()}" SessionIndex="_1"><saml:AuthnContext>` +
    `<saml:AuthnContextClassRef>${wish.level}</saml:AuthnContextClassRef></saml:AuthnContext></saml:AuthnStatement>`;
  const values = {
    ID: idp.entitySetting.generateID(), AssertionID: idp.entitySetting.generateID(), Destination: acs,
    Audience: sp.entityMeta.getEntityID(), SubjectRecipient: acs, Issuer: wish.entityId,
    IssueInstant: now.toISOString(), StatusCode: samlify.Constants.StatusCode.Success,
    ConditionsNotBefore: now.toISOString(), ConditionsNotOnOrAfter: later,
    SubjectConfirmationDataNotOnOrAfter: later, InResponseTo: request.extract.request.id,
    NameIDFormat: "urn:oasis:names:tc:SAML:2.0:nameid-format:persistent", NameID: wish.person.nameId,
    attrNumber: wish.person.number, attrGivenName: wish.person.givenName, attrSurname: wish.person.surname,
  };
  return (template) => ({
    id: values.ID,
    context: samlify.SamlLib.replaceTagsByValue(template.replace("{AuthnStatement}", login), values),
  });
}

async function answer(wish) {
  const sp = samlify.ServiceProvider({ metadata: wish.spMetadata, wantMessageSigned: true });
  const idp = provider(wish);
  if (wish.only === "metadata") return { metadata: idp.getMetadata() };
  const query = Object.fromEntries(new URL(wish.leaveUrl).searchParams);
  const octets = new URL(wish.leaveUrl).search.slice(1).split("&")
    .filter((part) => !part.startsWith("Signature=")).join("&");
  const request = await idp.parseLoginRequest(sp, "redirect", { query, octetString: octets });
  const options = {
    customTagReplacement: filled(idp, sp, request, wish), encryptThenSign: true, relayState: query.RelayState,
  };
  const reply = await idp.createLoginResponse(sp, request, "post", {}, options);
  return { request: request.extract, SAMLResponse: reply.context, RelayState: reply.relayState };
}

readline.createInterface({ input: process.stdin }).on("line", async (line) => {
  let reply;
  try {
    reply = await answer(JSON.parse(line));
  } catch (problem) {
    reply = { error: String(problem && problem.message || problem) };
  }
  fs.writeSync(1, JSON.stringify(reply) + "\n");
});
