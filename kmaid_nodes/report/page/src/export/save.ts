// Giving a file to the reader, and copying text: by whatever way the page's frame leaves open.

/** Download a file. */
export function save(name: string, content: Blob | string, type = "text/plain"): void {
  const blob = typeof content === "string" ? new Blob([content], { type: `${type};charset=utf-8` }) : content;
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/**
 * Copy text; html: the same for word processors. False where the frame forbids it: then the text has to be
 * shown, for copying by hand.
 */
export async function copyText(text: string, html?: string): Promise<boolean> {
  try {
    if (html === undefined) await navigator.clipboard.writeText(text);
    else await navigator.clipboard.write([itemOf({ "text/plain": text, "text/html": html })]);
    return true;
  } catch {
    return copyBySelection(text, html);
  }
}

function itemOf(forms: Record<string, string>): ClipboardItem {
  const blobs = Object.entries(forms).map(([type, text]) => [type, new Blob([text], { type })] as const);
  return new ClipboardItem(Object.fromEntries(blobs));
}

function copyBySelection(text: string, html?: string): boolean {
  const focused = document.activeElement;
  const box = document.createElement("textarea");
  box.value = text;
  box.setAttribute("aria-hidden", "true");
  box.style.cssText = "position:fixed;top:0;opacity:0";
  document.body.append(box);
  box.select();
  const bothForms = (event: ClipboardEvent) => {
    if (html === undefined || !event.clipboardData) return;
    event.clipboardData.setData("text/plain", text);
    event.clipboardData.setData("text/html", html);
    event.preventDefault();
  };
  document.addEventListener("copy", bothForms);
  const done = document.execCommand("copy");
  document.removeEventListener("copy", bothForms);
  box.remove();
  if (focused instanceof HTMLElement || focused instanceof SVGElement) focused.focus({ preventScroll: true });
  return done;
}
