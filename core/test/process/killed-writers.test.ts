import { join } from 'node:path'
import { setTimeout as tick } from 'node:timers/promises'
import { expect, test, vi } from 'vitest'
import { measured } from './harness/measured.js'
import { isStopped } from './harness/proc.js'
import type { Program } from './harness/program.js'
import { seededRandom } from './harness/random.js'
import { readReceipt, type SlowUpdate } from './harness/receipt.js'
import { createSpares } from './harness/spares.js'
import { wine } from './harness/windows.js'
import { PATIENCE } from './harness/within.js'
import { createWorld } from './harness/world.js'

const WRITERS = 3
/** Starting a process takes much longer under Wine. */
const KILLS = wine ? 40 : 200
const EVERY_MILLISECONDS = 50
/** Promise 4: the dead delay the others by at most this. */
const MOST_MILLISECONDS = 50
/**
 * Of those who take the place of the dead, so many are started while writers run and nobody dies, to see how long an
 * update takes on a busy machine. All are ready before the first kill: starting a process takes longer than the next
 * kill is away.
 */
const STARTED_MEANWHILE = wine ? 6 : 30

interface Seen {
  readonly wrong: unknown
  readonly commits: number
  readonly resets: number
  readonly state: { readonly left: number; readonly right: number; readonly made: readonly number[] }
}

const now = () => Number(process.hrtime.bigint()) / 1e6

test(
  `a writer is killed every 50 ms, ${KILLS} times: nothing acknowledged is lost, nothing is torn, nobody stops`,
  async () => {
    const world = createWorld()
    const random = seededRandom()
    const referee = await world.start('referee')
    const spares = createSpares(startSpare, KILLS + WRITERS)
    const writers: Program[] = []
    const deaths: Death[] = []
    let lives = 0

    const receiptOf = (life: number) => join(world.scratch, `receipt-${life}`)
    async function startSpare(): Promise<Program> {
      const life = lives
      lives += 1
      const spare = await world.start('writer')
      // Never answered: it writes until it is killed.
      spare.ask('write', { life, receipt: receiptOf(life) }).catch(() => {})
      await vi.waitUntil(() => isStopped(spare.pid), { interval: 5, timeout: PATIENCE })
      return spare
    }
    async function startWriter(): Promise<void> {
      const writer = await spares.take()
      writer.resume()
      writers.push(writer)
    }
    async function killWriter(): Promise<void> {
      const victim = random.pick(writers)
      writers.splice(writers.indexOf(victim), 1)
      const killed = now()
      expect(await victim.kill()).toMatchObject({ signal: 'SIGKILL', stderr: '' })
      deaths.push({ killed, ended: now() })
    }

    await spares.keep(KILLS - STARTED_MEANWHILE)
    await Promise.all(Array.from({ length: WRITERS }, startWriter))
    await spares.keep(KILLS)
    const begin = now()
    const ends: Promise<void>[] = []
    while (ends.length < KILLS) {
      await tick(begin + (ends.length + 1) * EVERY_MILLISECONDS - now())
      ends.push(killWriter())
      await startWriter()
    }
    const end = now()
    await Promise.all(ends)
    while (writers.length > 0) await killWriter()

    const { wrong, state } = await referee.ask<Seen>('see')
    expect(wrong).toBeUndefined()
    const receipts = Array.from({ length: lives }, (_, life) => readReceipt(receiptOf(life)))
    for (const [life, { acknowledged }] of receipts.entries()) {
      // A commit may be in the log already when its writer dies in `update`.
      expect([acknowledged, acknowledged + 1], `commits of writer ${life}`).toContain(state.made[life])
    }
    const total = state.made.reduce((sum, made) => sum + made)
    expect([state.left, state.right]).toEqual([total, total])
    const late = await world.start('referee')
    expect((await late.ask<Seen>('see')).state).toEqual(state)

    const slow = receipts.flatMap(receipt => receipt.slow)
    const stops = deaths.flatMap(death => slow.map(update => stopBecauseOf(death, update)))
    const calm = longest(
      slow.filter(update => !deaths.some(death => during(death, update))).map(({ net }) => net),
    )
    const acknowledged = receipts.reduce((sum, receipt) => sum + receipt.acknowledged, 0)
    measured('killed writers: average time between kills', (end - begin) / KILLS, 'ms')
    measured('killed writers: commits', total)
    measured('killed writers: commits of the dead that nobody acknowledged', total - acknowledged)
    measured('killed writers: longest update while nobody died', calm, 'ms')
    measured('killed writers: longest update of all', longest(slow.map(({ net }) => net)), 'ms')
    measured('killed writers: longest stop after a death', longest(stops), 'ms')
    // Where the machine has more to do than these processes, a living owner of a lock waits for a processor too.
    // Under Wine, how long anything takes says nothing of Windows.
    if (!wine) expect(longest(stops) - calm).toBeLessThan(MOST_MILLISECONDS)
  },
  8 * PATIENCE,
)

/** From the signal until its parent heard that the process had ended, by the machine's monotonic clock. */
interface Death {
  readonly killed: number
  readonly ended: number
}

const during = ({ killed, ended }: Death, { start, end }: SlowUpdate) => start < ended && killed < end

/** How much longer an update took than the one who died, at most. */
function stopBecauseOf(death: Death, update: SlowUpdate): number {
  return during(death, update) ? Math.min(update.net, update.end - death.ended) : 0
}

const longest = (milliseconds: readonly number[]) => milliseconds.reduce((a, b) => Math.max(a, b), 0)
