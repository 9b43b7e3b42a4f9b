// In a report of KNIME, a view is what it hands over: pictures of all molecules and hits, without scripts.
import type { Molecule, PageData, Query } from "../data";
import { pictureSvg, type PictureStyle } from "../export/pictures";
import { standing } from "../export/standing";
import { escaped } from "../export/svg";
import { counted, fixed } from "../formatting";
import { probability } from "../hits/numbers";

/** KNIME's script, which the node puts before this one. */
interface ReportingService {
  /** Not in every version. */
  isReportingActive?(): boolean;
  setReportingContent(html: string): void;
}
declare const KnimeUIExtensionService: { ReportingService: { getInstance(): Promise<ReportingService> } } | undefined;

const STYLE = { what: "both", labels: "shifts", ground: null } as const;
const MOLECULE: PictureStyle = { ...STYLE, widthPx: 680 };
const HIT: PictureStyle = { ...STYLE, widthPx: 330 };
/** Hits of a query that a report shows. */
const HITS = 4;

/** Hands the page to the report that it is in, if it is in one. */
export async function provideReport(page: PageData): Promise<void> {
  if (typeof KnimeUIExtensionService === "undefined") return;
  const service = await KnimeUIExtensionService.ReportingService.getInstance();
  if (service.isReportingActive?.() === false) return;
  service.setReportingContent(reportHtml(page));
}

/** All molecules and queries of a page, as HTML without styles and scripts of its own. */
export function reportHtml(page: PageData): string {
  const molecules = page.molecules.map((molecule) => section(molecule.id, worthOf(page, molecule), [picture(page, molecule, MOLECULE)]));
  const queries = page.queries.map((query) => querySection(page, query));
  const refused = page.refused.map(({ id, reason }) => `<p>${escaped(id)}: ${escaped(reason)}</p>`);
  return `<div style="font-family:Arial,Helvetica,sans-serif;font-size:12px">${[...molecules, ...queries, ...refused].join("")}</div>`;
}

function section(title: string, words: string, parts: readonly string[]): string {
  const heading = `<h3 style="margin:12px 0 2px;font-size:14px">${escaped(title)}</h3>`;
  const body = `<div style="display:flex;flex-wrap:wrap;gap:12px">${parts.join("")}</div>`;
  return `<section style="break-inside:avoid">${heading}<p style="margin:0 0 4px">${escaped(words)}</p>${body}</section>`;
}

function picture(page: PageData, molecule: Molecule, style: PictureStyle): string {
  return pictureSvg(standing(molecule, page.rules), style);
}

function worthOf(page: PageData, molecule: Molecule): string {
  const { judged, edited } = standing(molecule, page.rules);
  const assigned = edited.peakOfCarbon.filter((peak) => peak !== null).length;
  return [
    molecule.formula,
    page.words.verdict[judged.verdict] ?? judged.verdict,
    judged.pStructure === null ? "" : `p ${fixed(judged.pStructure, 2)}`,
    `score ${fixed(judged.score, 1)}`,
    `${assigned} of ${counted(molecule.carbons.length, "carbon")} assigned`,
  ]
    .filter(Boolean)
    .join(" · ");
}

function querySection(page: PageData, query: Query): string {
  const shown = query.hits.filter((hit) => hit.molecule).slice(0, HITS);
  const hits = shown.map((hit) => {
    const likely = hit.probability === null ? "" : `, ${probability(hit.probability)}`;
    const words = `${hit.rank}. ${hit.id}${likely}${hit.verdict ? `, ${page.words.verdict[hit.verdict] ?? hit.verdict}` : ""}`;
    return `<div style="width:330px"><p style="margin:0;font-weight:bold">${escaped(words)}</p>${picture(page, hit.molecule!, HIT)}</div>`;
  });
  return section(query.id, `${counted(query.peaks.length, "peak")} · ${counted(query.hits.length, "hit")}`, hits);
}
