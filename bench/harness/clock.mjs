/** Nanoseconds on the clock that all processes of this machine share: a safe integer for the first hundred days of uptime. */
export const now = () => Number(process.hrtime.bigint())

/**
 * CPU time that this process (all its threads) has used, in microseconds.
 * @param {{ user: number, system: number }} [since]
 */
export function cpu(since) {
  const { user, system } = process.cpuUsage(since)
  return user + system
}
