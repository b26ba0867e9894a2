import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createStore } from '../../src/index.js'
import { measured } from './harness/measured.js'
import type { Program } from './harness/program.js'
import { seededRandom } from './harness/random.js'
import { createSpares } from './harness/spares.js'
import { spin } from './harness/spin.js'
import { windows } from './harness/windows.js'
import { createWorld } from './harness/world.js'
import { chronicle, pageOf } from './programs/chronicle.mjs'

/** How often all processes of the store are killed; `.ci/run` sets it to 1,000. Under Wine starting one takes long. */
const KILLS = Number(process.env['LOCKSTEP_KILLS'] ?? (windows ? 20 : 100))
/** At most so many commits are awaited before a kill. */
const MOST_COMMITS = 150
/** Longer than it takes to open the file, on a machine that has nothing else to do. */
const MOST_MICROSECONDS = 8_000
/** Spare processes: one node takes longer to start than a round. */
const AHEAD = 8

interface State {
  entries: [life: number, count: number][]
  page: Uint8Array
}

/** An `update` that had returned: `count` is the writer's own number, `version` what the store gave it. */
interface Receipt {
  readonly version: number
  readonly count: number
}

/** A process that writes when it is told to, and its receipts so far. */
interface Writer {
  readonly life: number
  readonly program: Program
  readonly receipts: Receipt[]
  onReceipt: () => void
}

test(
  `all processes of a file are killed at once, ${KILLS} times: it holds every acknowledged commit, in order`,
  async () => {
    const world = createWorld()
    const random = seededRandom()
    const file = join(world.scratch, 'chronicle.store')
    const definition = { ...chronicle, file, initialState: chronicle.initialState as State }
    const spares = createSpares(startWriter, KILLS * 3)
    let lives = 0
    let acknowledged = 0
    let unacknowledged = 0

    async function startWriter(): Promise<Writer> {
      lives += 1
      const receipts: Receipt[] = []
      const take = receiptsIn(receipts)
      const stdout = (chunk: Buffer) => {
        take(chunk)
        writer.onReceipt()
      }
      const writer: Writer = {
        life: lives,
        program: await world.start('scribe', { stdout }),
        receipts,
        onReceipt() {},
      }
      return writer
    }

    /** Lets all of them write, and kills them in the same moment: after so many commits, or while they open the file. */
    async function writeUntilKilled(writers: readonly Writer[], commits: number): Promise<void> {
      const written = new Promise<void>(resolve => {
        for (const writer of writers)
          writer.onReceipt = () => {
            if (writers.reduce((sum, { receipts }) => sum + receipts.length, 0) >= commits) resolve()
          }
      })
      for (const { program, life } of writers) program.ask('write', { file, life }).catch(() => {})
      if (commits > 0) await Promise.race([written, ...writers.map(({ program }) => program.ended)])
      else spin(random.int(MOST_MICROSECONDS))
      for (const { program } of writers) program.signal('SIGKILL')
      const endings = await Promise.all(writers.map(({ program }) => program.ended))
      for (const ending of endings) expect(ending).toMatchObject({ signal: 'SIGKILL', stderr: '' })
    }

    await spares.keep(AHEAD)
    const begin = performance.now()
    let base = 0
    for (let round = 0; round < KILLS; round += 1) {
      // Now and then they have to make the file first.
      if (random.int(20) === 0) {
        rmSync(file, { force: true })
        base = 0
      }
      const writers = await Promise.all(Array.from({ length: random.int(4) === 0 ? 3 : 2 }, spares.take))
      await writeUntilKilled(writers, random.int(5) === 0 ? 0 : random.int(MOST_COMMITS))

      const store = createStore(definition)
      const state = store.getState()
      expectPrefix(state, store.version - base, base, writers)
      acknowledged += writers.reduce((sum, { receipts }) => sum + receipts.length, 0)
      unacknowledged += state.entries.length - writers.reduce((sum, { receipts }) => sum + receipts.length, 0)
      store.update(draft => {
        draft.entries = []
      })
      base = store.version
      store.close()
    }
    measured('killed together: a round', (performance.now() - begin) / KILLS, 'ms')
    measured('killed together: commits that were acknowledged', acknowledged)
    measured('killed together: commits that nobody acknowledged', unacknowledged)
  },
  120_000 + KILLS * 2_000,
)

function expectPrefix(
  { entries, page }: State,
  commits: number,
  base: number,
  writers: readonly Writer[],
): void {
  expect(entries).toHaveLength(commits)
  for (const { life, receipts } of writers) {
    // All of its own commits, none twice; the last may be in the file although its writer died in `update`.
    const counts = entries.filter(([writer]) => writer === life).map(([, count]) => count)
    expect(counts).toEqual(counts.map((_, index) => index + 1))
    expect([receipts.length, receipts.length + 1], `commits of writer ${life}`).toContain(counts.length)
    // Each where the store said it was.
    const places = receipts.map(({ version }) => entries[version - base - 1])
    expect(places).toEqual(receipts.map(({ count }) => [life, count]))
  }
  expect(entries.filter(([life]) => !writers.some(writer => writer.life === life))).toEqual([])
  const [life, count] = entries.at(-1) ?? []
  if (life !== undefined && count !== undefined) expect(Buffer.compare(page, pageOf(life, count))).toBe(0)
}

/** Reads receipts, of two numbers each, from pieces of any length. */
function receiptsIn(receipts: Receipt[]): (chunk: Buffer) => void {
  let rest = Buffer.alloc(0)
  return chunk => {
    rest = Buffer.concat([rest, chunk])
    let at = 0
    for (; at + 16 <= rest.length; at += 16)
      receipts.push({ version: rest.readDoubleLE(at), count: rest.readDoubleLE(at + 8) })
    rest = rest.subarray(at)
  }
}
