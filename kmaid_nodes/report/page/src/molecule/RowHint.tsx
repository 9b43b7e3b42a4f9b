import { useState } from "preact/hooks";
import { kept, keep } from "../storage";

/** Says at the first visit that rows open. */
export function RowHint() {
  const [seen, see] = useState(() => kept("rows") !== null);
  if (seen) return null;
  const dismiss = () => {
    keep("rows", "seen");
    see(true);
  };
  return (
    <p class="row-hint">
      ▸ opens a row: it shows the next-best peaks of the carbon.{" "}
      <button type="button" onClick={dismiss}>
        Got it
      </button>
    </p>
  );
}
