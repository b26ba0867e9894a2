import { expect } from 'vitest'
import type { PageProgram } from './page-program.js'

/** What `pages/writer.ts` tells of its commits. */
interface Told {
  readonly who: string
  readonly upTo: number
}

/** Hears of the pages' confirmed commits from now on: how many of each writer's, as a map that grows. */
export function confirmations(pages: readonly PageProgram[]): Map<string, number> {
  const least = new Map<string, number>()
  for (const page of pages) {
    page.on<Told>('confirmed', ({ who, upTo }) => least.set(who, Math.max(least.get(who) ?? 0, upTo)))
    page.on<Told>('rejected', told => expect.fail(JSON.stringify(told)))
  }
  return least
}
