// The probability that list and structure belong together, as `assignment/structure_probability.py` has it.
import type { Rules, VerdictCode } from "../data";
import type { Numbers } from "./evidence";
import { floats } from "./numbers";

export type Network = NonNullable<Rules["network"]>;

export function structureProbability(network: Network, numbers: Numbers): number {
  const weights = floats(network.numbers);
  const size = numbers.length;
  const scaled = numbers.map(([, value, scale], at) => {
    const on = scale === "count" ? Math.log1p(Math.max(value, 0)) : Math.min(Math.max(value, -10), 20);
    return (on - weights[at]!) / weights[size + at]!;
  });
  const output = 2 * size + network.units * (size + 1);
  let against = weights[output + network.units]!;
  for (let unit = 0; unit < network.units; unit++) {
    const start = 2 * size + unit * (size + 1);
    const summed = scaled.reduce((all, one, at) => all + one * weights[start + at]!, weights[start + size]!);
    against += Math.tanh(summed) * weights[output + unit]!;
  }
  return 1 / (1 + Math.exp(Math.min(Math.max(against, -50), 50)));
}

export function verdictOf(network: Network, probability: number): VerdictCode {
  if (probability >= network.consistentFrom) return "consistent";
  return probability >= network.doubtfulFrom ? "doubtful" : "contradicted";
}
