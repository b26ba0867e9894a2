import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Program } from '../../process/harness/program.js'
import type { World } from '../../process/harness/world.js'
import type { BrowserWorld } from './browser.js'

export const folder = join(import.meta.dirname, '../programs')

/** The state of `programs/ledger.mjs`. */
export interface Ledger {
  readonly n: number
  readonly list: readonly string[]
  readonly made: Readonly<Record<string, number>>
}

/** What `programs/server.mjs` and `pages/writer.ts` answer to `see`. */
export interface Seen {
  readonly wrong?: string
  readonly state: Ledger
  readonly version: number
}

/** A process that has the ledger mapped and serves it. */
export interface LedgerServer {
  readonly program: Program
  readonly url: string
  /** What the page `writer` has to be told. */
  readonly query: { readonly url: string; readonly token: string }
}

/** @param port where to listen. Default: any that is free */
export async function serveLedger(
  processes: World,
  { site }: BrowserWorld,
  { port = 0, token = randomUUID() } = {},
): Promise<LedgerServer> {
  const program = await processes.start('server', { folder })
  const url = await program.ask<string>('listen', { token, port, origins: [site.origin] })
  return { program, url, query: { url, token } }
}

/**
 * That the ledger holds, of each of `least`, its commits from the first to some last one, each once, and at least so
 * many as it was told were confirmed.
 */
export function expectOnce({ state, wrong }: Seen, least: ReadonlyMap<string, number>): void {
  expect(wrong).toBeUndefined()
  const found = new Map<string, number[]>()
  for (const name of state.list) {
    const [who, which] = name.split(':') as [string, string]
    found.set(who, [...(found.get(who) ?? []), Number(which)])
  }
  for (const [who, numbers] of found) {
    const sorted = numbers.toSorted((a, b) => a - b)
    expect(sorted, who).toEqual(Array.from({ length: state.made[who] ?? 0 }, (_, index) => index + 1))
  }
  for (const [who, confirmed] of least)
    expect(found.get(who)?.length ?? 0, who).toBeGreaterThanOrEqual(confirmed)
  expect(state.n).toBe(state.list.length)
}
