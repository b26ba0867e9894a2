// Compiles the addon with its fault points, and once more for each rule of the protocol that is broken on purpose.
import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { RULES } from './rules.mjs'

const root = join(import.meta.dirname, '..', '..')
const native = join(root, 'native')

/**
 * @param {string} build the folder for it
 * @param {Record<string, string>} [more] settings of cmake's, for another system
 * @returns {Record<string, string>} the binaries: `right`, and one for each rule
 */
export function buildWithFaults(build, more = {}) {
  const broken = join(build, 'broken')
  for (const [rule, { file, changes }] of Object.entries(RULES)) breakRule(rule, file, changes, broken)
  const settings = { CMAKE_BUILD_TYPE: 'Release', ...more, LOCKSTEP_FAULTS: 'ON', LOCKSTEP_BROKEN: broken }
  const flags = Object.entries(settings).map(([name, value]) => `-D${name}=${value}`)
  cmake(['-S', native, '-B', build, ...flags])
  cmake(['--build', build, '--parallel', '2'])
  const binary = name => join(build, `${name}.node`)
  return {
    right: binary('lockstep'),
    ...Object.fromEntries(Object.keys(RULES).map(rule => [rule, binary(rule)])),
  }
}

function breakRule(rule, file, changes, broken) {
  let text = readFileSync(join(native, 'src', file), 'utf8')
  for (const [from, to] of changes) {
    if (text.split(from).length !== 2)
      throw new Error(`The rule "${rule}" cannot be broken: native/src/${file} has changed. See rules.mjs.`)
    text = text.replace(from, () => to)
  }
  const path = join(broken, rule, file)
  mkdirSync(join(broken, rule), { recursive: true })
  // Untouched when nothing changed, so that it is not compiled again.
  if (readOr(path) !== text) writeFileSync(path, text)
}

function readOr(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function cmake(args) {
  const { status, stdout, stderr, error } = spawnSync('cmake', args, { encoding: 'utf8' })
  if (error) throw new Error('cmake cannot be started: install cmake 3.15 or newer.')
  if (status !== 0) throw new Error(`The addon with fault points did not compile:\n${stdout}${stderr}`)
}
