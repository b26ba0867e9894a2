// Remembers which sources each prebuilt binary was made from, beside the binaries: what is up to date is not made
// again, and what is not must not be published.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { native, prebuilds } from './paths.mjs'

const file = join(prebuilds, 'record.json')
const resolve = createRequire(import.meta.url).resolve

/** The path of a target's binary. */
export function binaryOf(target) {
  return join(prebuilds, `${target.name}.node`)
}

/** A number for everything that a binary is made from. */
export function sourcesHash() {
  const sources = ['src', 'cross'].flatMap(folder =>
    readdirSync(join(native, folder), { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name)),
  )
  const others = ['CMakeLists.txt', 'addon.cmake', 'napi-functions.mjs'].map(name => join(native, name))
  const headers = ['node-addon-api', 'node-api-headers'].map(name => resolve(`${name}/package.json`))
  const hash = createHash('sha256')
  for (const path of [...sources.sort(), ...others, ...headers])
    hash.update(path.startsWith(native) ? path.slice(native.length) : '').update(readFileSync(path))
  return hash.digest('hex')
}

/** Whether a target's binary is there, untouched, and made from these sources. */
export function isCurrent(target, sources) {
  const made = read()[target.name]
  return existsSync(binaryOf(target)) && made?.sources === sources && made.binary === hashOf(binaryOf(target))
}

/** Notes that a target's binary was made from these sources and found right. */
export function remember(target, sources) {
  const record = { ...read(), [target.name]: { sources, binary: hashOf(binaryOf(target)) } }
  writeFileSync(file, `${JSON.stringify(record, undefined, 2)}\n`)
}

function read() {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}

function hashOf(path) {
  return createHash('sha256').update(readFileSync(path)).digest('hex')
}
