/** Reads `/proc/loadavg`: the averages over 1, 5 and 15 minutes. */
export function parseLoad(loadavg: string): [number, number, number] {
  const [one = 0, five = 0, fifteen = 0] = loadavg.split(' ').map(Number)
  return [one, five, fifteen]
}
