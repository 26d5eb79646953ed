// Signs a PDF with the peers and prints how long it takes, as JSON.
// node peers.mjs FILE RUNS FOLDER: FOLDER holds key.der (PKCS#8, P-256), cert.der, and rsa.p12 (password "bench").
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { webcrypto } from "node:crypto";
import { CryptoKeySigner, PDF } from "@libpdf/core";
import signpdfModule from "@signpdf/signpdf";
import { P12Signer } from "@signpdf/signer-p12";
import { plainAddPlaceholder } from "@signpdf/placeholder-plain";

const [file, runs, folder] = process.argv.slice(2);
const out = join(folder, "peer.pdf");
const ec = { name: "ECDSA", namedCurve: "P-256" };
const key = await webcrypto.subtle.importKey("pkcs8", readFileSync(join(folder, "key.der")), ec, false, ["sign"]);
const signer = new CryptoKeySigner(key, new Uint8Array(readFileSync(join(folder, "cert.der"))), "EC", "ECDSA");
const signpdf = signpdfModule.default ?? signpdfModule;
const p12 = readFileSync(join(folder, "rsa.p12"));

async function libpdf(source, field) {
  const pdf = await PDF.load(new Uint8Array(readFileSync(source)));
  const { bytes } = await pdf.sign({ signer, fieldName: field });
  writeFileSync(out, bytes);
}

async function signpdfOnce(source) {
  const pdfBuffer = plainAddPlaceholder({
    pdfBuffer: readFileSync(source), reason: "-", contactInfo: "-", name: "-", location: "-",
  });
  writeFileSync(out, await signpdf.sign(pdfBuffer, new P12Signer(p12, { passphrase: "bench" })));
}

async function measured(work) {
  const wall = [], cpu = [];
  for (let run = 0; run < Number(runs) + 5; run++) {
    const used = process.cpuUsage(), start = performance.now();
    await work();
    const { user, system } = process.cpuUsage(used);
    wall.push(performance.now() - start);
    cpu.push((user + system) / 1000);
  }
  const median = (values) => values.slice(5).sort((a, b) => a - b)[Math.floor((values.length - 5) / 2)];
  return { wall: median(wall), cpu: median(cpu) };
}

const result = {};
result["@libpdf/core"] = await measured(() => libpdf(file, "bench"));
try {
  result["@signpdf/signpdf (RSA)"] = await measured(() => signpdfOnce(file));
} catch (error) {
  result["@signpdf/signpdf (RSA)"] = { error: String(error).slice(0, 200) };
}
let twentieth = file;
for (let number = 1; number < 20; number++) {
  await libpdf(twentieth, `bench-${number}`);
  twentieth = join(folder, `peer-${number}.pdf`);
  writeFileSync(twentieth, readFileSync(out));
}
result["@libpdf/core, 20th"] = await measured(() => libpdf(twentieth, "bench-20"));
console.log(JSON.stringify(result));
