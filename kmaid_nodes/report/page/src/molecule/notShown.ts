const NOT_SHOWN = new Set(["not_in_experiment", "negative_not_listed"]);

/** Whether a carbon with these flags has no peak because the experiment, or its list, does not show it. */
export function isNotShown(flags: readonly string[]): boolean {
  return flags.some((flag) => NOT_SHOWN.has(flag));
}
