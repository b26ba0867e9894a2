// One state: between processes, between a process and its worker, between runtimes.
import assert from 'node:assert/strict'
import { asleep, during } from '../sleep.mjs'

const WAKES = 20
const AT_ONCE = 500
const WINDOW_MS = 2000
const WINDOWS = 5
/** Each is a round trip to the process. */
const MOST_LOOKS = 10_000
/** A runtime's own stray wake-ups in a window; polling even once a second would pass it in none. */
const STRAY = 1

export const formats = {
  title: 'ES modules and CommonJS share one attachment; a memory store; hooks render on a server',
  async run({ place, runtime }) {
    const program = place.start(runtime, 'formats')
    assert.deepEqual(await program.event('result'), {
      peers: 1,
      same: true,
      known: true,
      memory: 'at first',
      text: 'shared',
      // What a server renders, and a page hydrates: the definition's state.
      rendered: 'at first',
    })
    await program.end()
  },
}

export const twoProcesses = {
  title: 'two processes commit both ways, both at once too',
  run: ({ place, runtime }) => bothWays(place, runtime, runtime),
}

export const mixed = {
  title: 'in one store with Node 20: both ways, both at once, either wakes the other',
  async run({ place, runtime, partner }) {
    const [one, other] = await bothWays(place, runtime, partner)
    await wake(one, other)
    await wake(other, one)
  },
}

export const waking = {
  title: 'a commit wakes a sleeping process',
  async run({ place, runtime }) {
    await wake(await place.open(runtime), await place.open(runtime))
  },
}

export const idle = {
  title: 'asleep with a subscription it is never woken',
  async run({ place, runtime }) {
    const sleeper = await place.open(runtime)
    const withoutStore = place.start(runtime, 'peer')
    await withoutStore.event('ready')
    await sleeper.ask('watch')
    const seen = []
    for (let window = 0; window < WINDOWS; window += 1) {
      const [woken, own] = await during(WINDOW_MS, [sleeper.pid, withoutStore.pid])
      // Runtimes tidy up for a while after they have started, some have clocks of their own.
      if (woken <= own + STRAY) return
      seen.push(`${woken} against ${own} without a store`)
    }
    throw new Error(`wake-ups in each ${WINDOW_MS} ms: ${seen.join('; ')}`)
  },
}

export const workers = {
  title: 'a worker thread joins, sees the state, commits, is woken, exits or is terminated',
  async run({ place, runtime }) {
    const main = await place.open(runtime)
    await main.ask('add', { key: 'main', times: 3 })
    await main.ask('watch')
    await main.ask('startWorker')
    const joined = await main.event('worker open')
    assert.deepEqual([joined.counts, joined.peers], [{ main: 3 }, 2])

    await main.ask('askWorker', 'add')
    assert.equal((await main.event('counts')).worker, 1)
    assert.equal((await main.event('worker counts')).worker, 1)
    await main.ask('add', { key: 'main', times: 1 })
    assert.equal((await main.event('worker counts')).main, 4)

    await main.ask('askWorker', 'leave')
    await main.event('worker ended')
    await alone(main)
    await main.ask('startWorker')
    await main.event('worker open')
    await main.ask('terminateWorker')
    await main.event('worker ended')
    await alone(main)
    assert.equal(main.count('worker failed'), 0)
  },
}

/** Resolves when no other peer is left: Deno says that a worker has ended a moment before its thread does. */
async function alone(peer) {
  for (let looks = 0; (await peer.ask('look')).peers > 1; looks += 1)
    assert.ok(looks < MOST_LOOKS, 'the worker has ended, and its peer has not')
}

async function bothWays(place, runtime, otherRuntime) {
  const one = await place.open(runtime)
  const other = await place.open(otherRuntime)
  await one.ask('add', { key: 'one', times: 1 })
  assert.deepEqual((await other.ask('look')).counts, { one: 1 })
  await other.ask('add', { key: 'other', times: 1 })
  assert.deepEqual((await one.ask('look')).counts, { one: 1, other: 1 })

  const adding = [one, other].map(peer => peer.ask('add', { key: 'both', times: AT_ONCE }))
  await Promise.all(adding)
  for (const peer of [one, other]) {
    const { counts, peers } = await peer.ask('look')
    assert.deepEqual([counts, peers], [{ one: 1, other: 1, both: 2 * AT_ONCE }, 2])
  }
  await one.ask('settled')
  return [one, other]
}

/** `from` commits one at a time, each when `to` sleeps. */
async function wake(from, to) {
  await to.ask('watch')
  const { counts } = await from.ask('look')
  for (let time = 1; time <= WAKES; time += 1) {
    if (time <= 3) await asleep(to.pid)
    await from.ask('add', { key: 'wake', times: 1 })
    assert.equal((await to.event('counts')).wake, (counts.wake ?? 0) + time)
  }
}
