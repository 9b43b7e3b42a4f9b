/** The other ranked assignments of the whole list; each can be applied. */
export function RankedAssignments() {
  return null;
}
