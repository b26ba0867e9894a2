import { STORES } from '../contenders.mjs'
import { quantile } from '../statistics.mjs'
import { assertSameState, cpuOf, memberAt } from './checks.mjs'
import { inTurns } from './rounds.mjs'

/** One update a millisecond, one reader: how late it learns, and what CPU time it takes. @type {import('../types.js').Row} */
export const paced = {
  name: 'paced',
  async run(bench) {
    const updates = bench.quick ? 200 : 2_000
    const figures = await inTurns(bench, ['fifo', ...STORES], contender => trial(bench, contender, updates))
    const note = `one update a millisecond by a timer (${rate(figures('perSecond'))} updates/s), ${updates} a round`
    return [
      { id: 'paced.p50', label: 'paced one-way p50', unit: 'µs', lower: true, values: figures('p50'), note },
      { id: 'paced.p99', label: 'paced one-way p99', unit: 'µs', lower: true, values: figures('p99') },
      { id: 'paced.cpu', label: 'CPU per update, paced', unit: 'µs', lower: true, values: figures('cpu') },
    ]
  },
}

/** @param {Record<string, number[]>} perSecond */
const rate = perSecond => Math.round(quantile(Object.values(perSecond).flat(), 0.5))

/** @param {import('../types.js').Bench} bench @param {string} contender @param {number} updates */
async function trial(bench, contender, updates) {
  const bytesOnly = contender === 'fifo'
  const workload = bytesOnly ? 'bytes' : 'medium'
  const world = await bench.startWorld({ contender, workload, readers: 1 })
  try {
    const writer = memberAt(world.writers, 0)
    const reader = memberAt(world.readers, 0)
    // A FIFO takes no burst that nobody reads.
    if (!bytesOnly) await writer.call('burst', { workload, updates: bench.quick ? 500 : 5_000 })
    const { version: from } = await writer.call('paced', { workload, updates: bench.quick ? 20 : 300 })
    await reader.call('reached', { version: from })

    const to = from + updates
    await reader.call('watch', { workload, from, to })
    const before = await cpuOf(world.all)
    const { perSecond } = await writer.call('paced', { workload, updates })
    /** @type {number[]} */
    const latencies = await reader.call('latencies')
    const cpu = ((await cpuOf(world.all)) - before) / updates
    if (latencies.length !== updates)
      throw new Error(`${contender}: saw ${latencies.length} of ${updates} updates`)
    if (!bytesOnly) await assertSameState([writer, reader], to)
    return { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99), cpu, perSecond }
  } finally {
    await world.stop()
  }
}
