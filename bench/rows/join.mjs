import { median } from '../statistics.mjs'
import { assertSameState, memberAt } from './checks.mjs'
import { inTurns } from './rounds.mjs'

/** Coming into a large state: how long, and how much memory it takes. @type {import('../types.js').Row} */
export const join = {
  name: 'join',
  async run(bench) {
    const figures = await inTurns(bench, bench.stores, contender => trial(bench, contender))
    return [
      {
        id: 'join.warm',
        label: 'join, large state',
        unit: 'ms',
        lower: true,
        values: figures('warm'),
        note: 'from the call to the complete state, in a process that has joined before; below: its first time',
      },
      {
        id: 'join.first',
        label: 'join, large state, first time',
        unit: 'ms',
        lower: true,
        values: figures('first'),
      },
      {
        id: 'memory',
        label: 'memory per reader, large state',
        unit: 'MB',
        lower: true,
        values: figures('memory'),
        note: 'private memory (RssAnon) after joining and 20 updates, less what the process had before',
      },
    ]
  },
}

/** @param {import('../types.js').Bench} bench @param {string} contender */
async function trial(bench, contender) {
  const workload = 'large'
  const world = await bench.startWorld({ contender, workload, readers: 2, idle: 'readers' })
  try {
    const writer = memberAt(world.writers, 0)
    const joiner = memberAt(world.readers, 0)
    const reader = memberAt(world.readers, 1)
    // What the joiners get was patched where it is kept, not only filled in.
    const updates = 20
    const { version: joined } = await writer.call('burst', { workload, updates })
    /** @type {number[]} */
    const [first, ...again] = await joiner.call('join', { times: bench.quick ? 2 : 8, version: joined })

    const before = await reader.call('privateBytes')
    await reader.call('connect')
    const { version } = await writer.call('burst', { workload, updates })
    await reader.call('reached', { version })
    const after = await reader.call('privateBytes')
    await joiner.call('reached', { version })
    await assertSameState([writer, joiner, reader], version)
    return { first: Number(first), warm: median(again), memory: (after - before) / 2 ** 20 }
  } finally {
    await world.stop()
  }
}
