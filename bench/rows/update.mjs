import { median } from '../statistics.mjs'
import { memberAt } from './checks.mjs'
import { inTurns } from './rounds.mjs'

/**
 * Blocks are shorter than a time slice: where others use the machine, most of them still run undisturbed, and medians
 * are of those.
 */
const BLOCKS = {
  small: { updates: 50, blocks: 300, warm: 200 },
  medium: { updates: 50, blocks: 300, warm: 200 },
  large: { updates: 1, blocks: 40, warm: 20 },
}
const QUICK_BLOCKS = {
  small: { updates: 50, blocks: 10, warm: 10 },
  medium: { updates: 50, blocks: 10, warm: 10 },
  large: { updates: 1, blocks: 3, warm: 2 },
}

/** What calls cost the one who makes them, with nobody else there. @type {import('../types.js').Row} */
export const update = {
  name: 'update',
  async run(bench) {
    /** @type {import('../types.js').Measure[]} */
    const measures = []
    for (const workload of bench.quick ? ['medium'] : ['small', 'medium', 'large']) {
      const figures = await inTurns(bench, bench.stores, contender => trial(bench, contender, workload))
      const alone = figures('alone')
      measures.push(
        {
          id: `update.${workload}`,
          label: `update(), ${workload}`,
          unit: 'µs',
          lower: true,
          values: { ...figures('update'), baseline: alone.lockstep ?? [] },
          note: 'baseline: the same recipe in immer alone, in the same process, block by block in turn',
        },
        {
          id: `beyond.${workload}`,
          label: `update() beyond immer, ${workload}`,
          unit: 'µs',
          lower: true,
          values: figures('beyond'),
        },
      )
      if (workload !== 'medium') continue
      measures.push({
        id: 'getState',
        label: 'getState(), nothing new',
        unit: 'ns',
        lower: true,
        values: figures('getState'),
        note: "theirs reads a variable, which may be older than another process's update; ours never is",
      })
    }
    return measures
  },
}

/** @param {import('../types.js').Bench} bench @param {string} contender @param {string} workload */
async function trial(bench, contender, workload) {
  const world = await bench.startWorld({ contender, workload })
  try {
    const writer = memberAt(world.writers, 0)
    const size = /** @type {keyof typeof BLOCKS} */ (workload)
    const { updates, blocks, warm } = bench.quick ? QUICK_BLOCKS[size] : BLOCKS[size]
    await writer.call('updateCost', { workload, updates, blocks: warm })
    /** @type {{ ours: number[], alone: number[] }} */
    const { ours, alone } = await writer.call('updateCost', { workload, updates, blocks })
    const getState = workload === 'medium' ? await getStateCost(bench, writer) : Number.NaN
    return {
      update: median(ours),
      alone: median(alone),
      beyond: median(ours.map((took, block) => took - /** @type {number} */ (alone[block]))),
      getState,
    }
  } finally {
    await world.stop()
  }
}

/**
 * @param {import('../types.js').Bench} bench
 * @param {import('../types.js').Member} writer
 */
async function getStateCost(bench, writer) {
  const calls = 10_000
  await writer.call('getStateCost', { calls, blocks: 20 })
  return median(await writer.call('getStateCost', { calls, blocks: bench.quick ? 10 : 200 }))
}
