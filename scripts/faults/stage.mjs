// Folders in which a program's `@lockstep/core` loads an addon with fault points: copies of the two packages, with that
// addon where the loader looks first. So no installed package can be made to load another binary.
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'

/**
 * @param {string} root the repository, or a copy of it
 * @param {Record<string, string>} binaries
 * @returns {string} the folder that holds a folder for each binary
 */
export function makeStages(root, binaries) {
  const stages = join(root, 'native', 'build', 'faults', 'stages')
  rmSync(stages, { recursive: true, force: true })
  for (const [name, binary] of Object.entries(binaries)) {
    const packages = join(stages, name, 'node_modules', '@lockstep')
    for (const workspace of ['native', 'core'])
      for (const part of ['package.json', 'dist'])
        cpSync(join(root, workspace, part), join(packages, workspace, part), { recursive: true })
    const release = join(packages, 'native', 'build', 'Release')
    mkdirSync(release, { recursive: true })
    cpSync(binary, join(release, 'lockstep.node'))
    const programs = join(stages, name, 'programs')
    cpSync(join(root, 'core', 'test', 'faults', 'programs'), programs, { recursive: true })
    for (const shared of ['serve.mjs', 'stopwatch.mjs'])
      cpSync(join(root, 'core', 'test', 'process', 'programs', shared), join(programs, shared))
  }
  return stages
}
