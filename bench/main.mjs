// Measures Lockstep beside what one would use without it, in the same run, and says where the targets stand.
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { FEW_STORES, STORES } from './contenders.mjs'
import { openControl } from './harness/control.mjs'
import { startWorld } from './harness/world.mjs'
import { readOptions } from './options.mjs'
import { judge } from './report/judge.mjs'
import { table } from './report/table.mjs'

const options = readOptions(process.argv.slice(2))
// In shared memory, as a store's segment would be; sockets and FIFOs lie beside it.
const directory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'lockstep-bench-'))
process.on('exit', () => rmSync(directory, { recursive: true, force: true }))
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130))

const control = await openControl(directory)
const started = performance.now()
const [loadBefore] = loadavg()
const machine = `${cpus().length} × ${cpus()[0]?.model.trim()}, Node ${process.versions.node}, ${process.platform} ${process.arch}`

const judged = []
for (const row of options.rows) {
  const measures = await row.run({
    rounds: options.rounds,
    quick: options.quick,
    stores: options.quick ? FEW_STORES : STORES,
    startWorld: world => startWorld(control, directory, world),
    progress: text => console.error(`${row.name}: ${text}`),
  })
  judged.push(...measures.map(measure => judge(measure, !options.quick)))
}
control.close()

const seconds = Math.round((performance.now() - started) / 1000)
console.log(`
${machine}; load before the run ${Number(loadBefore).toFixed(1)}, ${options.rounds} rounds in ${seconds} s
median [least–most]; the ratio is how many times better ours is than the best of theirs, round by round
`)
console.log(table(judged))
if (options.quick)
  console.log('\n  A smoke run: everything was exercised and checked; the figures mean little.')
if (options.json) {
  const { rounds, quick } = options
  writeFileSync(options.json, `${JSON.stringify({ machine, rounds, quick, measures: judged }, null, 2)}\n`)
}
