// Whether something is more frequent on one side than chance makes it.

/** Standard deviations. What is by chance comes once in three million runs; many waits are not independent. */
const STRICT = 5
/** Few cases show nothing, whatever their share is. */
const LEAST_MORE = 10

/** One-sided, of two shares of the same number. @param here how many of `all` @param there how many of as many others */
export function exceeds(here, there, all) {
  const share = (here + there) / (2 * all)
  const deviation = Math.sqrt(2 * all * share * (1 - share))
  return here - there >= LEAST_MORE && here - there > STRICT * deviation
}

/** @returns the median, the 99th percentile and the longest of `waits`, and the share of those that are late */
export function figuresOf(waits, isLate) {
  const sorted = [...waits].sort((a, b) => a - b)
  const at = part => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
  const share = waits.length === 0 ? 0 : waits.filter(isLate).length / waits.length
  return { median: at(0.5), p99: at(0.99), most: at(1), share }
}
