// Before the package is packed: refuses unless every binary is there, right, and made from these sources. Given the
// folder of binaries in a package that was packed, it looks whether those are there and right.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { faultsOf } from './check.mjs'
import { binaryOf, isCurrent, sourcesHash } from './record.mjs'
import { TARGETS } from './targets.mjs'

const [folder] = process.argv.slice(2)
const sources = sourcesHash()
const faults = TARGETS.flatMap(target => {
  const binary = folder === undefined ? binaryOf(target) : join(folder, `${target.name}.node`)
  if (!existsSync(binary)) return [`${target.name} is missing`]
  if (folder === undefined && !isCurrent(target, sources))
    return [`${target.name} was made from other sources`]
  return faultsOf(target, readFileSync(binary)).map(fault => `${target.name} ${fault}`)
})
if (faults.length > 0) {
  process.stderr.write(
    `@lockstep/native cannot be packed:\n  ${faults.join('\n  ')}\nRun \`npm run prebuild\` in the repository.\n`,
  )
  process.exit(1)
}
