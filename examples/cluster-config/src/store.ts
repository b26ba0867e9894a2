import { defineStore } from '@lockstep/core/memory'

/** A feature that can be switched while the cluster runs. */
export interface Flag {
  readonly on: boolean
  /** Of the clients, when it is on: 0 to 100. The same clients in every worker. */
  readonly percent: number
}

export const FLAGS = {
  shout: 'Answer in capital letters',
  maintenance: 'Answer 503 to every request',
} as const

export type FlagName = keyof typeof FLAGS
export const FLAG_NAMES = Object.keys(FLAGS) as FlagName[]

/** A token bucket: `burst` requests at once, and `perMinute` in the long run. */
export interface Limit {
  readonly burst: number
  readonly perMinute: number
}

export const PLANS = {
  key: 'Clients with a key',
  address: 'Clients without one, by their address',
} as const

export type Plan = keyof typeof PLANS
export const PLAN_NAMES = Object.keys(PLANS) as Plan[]

/** What the page and the policy allow of each field of a limit: whole numbers from 1. */
export const GREATEST: Limit = { burst: 10_000, perMinute: 1_000_000 }

/** What a client has taken out of its bucket. */
export interface Bucket {
  /** Tokens taken and not yet back, at `at`. */
  readonly used: number
  /** Milliseconds of the machine's own clock (`clock.ts`). */
  readonly at: number
}

/**
 * The buckets of a plan, in shards: a commit copies the one Map that it changes. Who has no bucket has a full one, so
 * nothing is lost when a bucket is forgotten that is full again.
 */
export type Shards = readonly ReadonlyMap<string, Bucket>[]

export const SHARDS = 256
/** So at most 16,384 clients of a plan are remembered: `limiter.ts` says what happens beyond. */
export const CLIENTS_PER_SHARD = 64

export interface Counts {
  readonly allowed: number
  readonly limited: number
}

export interface WorkerCounts extends Counts {
  readonly pid: number
  /** Milliseconds since the epoch. */
  readonly startedAt: number
}

export interface ClusterState {
  readonly flags: Readonly<Record<FlagName, Flag>>
  readonly limits: Readonly<Record<Plan, Limit>>
  readonly clients: Readonly<Record<Plan, Shards>>
  /** The workers that live, by process id. */
  readonly workers: Readonly<Record<string, WorkerCounts>>
  /** What became of those that do not. */
  readonly retired: Counts & { readonly workers: number }
  /** What a page has to show before it gets anything; made by the primary, never sent to pages. */
  readonly token: string
}

/** The one definition that all processes and the page import. It is plain data: importing it opens nothing. */
export const clusterConfig = defineStore<ClusterState>({
  name: 'lockstep.cluster-config',
  schemaVersion: 1,
  initialState: {
    flags: { shout: { on: false, percent: 100 }, maintenance: { on: false, percent: 100 } },
    limits: { key: { burst: 100, perMinute: 600 }, address: { burst: 20, perMinute: 60 } },
    clients: { key: emptyShards(), address: emptyShards() },
    workers: {},
    retired: { workers: 0, allowed: 0, limited: 0 },
    token: '',
  },
})

function emptyShards(): Shards {
  return Array.from({ length: SHARDS }, () => new Map())
}
