// Before the package is packed: refuses unless every binary is there, right, and made from these sources.
import { existsSync, readFileSync } from 'node:fs'
import { faultsOf } from './check.mjs'
import { binaryOf, isCurrent, sourcesHash } from './record.mjs'
import { TARGETS } from './targets.mjs'

const sources = sourcesHash()
const faults = TARGETS.flatMap(target => {
  if (!existsSync(binaryOf(target))) return [`${target.name} is missing`]
  if (!isCurrent(target, sources)) return [`${target.name} was made from other sources`]
  return faultsOf(target, readFileSync(binaryOf(target))).map(fault => `${target.name} ${fault}`)
})
if (faults.length > 0) {
  process.stderr.write(
    `@lockstep/native cannot be packed:\n  ${faults.join('\n  ')}\nRun \`npm run prebuild\` in the repository.\n`,
  )
  process.exit(1)
}
