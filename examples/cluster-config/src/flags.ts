import { hash } from './hash.js'
import type { ClusterState, FlagName } from './store.js'

/** Whether a feature is on for this client. Called for each request: it reads a state, and waits for nothing. */
export function isOn({ flags }: Pick<ClusterState, 'flags'>, name: FlagName, client: string): boolean {
  const { on, percent } = flags[name]
  // With the name, so that not the same clients are the first to get everything.
  return on && hash(`${name} ${client}`) % 100 < percent
}
