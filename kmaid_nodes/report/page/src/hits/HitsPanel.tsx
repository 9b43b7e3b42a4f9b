import type { PageData } from "../data";

/** Searched spectra with their hits. */
export function HitsPanel(_: { page: PageData }) {
  return null;
}
