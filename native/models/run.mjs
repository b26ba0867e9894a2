// `npm run models`: the protocol's models, and for each what it must find when something is broken. `npm run models
// doorbell` runs those whose name contains the word. Says one line for each, how many hold, and of how many nothing is
// shown.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installTools } from './install.mjs'
import { relacyChecks } from './relacy.mjs'
import { spinChecks } from './spin.mjs'

const root = join(import.meta.dirname, '..', '..')
const results = join(root, '.results')
mkdirSync(results, { recursive: true })
rmSync(join(results, 'models.json'), { force: true })

const filter = process.argv[2] ?? ''
const counts = { passed: 0, failed: 0 }
const kinds = { model: 0, control: 0, unneeded: 0, exempt: 0 }
/** A check that cannot be run has not shown anything; the others go on. */
function attempt(check) {
  try {
    return check.run()
  } catch (error) {
    return { holds: false, text: error.message }
  }
}
const report = text => process.stdout.write(`${text}\n`)

try {
  installTools(report)
  for (const prepare of [spinChecks, relacyChecks]) {
    for (const check of await prepare(join(root, 'native', 'src'), join(root, '.cache', 'models'))) {
      if (!check.name.includes(filter)) continue
      const begin = Date.now()
      const { holds, text } = attempt(check)
      const { kind = 'control' } = check
      if (holds) kinds[kind] += 1
      // What nothing is run for passes nothing.
      if (kind !== 'exempt') counts[holds ? 'passed' : 'failed'] += 1
      const word = kind === 'exempt' ? '--  ' : holds ? 'ok  ' : 'FAIL'
      report(`${word} ${check.name.padEnd(34)} ${text} (${((Date.now() - begin) / 1000).toFixed(1)} s)`)
    }
  }
} catch (error) {
  report(error.message)
  counts.failed += 1
}
writeFileSync(join(results, 'models.json'), JSON.stringify(counts))
report(
  `Models: ${counts.passed} passed, ${counts.failed} failed: ${kinds.model} searches, ${kinds.control} controls, ` +
    `${kinds.unneeded} not needed; ${kinds.exempt} not shown`,
)
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1)
