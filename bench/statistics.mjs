/** @param {readonly number[]} values */
function ascending(values) {
  return Float64Array.from(values).sort()
}

/**
 * The value below which the share `q` of `values` lies (nearest rank).
 * @param {readonly number[]} values at least one
 * @param {number} q 0 to 1
 */
export function quantile(values, q) {
  const sorted = ascending(values)
  return /** @type {number} */ (sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))])
}

/** @param {readonly number[]} values at least one; the mean of the middle two of an even number */
export function median(values) {
  const sorted = ascending(values)
  const middle = sorted.length >> 1
  const upper = /** @type {number} */ (sorted[middle])
  return sorted.length % 2 === 1 ? upper : (upper + /** @type {number} */ (sorted[middle - 1])) / 2
}

/** The middle, the least and the most of what the rounds gave. @param {readonly number[]} values */
export function summary(values) {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) }
}
