import { useState } from "preact/hooks";
import type { PageData } from "./data";
import { HitsPanel } from "./hits/HitsPanel";
import { AssignmentsPanel } from "./list/AssignmentsPanel";
import { MoleculePage } from "./molecule/MoleculePage";
import { canPrint, usePrinting } from "./printing";
import { Refused } from "./Refused";
import { Tabs, type Tab } from "./Tabs";
import { useTheme } from "./theme";
import "./base.css";
import "./print.css";

/** The whole page: head, tabs, and what the chosen tab holds. */
export function Page({ data }: { data: PageData }) {
  const tabs = tabsOf(data);
  const [chosen, choose] = useState(tabs[0]?.key ?? null);
  const theme = useTheme();
  const { all, printAll } = usePrinting();
  if (all) return <AllMolecules data={data} />;
  return (
    <>
      <header>
        <h1>{data.title}</h1>
        <dl>
          {data.summary.map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt> <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <Tabs tabs={tabs} chosen={chosen} choose={choose} />
        <span class="page-tools">
          {canPrint && (
            <>
              <button type="button" class="print" onClick={() => window.print()}>
                Print
              </button>
              {chosen === "assignments" && data.molecules.length > 1 && (
                <button type="button" class="print" onClick={printAll}>
                  Print all
                </button>
              )}
            </>
          )}
          <button type="button" aria-pressed={theme.dark} onClick={theme.toggle}>
            Dark
          </button>
        </span>
      </header>
      <main>
        {chosen ? (
          <div id="content" role="tabpanel" aria-labelledby={`tab-${chosen}`}>
            <Panel data={data} tab={chosen} />
          </div>
        ) : (
          <p class="empty">There is nothing to show.</p>
        )}
      </main>
      {data.notice && <Notice text={data.notice} />}
    </>
  );
}

function Panel({ data, tab }: { data: PageData; tab: Tab["key"] }) {
  if (tab === "assignments") return <AssignmentsPanel page={data} />;
  if (tab === "hits") return <HitsPanel page={data} />;
  return <Refused rows={data.refused} />;
}

function tabsOf({ molecules, queries, refused }: PageData): Tab[] {
  const tabs: Tab[] = [
    { key: "assignments", word: "Assignments", count: molecules.length },
    { key: "hits", word: "Retrieval", count: queries.length },
    { key: "refused", word: "Not usable", count: refused.length },
  ];
  return tabs.filter(({ count }) => count > 0);
}

/** What is printed by "Print all". */
function AllMolecules({ data }: { data: PageData }) {
  return (
    <main class="every">
      {data.molecules.map((molecule, at) => (
        <MoleculePage key={at} page={data} molecule={molecule} />
      ))}
    </main>
  );
}

function Notice({ text }: { text: string }) {
  return (
    <footer>
      <details>
        <summary>Licence and sources</summary>
        {text}
      </details>
    </footer>
  );
}
