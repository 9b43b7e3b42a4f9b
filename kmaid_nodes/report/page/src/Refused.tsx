import type { PageData } from "./data";

/** Rows of the input that could not be used, with the reason. */
export function Refused({ rows }: { rows: PageData["refused"] }) {
  return (
    <div class="refused" tabindex={0} role="region" aria-label="Rows that could not be used">
      <table>
        <thead>
          <tr>
            <th scope="col">Row</th>
            <th scope="col">Why it could not be used</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ id, reason }, at) => (
            <tr key={at}>
              <td>{id}</td>
              <td>{reason}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
