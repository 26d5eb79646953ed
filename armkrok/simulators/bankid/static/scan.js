// Reads a QR code with the browser's own BarcodeDetector, from the camera or a picture, and sends
// the form. Without it, or without JavaScript, the text is pasted by hand.
(async () => {
  if (!("BarcodeDetector" in window)) return;
  const formats = await window.BarcodeDetector.getSupportedFormats();
  if (!formats.includes("qr_code")) return;

  const detector = new window.BarcodeDetector({ formats: ["qr_code"] });
  const video = document.getElementById("video");
  const status = document.getElementById("status");
  document.getElementById("camera").hidden = false;

  const send = async (source) => {
    const found = (await detector.detect(source)).find((code) => code.rawValue.startsWith("bankid."));
    if (!found) return false;
    document.getElementById("qr").value = found.rawValue;
    document.getElementById("scan").submit();
    return true;
  };

  document.getElementById("picture").addEventListener("change", async (event) => {
    const [file] = event.target.files;
    if (file && !(await send(await createImageBitmap(file)))) status.textContent = "Bilden har ingen QR-kod från BankID.";
  });

  document.getElementById("start").addEventListener("click", async () => {
    try {
      video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      await video.play();
    } catch {
      status.textContent = "Det går inte att använda kameran här. Klistra in texten i stället.";
      return;
    }
    status.textContent = "Söker efter QR-koden";
    const look = async () => {
      if (!(await send(video))) setTimeout(look, 200);
    };
    look();
  });
})();
