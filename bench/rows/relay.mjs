import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findChromium, openBrowser } from '../relay/chromium.mjs'
import { median, quantile } from '../statistics.mjs'
import { memberAt } from './checks.mjs'
import { inTurns } from './rounds.mjs'

const PAGES = 20
const AGAINST = ['baseline']

const COUNTS = { warm: 3000, blocks: 50, each: 20, warmTrips: 2, joins: 8, warmFanOut: 500, fanOut: 100 }
const QUICK_COUNTS = { warm: 50, blocks: 2, each: 10, warmTrips: 1, joins: 1, warmFanOut: 3, fanOut: 5 }

/** Stores behind ports: how much more they take than the bare port. @type {import('../types.js').Row} */
export const relay = {
  name: 'relay',
  async run(bench) {
    const counts = bench.quick ? QUICK_COUNTS : COUNTS
    const ports = await inTurns(bench, ['worker'], () => portTrial(bench, counts))
    const measures = [
      measure('relay.port', 'worker thread → Node → thread p50, until confirmed', 'µs', ports, 'port', {
        note: 'baseline: as many bytes over a bare MessagePort, sent back, block by block in turn',
      }),
    ]
    const chromium = findChromium()
    if (chromium === undefined) {
      bench.progress('there is no Chromium here (LOCKSTEP_CHROMIUM names one): nothing was measured in pages')
      return measures
    }
    const pages = await inTurns(bench, ['Chromium'], () => pagesTrial(bench, chromium, counts))
    return [
      ...measures,
      measure('relay.confirmed', 'page → Node → page p50, until confirmed', 'µs', pages, 'confirmed', {
        note: 'baseline: as many bytes over a bare WebSocket of the same server and page, sent back, block by block in turn',
      }),
      measure('relay.confirmed.p99', 'the same, p99', 'µs', pages, 'confirmedP99'),
      measure('relay.node', 'until the Node process has answered, p50', 'µs', pages, 'node'),
      measure('relay.page', 'until another page has answered, p50', 'µs', pages, 'page', {
        note: 'two round trips; baseline: passed on to the other page, which sends it back',
      }),
      measure('relay.join', 'page: 5 MB to the complete state', 'ms', pages, 'join', {
        note: 'baseline: one message of the same size over a new bare WebSocket, decoded by msgpackr',
      }),
      measure('relay.joinFresh', 'the same, first after a commit', 'ms', pages, 'joinFresh', {
        note: 'the server has to encode the state; baseline: it packs it for the occasion',
      }),
      measure('relay.one', 'Node → one page p50', 'µs', pages, 'one', {
        note: `paced; baseline: as many bytes over bare WebSockets. One browser process runs all pages; clocks compared over a socket`,
      }),
      measure('relay.many', `Node → the last of ${PAGES} pages p50`, 'µs', pages, 'many'),
      measure('relay.fanOut', `${PAGES} pages against one`, '×', pages, 'fanOut'),
    ]
  },
}

/**
 * @param {string} id @param {string} label @param {string} unit
 * @param {(figure: any) => Record<string, number[]>} figures @param {string} name
 * @param {{ note?: string }} [more]
 * @returns {import('../types.js').Measure}
 */
function measure(id, label, unit, figures, name, more = {}) {
  const [ours] = Object.values(figures(name))
  const [baseline] = Object.values(figures(`${name}Bare`))
  const values = { lockstep: ours ?? [], baseline: baseline ?? [] }
  return { id, label, unit, lower: true, values, against: AGAINST, ...more }
}

/** @param {import('../types.js').Bench} bench @param {typeof COUNTS} counts */
async function portTrial(bench, { warm, blocks, each }) {
  const world = await bench.startWorld({ contender: 'lockstep', workload: 'counter' })
  try {
    const trips = await memberAt(world.writers, 0).call('portRoundTrips', { warm, blocks, each })
    if (trips.version !== trips.expected)
      throw new Error(`the worker is at version ${trips.version}, not ${trips.expected}`)
    return { port: quantile(trips.ours, 0.5), portBare: quantile(trips.baseline, 0.5) }
  } finally {
    await world.stop()
  }
}

/** @param {import('../types.js').Bench} bench @param {string} chromium @param {typeof COUNTS} counts */
async function pagesTrial(bench, chromium, counts) {
  const world = await bench.startWorld({ contender: 'lockstep', workload: 'counter' })
  const profile = mkdtempSync(join(tmpdir(), 'lockstep-bench-chromium-'))
  /** @type {ReturnType<typeof openBrowser> | undefined} */
  let browser
  try {
    const server = memberAt(world.writers, 0)
    const { url } = await server.call('serve')
    browser = openBrowser(chromium, profile, url)
    /** @param {string} task @param {object} [parameters] @param {number} [page] */
    const call = (task, parameters, page) => server.call('callPage', { task, parameters, page })
    /** @param {string} what */
    const trips = async what => {
      const times = { what, blocks: counts.blocks, each: counts.each }
      // A page that has been open for a minute: commits that come alone take other ways through the code than many do.
      for (let n = 0; n < counts.warmTrips; n += 1) await call('roundTrips', times)
      return call('roundTrips', times)
    }

    await call('connect')
    await call('warm', { updates: counts.warm })
    const confirmed = await trips('confirmed')
    const node = await trips('node')
    const joins = await server.call('joins', { times: counts.joins })
    const sent = await fanOut(server, call, counts)

    await call('openAnother')
    await call('connect', {}, 1)
    await call('beAnswering', {}, 1)
    const page = await trips('page')
    return {
      ...p50s('confirmed', confirmed.ours, confirmed.baseline),
      confirmedP99: quantile(confirmed.ours, 0.99),
      confirmedP99Bare: quantile(confirmed.baseline, 0.99),
      ...p50s('node', node.ours, node.baseline),
      ...p50s('page', page.ours, page.baseline),
      ...p50s('join', joins.ours, joins.bare),
      ...p50s('joinFresh', joins.oursFresh, joins.bareFresh),
      ...p50s('one', sent.one, sent.bareOne),
      ...p50s('many', sent.many, sent.bareMany),
      fanOut: median(sent.many) / median(sent.one),
      fanOutBare: median(sent.bareMany) / median(sent.bareOne),
    }
  } finally {
    await browser?.stop()
    removeProfile(profile)
    await world.stop()
  }
}

/**
 * @param {import('../types.js').Member} server
 * @param {(task: string, parameters?: object) => Promise<any>} call
 * @param {typeof COUNTS} counts
 */
async function fanOut(server, call, counts) {
  const every = 10
  await call('openFrames', { count: PAGES })
  await server.call('warmFanOut', { updates: counts.warm })
  await server.call('fanOut', { rounds: counts.warmFanOut, bytes: 64, every: 3 })
  const bytes = await call('frameBytes')
  await call('forget')
  await server.call('fanOut', { rounds: counts.fanOut, bytes, every })
  const took = await call('arrivals', { count: PAGES })
  if (took.many.length !== counts.fanOut)
    throw new Error(`${took.many.length} of ${counts.fanOut} commits arrived`)
  return took
}

/** Chromium's other processes write there until they have noticed its end. @param {string} profile */
function removeProfile(profile) {
  try {
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 })
  } catch {
    process.once('exit', () => spawnSync('rm', ['-rf', profile]))
  }
}

/** @param {string} name @param {number[]} ours @param {number[]} bare */
const p50s = (name, ours, bare) => ({ [name]: median(ours), [`${name}Bare`]: median(bare) })
