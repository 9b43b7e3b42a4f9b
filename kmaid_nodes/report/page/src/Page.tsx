import { useState } from "preact/hooks";
import type { PageData } from "./data";
import { MoleculePage } from "./molecule/MoleculePage";

/** The whole page: head, list of molecules, the molecule that is shown. */
export function Page({ data }: { data: PageData }) {
  const [shown, show] = useState(0);
  const molecule = data.molecules[shown];
  return (
    <>
      <header>
        <h1>{data.title}</h1>
      </header>
      <main>
        <ul>
          {data.molecules.map((one, at) => (
            <li key={at}>
              <button onClick={() => show(at)}>{one.id}</button>
            </li>
          ))}
        </ul>
        {molecule && <MoleculePage key={shown} page={data} molecule={molecule} />}
      </main>
      <footer>{data.notice}</footer>
    </>
  );
}
