// The cheapest matching of rows to columns, exactly (Kuhn 1955, with shortest augmenting paths).

/** The column of each row; there are at least as many columns as rows. */
export function matched(costs: readonly (readonly number[])[]): number[] {
  const rows = costs.length;
  const columns = costs[0]?.length ?? 0;
  const ofRow = new Float64Array(rows + 1);
  const ofColumn = new Float64Array(columns + 1);
  const owner = new Int32Array(columns + 1); // rows count from 1, 0 is none
  const before = new Int32Array(columns + 1);
  for (let row = 1; row <= rows; row++) {
    owner[0] = row;
    const least = new Float64Array(columns + 1).fill(Infinity);
    const done = new Uint8Array(columns + 1);
    let column = 0;
    do {
      done[column] = 1;
      const own = owner[column]!;
      const line = costs[own - 1]!;
      let step = Infinity;
      let next = 0;
      for (let other = 1; other <= columns; other++) {
        if (done[other]) continue;
        const reduced = line[other - 1]! - ofRow[own]! - ofColumn[other]!;
        if (reduced < least[other]!) {
          least[other] = reduced;
          before[other] = column;
        }
        if (least[other]! < step) {
          step = least[other]!;
          next = other;
        }
      }
      for (let other = 0; other <= columns; other++) {
        if (done[other]) {
          ofRow[owner[other]!]! += step;
          ofColumn[other]! -= step;
        } else least[other]! -= step;
      }
      column = next;
    } while (owner[column] !== 0);
    for (; column; column = before[column]!) owner[column] = owner[before[column]!]!;
  }
  const columnOf = new Array<number>(rows).fill(-1);
  for (let column = 1; column <= columns; column++) if (owner[column]) columnOf[owner[column]! - 1] = column - 1;
  return columnOf;
}
