/**
 * Milliseconds of the machine's monotonic clock: the same in all its processes, and nobody sets it back. (`Date.now()`
 * would refill every bucket, or none, when the time of day is set.)
 */
export function machineTime(): number {
  return Number(process.hrtime.bigint() / 1_000_000n)
}
