import { useRef } from "preact/hooks";
import { useClosing } from "../useClosing";
import "./help.css";

/** How to point, correct and take away; each with the mouse or a finger, and with keys. */
export function Help() {
  const menu = useRef<HTMLDetailsElement>(null);
  useClosing(menu);
  return (
    <details class="help menu" ref={menu}>
      <summary aria-label="Help">?</summary>
      <div class="opened" tabindex={0} role="region" aria-label="Help">
        <table>
          <thead>
            <tr>
              <th scope="col">To do</th>
              <th scope="col">Mouse or finger</th>
              <th scope="col">Keys</th>
            </tr>
          </thead>
          <tbody>
            {WAYS.map(([what, how, keys]) => (
              <tr key={what}>
                <th scope="row">{what}</th>
                <td>{how}</td>
                <td>{keys}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

const WAYS: [what: string, how: string, keys: string][] = [
  ["See what belongs together", "point at an atom, a peak or a row", "Tab, then arrows"],
  ["Keep it lit", "Shift and click, or a long press", "p"],
  ["Let go", "click beside it", "Esc"],
  ["Give a peak to an atom", "drag it there, or click both", "Enter on both; or Enter on the peak, the atom\u2019s number, Enter"],
  ["Exchange two peaks", "drag one atom onto the other, or press Swap afterwards", "s"],
  ["Take an atom\u2019s peak away", "click the atom, then Free", "f"],
  ["Keep a pair when the rest is assigned again", "click the atom, then Accept", "a"],
  ["Rule a pair out", "click the atom, then Reject", "r"],
  ["Mark a peak as solvent or impurity", "click it, then Solvent or Impurity", "m"],
  ["Undo, redo", "Undo, Redo", "Ctrl+Z, Ctrl+Shift+Z"],
  ["Copy the text for a journal", "Export, Copy text", "c"],
  ["Zoom", "wheel, pinch, double click", "+, \u2212, 0 for all"],
];
