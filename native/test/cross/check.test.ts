import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { faultsOf } from '../../cross/check.mjs'
import { TARGETS } from '../../cross/targets.mjs'

const linux = TARGETS.find(({ name }) => name === 'linux-x64')!

/** A library that g++ makes of a line of C. */
function compiled(code: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-check-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'library.so')
  const options = ['-x', 'c', '-', '-shared', '-fPIC', '-nostdlib', '-Wl,-z,lazy', '-o', file]
  execFileSync('g++', options, { input: code, stdio: ['pipe', 'inherit', 'inherit'] })
  return readFileSync(file)
}

const ENTRIES = 'void napi_register_module_v1() {} int node_api_module_get_api_version_v1() { return 8; }'

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('a binary to be published', () => {
  test('is right when it needs Node-API alone', () => {
    const code = `${ENTRIES} int napi_throw(); int use() { return napi_throw(); }`
    expect(faultsOf(linux, compiled(code))).toEqual([])
  })

  test('is refused when nobody gives what it needs', () => {
    const code = `${ENTRIES} int lost(); int use() { return lost(); }`
    expect(faultsOf(linux, compiled(code))).toEqual(['needs lost of nobody'])
  })

  test('is refused without the entries that Node looks for', () => {
    expect(faultsOf(linux, compiled('int alone() { return 1; }'))).toEqual([
      'does not export napi_register_module_v1',
      'does not export node_api_module_get_api_version_v1',
    ])
  })

  test('is refused when it needs a newer C library than the oldest that is promised', () => {
    const local = readFileSync(fileURLToPath(new URL('../../build/Release/lockstep.node', import.meta.url)))
    expect(faultsOf(linux, local).join('\n')).toMatch(/needs \w+ of GLIBC_2\.(1[89]|[2-9]\d)/)
  })

  test('is refused when it is for another processor', () => {
    const foreign = compiled(ENTRIES)
    const machineOfArm64 = 183
    foreign.writeUInt16LE(machineOfArm64, 18)
    expect(faultsOf(linux, foreign)).toEqual(['is for arm64, not x64'])
  })

  test('is refused when it can be told to die', () => {
    const told = `char* getenv(const char*); char* use() { return getenv("LOCKSTEP_FAULT"); }`
    expect(faultsOf(linux, compiled(`${ENTRIES} ${told}`))).toContain(
      'has fault points in it: it is a build for tests',
    )
    const local = readFileSync(fileURLToPath(new URL('../../build/Release/lockstep.node', import.meta.url)))
    expect(faultsOf(linux, local).join()).not.toContain('fault points')
  })

  test('is refused when it is none', () => {
    expect(() => faultsOf(linux, Buffer.alloc(4096))).toThrow('not a 64-bit little-endian ELF file')
  })
})
