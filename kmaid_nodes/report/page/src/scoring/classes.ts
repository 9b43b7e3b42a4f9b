// Which carbons stand for their symmetry classes.

export interface Classes {
  /** By carbon, the one that stands for its class, itself or another. */
  first: number[];
  /** By carbon, how many its class has. */
  members: number[];
  count: number;
}

export function classesOf(symmetryClass: readonly number[]): Classes {
  const first = symmetryClass.map((own) => symmetryClass.indexOf(own));
  const members = symmetryClass.map((own) => symmetryClass.filter((other) => other === own).length);
  return { first, members, count: new Set(symmetryClass).size };
}

export function isFirst(classes: Classes, carbon: number): boolean {
  return classes.first[carbon] === carbon;
}
