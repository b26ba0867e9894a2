import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { randomly } from '../support/seed.js'
import { type Change, runOver } from './broken.js'
import { writeClaims } from './claims.js'

/** In bytes. The least that a claim says is four times as much. */
const LIMIT = 64 * 1024 * 1024
const SMALL_HEAP = ['--max-old-space-size=64', '--max-semi-space-size=1', '--stack-trace-limit=0']

const folder = mkdtempSync(join(tmpdir(), 'lockstep-claims-'))
const file = join(folder, 'claims')
beforeAll(() => writeFileSync(file, writeClaims(randomly(1).seed)))
afterAll(() => rmSync(folder, { recursive: true }))

const decodeClaims = (changes: readonly Change[]) =>
  runOver(changes, 'memory', [file, `${LIMIT}`], SMALL_HEAP)

interface Taken {
  readonly refused: number
  readonly mapped: number
  readonly resident: number
}

// Only Linux tells how much a process has ever mapped.
const linux = test.runIf(process.platform === 'linux')

linux('bytes that claim to be longer than they are take no memory for it', { timeout: 240_000 }, async () => {
  const { how, stdout, stderr } = await decodeClaims([])
  expect(stderr).toBe('')
  expect(how).toBe(0)
  const { refused, mapped, resident } = JSON.parse(stdout) as Taken
  console.info(`${refused} claims were refused: ${mapped} bytes more were mapped, ${resident} resident`)
  expect(refused).toBeGreaterThan(20_000)
  expect(mapped).toBeLessThan(LIMIT)
  expect(resident).toBeLessThan(LIMIT)
})

/** Each makes room before it has looked whether there can be so much. */
const hasty: [string, Change[]][] = [
  [
    'for counts',
    [
      [
        'decode.ts',
        'const count = readValue(0)\n',
        'const count = readValue(0)\nif (Number.isInteger(count) && (count as number) > 0) new Uint8Array(Math.min(count as number, 2 ** 28))\n',
      ],
    ],
  ],
  [
    'for texts',
    [
      [
        'cursor.ts',
        'const start = take(length)\n  return decodeText',
        'new Uint8Array(Math.min(length, 2 ** 28))\nconst start = take(length)\n  return decodeText',
      ],
    ],
  ],
  [
    'for arrays',
    [
      [
        'decode.ts',
        'enter(count, depth)\n  // Grown by',
        'new Array(Math.min(count, 2 ** 24))\nenter(count, depth)\n  // Grown by',
      ],
    ],
  ],
  [
    'for arrays within arrays',
    [['decode.ts', 'const array: unknown[] = []', 'const array: unknown[] = new Array(count)']],
  ],
]

linux.each(hasty)(
  'a decoder that makes room %s before it has checked is found',
  { timeout: 240_000 },
  async (_, changes) => {
    const { how, stdout } = await decodeClaims(changes)
    // With too little heap the engine ends the process.
    if (how === 'SIGABRT' || how === 134) return
    expect(how).toBe(0)
    const { mapped } = JSON.parse(stdout) as Taken
    expect(mapped).toBeGreaterThan(LIMIT)
  },
)
