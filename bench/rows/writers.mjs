import { inTurns } from './rounds.mjs'

/** Everybody counts one number up at once: what is lost, how fast it goes, and who waits longest. @type {import('../types.js').Row} */
export const writers = {
  name: 'writers',
  async run(bench) {
    const count = bench.quick ? 4 : 8
    const figures = await inTurns(bench, bench.stores, contender => trial(bench, contender, count))
    return [
      {
        id: 'writers.total',
        label: `${count} writers, one counter`,
        unit: '/s',
        lower: false,
        values: figures('perSecond'),
        note: 'tight loops, each update after the one before was taken; the total is checked to be exact in every process',
      },
      {
        id: 'writers.worst',
        label: 'worst wait of one of them',
        unit: 'ms',
        lower: true,
        values: figures('worst'),
      },
    ]
  },
}

/** @param {import('../types.js').Bench} bench @param {string} contender @param {number} count */
async function trial(bench, contender, count) {
  const world = await bench.startWorld({ contender, workload: 'counter', writers: count })
  try {
    const full = contender === 'lockstep' ? 5_000 : 250
    const updates = bench.quick ? full / 25 : full
    const warm = Math.ceil(updates / 10)
    await Promise.all(world.writers.map(writer => writer.call('count', { updates: warm })))
    /** @type {{ started: number, ended: number, longest: number }[]} */
    const runs = await Promise.all(world.writers.map(writer => writer.call('count', { updates })))
    const expected = count * (updates + warm)
    for (const writer of world.writers) {
      const { version, n } = await writer.call('counted', { version: expected })
      if (n !== expected || version !== expected) {
        throw new Error(`${writer.name} counted to ${n} at version ${version}, not ${expected}`)
      }
    }
    const started = Math.min(...runs.map(run => run.started))
    const ended = Math.max(...runs.map(run => run.ended))
    return {
      perSecond: ((count * updates) / (ended - started)) * 1e9,
      worst: Math.max(...runs.map(run => run.longest)),
    }
  } finally {
    await world.stop()
  }
}
