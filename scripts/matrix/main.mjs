// Tries the packed packages in every runtime: `npm run test:matrix`. The table of docs/platforms.md is made of what
// came out (`-- --write`), and must agree with it. `-- --only node-26,bun` tries some.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import { checks } from './checks/checks.mjs'
import { makeConsumer } from './consumer.mjs'
import { inPlace } from './place.mjs'
import { partner, runtimes } from './runtimes.mjs'
import { seededRandom } from './seed.mjs'
import { commandOf } from './start.mjs'
import { agreesWithTable, writeTable } from './table.mjs'

const TOGETHER = 2
/** Who waits longer on a busy machine waits for what will not come. */
const PATIENCE_MS = 60_000
const EMULATED_PATIENCE_MS = 180_000
const root = join(import.meta.dirname, '..', '..')
const { values: options } = parseArgs({
  options: { write: { type: 'boolean' }, only: { type: 'string' }, check: { type: 'string' } },
})
const report = text => process.stdout.write(`${text}\n`)

const chosen = runtimes.filter(({ id }) => !options.only || options.only.split(',').includes(id))
const asked = Object.entries(checks).filter(([id]) => !options.check || options.check.split(',').includes(id))
if (chosen.length === 0 || asked.length === 0) {
  report(`There is none of that name. Runtimes: ${runtimes.map(({ id }) => id).join(', ')}.`)
  report(`Checks: ${Object.keys(checks).join(', ')}.`)
  process.exit(2)
}

const random = seededRandom(report)
const started = new Map()
let consumer
try {
  // All at once: most of the time the registry is waited for.
  const fetched = [...new Set([partner, ...chosen])].map(async runtime =>
    started.set(runtime, { ...runtime, command: await commandOf(runtime, report) }),
  )
  await Promise.all(fetched)
  report('packing and installing the packages ...')
  consumer = await makeConsumer()
} catch (error) {
  // None is left out: a run without one of them would say less than it seems to.
  report(`Nothing was tried, because something that it takes is missing. ${error.message}`)
  writeResults({ passed: 0, failed: 1 })
  process.exit(1)
}

const results = chosen.map(runtime => ({ runtime, cells: {} }))
const waiting = results.flatMap(result => asked.map(([id, check]) => ({ id, check, result })))
try {
  await Promise.all(Array.from({ length: TOGETHER }, takeTurns))
} finally {
  rmSync(dirname(consumer), { recursive: true, force: true })
}

async function takeTurns() {
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { id, check, result } = next
    const before = Date.now()
    result.cells[id] = await outcome(id, check, result.runtime)
    const { state, detail } = result.cells[id]
    const seconds = ((Date.now() - before) / 1000).toFixed(1)
    report(
      `${state.padEnd(6)} ${result.runtime.title}: ${check.title} (${seconds} s)${detail ? `\n       ${detail}` : ''}`,
    )
  }
}

/** @returns {Promise<{ state: 'ok' | 'cannot' | 'fail' | '-', detail?: string }>} */
async function outcome(id, check, runtime) {
  if (check.only && !check.only(runtime)) return { state: '-' }
  const reason = runtime.cannot?.[id]
  try {
    await inPlace(consumer, runtime.emulated ? EMULATED_PATIENCE_MS : PATIENCE_MS, place =>
      check.run({ place, runtime: started.get(runtime), partner: started.get(partner), random, report }),
    )
  } catch (error) {
    if (reason?.proof.test(error.message)) return { state: 'cannot', detail: reason.why }
    return { state: 'fail', detail: error.stack }
  }
  if (reason) return { state: 'fail', detail: `it can by now: take "${id}" out of what ${runtime.id} cannot` }
  return { state: 'ok' }
}

const cells = results.flatMap(result => Object.values(result.cells))
const failed = cells.filter(({ state }) => state === 'fail').length
const passed = cells.filter(({ state }) => state !== 'fail' && state !== '-').length
const whole = chosen.length === runtimes.length && asked.length === Object.keys(checks).length
let stale = 0
if (options.write && whole && failed === 0) writeTable(results)
else if (whole && failed === 0 && !agreesWithTable(results)) {
  report('docs/platforms.md does not say what came out: npm run test:matrix -- --write')
  stale = 1
}
writeResults({ passed, failed: failed + stale })
report(`${passed} passed, ${failed + stale} failed`)
process.exit(failed + stale === 0 ? 0 : 1)

function writeResults(counts) {
  mkdirSync(join(root, '.results'), { recursive: true })
  writeFileSync(join(root, '.results', 'matrix.json'), JSON.stringify(counts))
}
