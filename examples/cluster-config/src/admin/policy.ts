import type { RelayPolicy } from '@lockstep/core/relay'
import { type ClusterState, type Flag, GREATEST, type Limit } from '../store.js'

/** What an admin page sees and may do. It commits by itself; the workers keep to this whatever it sends. */
export const adminPolicy: RelayPolicy<ClusterState> = {
  // Not the token, and not the clients: those change with every request, and their keys are nobody's business.
  read: [['flags'], ['limits'], ['workers'], ['retired']],
  write: {
    'set flag': [
      ['flags', '*', 'on'],
      ['flags', '*', 'percent'],
    ],
    'set limit': [
      ['limits', '*', 'burst'],
      ['limits', '*', 'perMinute'],
    ],
  },
  judge({ after: { flags, limits } }) {
    if (!Object.values(flags).every(isFlag)) return 'a flag is on or off, for 0 to 100 percent'
    return Object.values(limits).every(isLimit) ? undefined : 'a limit is out of its bounds'
  },
  onRefused: ({ reason }) => console.error(`Refused an admin page: ${reason}`),
}

function isFlag({ on, percent }: Flag): boolean {
  return typeof on === 'boolean' && Number.isInteger(percent) && percent >= 0 && percent <= 100
}

function isLimit({ burst, perMinute }: Limit): boolean {
  return isWithin(burst, GREATEST.burst) && isWithin(perMinute, GREATEST.perMinute)
}

function isWithin(value: number, greatest: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= greatest
}
