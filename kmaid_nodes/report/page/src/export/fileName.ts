// Names of files that every system takes.

const LONGEST = 60;
/** Names that Windows keeps for devices. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)$/i;

/** `aspirin`, made of an id: without signs that a file name must not have, never empty and never hidden. */
export function fileStem(id: string): string {
  const plain = id
    .normalize("NFC")
    .replace(/[\p{C}\p{Z}<>:"/\\|?*%]+/gu, "_")
    .replace(/^[._\-\s]+|[._\s]+$/g, "");
  const short = [...plain].slice(0, LONGEST).join("");
  return !short || DEVICES.test(short) ? `molecule${short ? `_${short}` : ""}` : short;
}
