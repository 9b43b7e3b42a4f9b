import { useMemo, useRef, useState } from "preact/hooks";
import type { Molecule, PageData } from "../data";
import { EditBar } from "../editing/EditBar";
import { RankedAssignments } from "../editing/RankedAssignments";
import { unedited, type Edited } from "../editing/edited";
import { ExportMenu } from "../export/ExportMenu";
import { judged } from "../scoring/judged";
import { Spectrum } from "../spectrum/Spectrum";
import { useMedia } from "../useMedia";
import { CarbonTable } from "./CarbonTable";
import { Drawing } from "./Drawing";
import { Facts } from "./Facts";
import { useLighting } from "./lighting";
import { Pointing } from "./pointing";
import { SessionContext, type Session, type Target } from "./session";
import { UnassignedPeaks } from "./UnassignedPeaks";
import { usePointing } from "./usePointing";
import "./molecule.css";

/** From this size on, the table has its place beside the drawing. */
const ROOMY = "(min-width: 1180px) and (min-height: 720px)";

/** One molecule: its verdict, drawing, spectrum and table. */
export function MoleculePage({ page, molecule }: { page: PageData; molecule: Molecule }) {
  const session = useMolecule(page, molecule);
  const article = useRef<HTMLElement>(null);
  const [large, enlarge] = useState(false);
  const beside = useMedia(ROOMY) && !large;
  useLighting(article, session);
  usePointing(article, session);
  const table = (
    <div class="table">
      <CarbonTable />
    </div>
  );
  return (
    <SessionContext.Provider value={session}>
      <article ref={article} class={large ? "molecule large" : "molecule"}>
        <div class={beside ? "stage roomy" : "stage"}>
          <div class="top">
            <Facts />
            <div class="bars">
              <EditBar />
              <ExportMenu molecules={[molecule]} />
            </div>
          </div>
          <Drawing large={large} enlarge={enlarge} />
          {beside && table}
          <Spectrum />
        </div>
        <UnassignedPeaks />
        {!beside && table}
        <RankedAssignments />
      </article>
    </SessionContext.Provider>
  );
}

function useMolecule(page: PageData, molecule: Molecule): Session {
  const [history, setHistory] = useState<{ states: Edited[]; at: number }>(() => ({
    states: [unedited(molecule)],
    at: 0,
  }));
  const pointing = useMemo(() => new Pointing(), []);
  const [pinned, setPinned] = useState<readonly Target[]>([]);
  const [picked, pick] = useState<Target | null>(null);
  const edited = history.states[history.at]!;
  const worth = useMemo(() => judged(molecule, edited, page.rules), [molecule, edited, page]);
  return {
    page,
    molecule,
    edited,
    judged: worth,
    change: (to) => setHistory({ states: [...history.states.slice(0, history.at + 1), to], at: history.at + 1 }),
    undo: () => setHistory({ ...history, at: Math.max(0, history.at - 1) }),
    redo: () => setHistory({ ...history, at: Math.min(history.states.length - 1, history.at + 1) }),
    canUndo: history.at > 0,
    canRedo: history.at < history.states.length - 1,
    get pointed() {
      return pointing.now;
    },
    pointing,
    point: (target) => pointing.set(target),
    pinned,
    pin: (target) => setPinned(toggled(pinned, target)),
    letGo: () => {
      setPinned([]);
      pick(null);
    },
    picked,
    pick,
  };
}

function toggled(pinned: readonly Target[], target: Target): readonly Target[] {
  const others = pinned.filter(({ carbon, peak }) => carbon !== target.carbon || peak !== target.peak);
  return others.length < pinned.length ? others : [...pinned, target];
}
