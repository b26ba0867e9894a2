import { assertSameState, cpuOf, memberAt } from './checks.mjs'
import { inTurns } from './rounds.mjs'

/** As fast as it goes, until every reader has applied everything. @type {import('../types.js').Row} */
export const burst = {
  name: 'burst',
  async run(bench) {
    const updates = bench.quick ? 500 : 20_000
    /** @type {Record<number, Awaited<ReturnType<typeof toReaders>>>} */
    const by = {}
    const counts = bench.quick ? [1, 2] : [1, 4, 8]
    for (const readers of counts) by[readers] = await toReaders(bench, readers, updates)
    const [one, most] = [by[1], by[/** @type {number} */ (counts.at(-1))]]
    if (!one || !most) throw new Error('nothing was measured')

    return [
      ...counts.map(readers => ({
        id: `burst.${readers}`,
        label: `burst to ${readers} reader${readers > 1 ? 's' : ''}`,
        unit: '/s',
        lower: false,
        values: by[readers]?.('perSecond') ?? {},
        against: ['socket'],
        ...(readers === 1 && {
          note: `${updates} updates a round, ended when every reader has applied them`,
        }),
      })),
      { id: 'burst.cpu', label: 'CPU per update, burst to 1', unit: 'µs', lower: true, values: one('cpu') },
      {
        id: 'burst.writer1',
        label: "writer's CPU per update, 1 reader",
        unit: 'µs',
        lower: true,
        values: one('writerCpu'),
      },
      {
        id: 'burst.writer',
        label: `writer's CPU, ${counts.at(-1)} readers against 1`,
        unit: '×',
        lower: true,
        values: quotients(most('writerCpu'), one('writerCpu')),
      },
    ]
  },
}

/** @param {Record<string, number[]>} above @param {Record<string, number[]>} below */
function quotients(above, below) {
  return Object.fromEntries(
    Object.entries(above).map(([contender, values]) => [
      contender,
      values.map((value, round) => value / (below[contender]?.[round] ?? Number.NaN)),
    ]),
  )
}

/** @param {import('../types.js').Bench} bench @param {number} readers @param {number} updates */
function toReaders(bench, readers, updates) {
  const workload = 'medium'
  return inTurns(bench, bench.stores, async contender => {
    const world = await bench.startWorld({ contender, workload, readers })
    try {
      const writer = memberAt(world.writers, 0)

      /** @param {number} from */
      async function once(from) {
        const version = from + updates
        const arrivals = world.readers.map(reader => reader.call('reached', { version }))
        const burst = await writer.call('burst', { workload, updates })
        const arrived = await Promise.all(arrivals)
        return { ...burst, ended: Math.max(...arrived.map(({ at }) => at)) }
      }

      const { version: warm } = await once(world.filled)
      const before = await cpuOf(world.all)
      const { started, ended, version, cpu: writerCpu } = await once(warm)
      const cpu = (await cpuOf(world.all)) - before
      await assertSameState([writer, ...world.readers], version)
      return {
        perSecond: (updates / (ended - started)) * 1e9,
        cpu: cpu / updates,
        writerCpu: writerCpu / updates,
      }
    } finally {
      await world.stop()
    }
  })
}
