import { quantile } from '../statistics.mjs'
import { memberAt } from './checks.mjs'
import { inTurns } from './rounds.mjs'

/** Bytes that the other process commits each millisecond: a checkpoint every 65 commits or so. */
const PUSHED = 8 * 1024
const LOG = 1024 * 1024

/** What one process's checkpoints of 5 MB do to another's commits. @type {import('../types.js').Row} */
export const checkpoint = {
  name: 'checkpoint',
  async run(bench) {
    const figures = await inTurns(bench, ['littleBeside', 'largeBeside'], workload => trial(bench, workload))
    /** @param {'p50' | 'p99'} figure @returns {Record<string, number[]>} */
    const values = figure => ({
      lockstep: figures(figure).largeBeside ?? [],
      baseline: figures(figure).littleBeside ?? [],
    })
    return [
      {
        id: 'checkpoint.p50',
        label: 'commit p50, others checkpoint 5 MB',
        unit: 'µs',
        lower: true,
        values: values('p50'),
        against: ['baseline'],
        note: 'baseline: the same traffic on a state that takes next to nothing to checkpoint',
      },
      {
        id: 'checkpoint.p99',
        label: 'commit p99, others checkpoint 5 MB',
        unit: 'µs',
        lower: true,
        values: values('p99'),
        against: ['baseline'],
      },
    ]
  },
}

/** @param {import('../types.js').Bench} bench @param {string} workload */
async function trial(bench, workload) {
  const world = await bench.startWorld({ contender: 'lockstep', workload, writers: 2, logBytes: LOG })
  try {
    const pusher = memberAt(world.writers, 0)
    const other = memberAt(world.writers, 1)
    await pusher.call('startPushing', { bytes: PUSHED })
    await other.call('commitLatencies', { workload, updates: bench.quick ? 50 : 500 })
    /** @type {number[]} */
    const took = await other.call('commitLatencies', { workload, updates: bench.quick ? 200 : 2_000 })
    await pusher.call('stopPushing')
    return { p50: quantile(took, 0.5), p99: quantile(took, 0.99) }
  } finally {
    await world.stop()
  }
}
