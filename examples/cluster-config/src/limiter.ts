// The rate limit. A token is taken, and counted, in one commit: the recipe decides on the newest state, with nobody in
// between, so the limit is exact however many workers ask at once.
import type { Recipe, Store } from '@lockstep/core'
import { hash } from './hash.js'
import { type Bucket, CLIENTS_PER_SHARD, type ClusterState, type Limit, type Plan, SHARDS } from './store.js'

type Draft = Parameters<Recipe<ClusterState>>[0]
type Shard = Draft['clients'][Plan][number]

export interface Verdict {
  readonly allowed: boolean
  readonly limit: Limit
  /** Requests that the client has left now. */
  readonly remaining: number
  /** Milliseconds until it has one again; 0 if it has. */
  readonly wait: number
}

/**
 * Takes one token out of the client's bucket, if there is one, and counts that for the worker.
 *
 * @param now the machine's time. Not looked up in the recipe: that may run again when another worker was faster
 */
export function takeToken(
  store: Store<ClusterState>,
  worker: string,
  plan: Plan,
  client: string,
  now: number,
): Verdict {
  let verdict!: Verdict
  store.update(
    draft => {
      const limit = { ...draft.limits[plan] }
      const shard = draft.clients[plan][hash(client) % SHARDS]!
      // Others may have committed a later time: never go back behind it.
      const at = Math.max(now, shard.get(client)?.at ?? 0)
      const used = usedAt(shard.get(client), limit, at)
      const allowed = used + 1 <= limit.burst
      if (allowed) put(shard, client, { used: used + 1, at }, limit)
      const counts = draft.workers[worker]!
      if (allowed) counts.allowed += 1
      else counts.limited += 1

      const left = limit.burst - used - (allowed ? 1 : 0)
      verdict = { allowed, limit, remaining: Math.max(0, Math.floor(left)), wait: waitFor(left, limit) }
    },
    { label: 'request' },
  )
  return verdict
}

/** Tokens of a bucket that are not back at this time. */
function usedAt(bucket: Bucket | undefined, { perMinute }: Limit, at: number): number {
  if (bucket === undefined) return 0
  return Math.max(0, bucket.used - (Math.max(0, at - bucket.at) * perMinute) / 60_000)
}

function waitFor(left: number, { perMinute }: Limit): number {
  return left >= 1 ? 0 : ((1 - left) * 60_000) / perMinute
}

/**
 * The shard never has more than `CLIENTS_PER_SHARD` buckets. First those go that are full again: they say nothing. If
 * none is, the fullest goes, and its client gets back what little it had used: there are more clients than we can
 * remember, and the limit is exact for all others.
 */
function put(shard: Shard, client: string, bucket: Bucket, limit: Limit): void {
  if (!shard.has(client) && shard.size >= CLIENTS_PER_SHARD) {
    let fullest: { readonly client: string; readonly used: number } | undefined
    for (const [other, its] of shard) {
      const used = usedAt(its, limit, bucket.at)
      if (used === 0) shard.delete(other)
      else if (fullest === undefined || used < fullest.used) fullest = { client: other, used }
    }
    if (shard.size >= CLIENTS_PER_SHARD) shard.delete(fullest!.client)
  }
  shard.set(client, bucket)
}
