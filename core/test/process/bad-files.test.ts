import { execFileSync } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createStore, isLockstepError } from '../../src/index.js'
import { seededRandom } from './harness/random.js'
import { windows } from './harness/windows.js'
import { within } from './harness/within.js'
import { createWorld, type World } from './harness/world.js'
import { joinHere, lockstepError } from './here.js'

const SOMEBODY_ELSE = 65_534
const isRoot = process.getuid?.() === 0
const initialState = { n: 0, text: '' }
const small = { initialState, maxStateBytes: 65_536, logBytes: 65_536 }

function scratchFile(name = 'bad.store'): { world: World; file: string } {
  const world = createWorld()
  joinHere(world)
  return { world, file: join(world.scratch, name) }
}

const digestOf = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')

/** A file with a snapshot, and commits behind it. */
function makeStore(file: string): void {
  const store = createStore({ file, ...small })
  store.setState({ text: 'x'.repeat(40_000) })
  for (let n = 1; n <= 100; n += 1) store.setState({ n })
  store.close()
}

const json = JSON.stringify(
  { name: 'settings', values: Array.from({ length: 10_000 }, (_, n) => n) },
  null,
  2,
)

const foreign: readonly (readonly [what: string, content: Uint8Array | string])[] = [
  ['one byte', 'x'],
  ['a short text', 'not a store\n'],
  ['a JSON file', json],
  ['a page of random bytes', randomBytes(4096)],
  ['half a megabyte of random bytes', randomBytes(1 << 19)],
  ['an SQLite database', Buffer.concat([Buffer.from('SQLite format 3\0'), Buffer.alloc(8192, 1)])],
  [
    'zeros, and then something',
    Buffer.concat([Buffer.alloc(60_000), Buffer.from('something'), Buffer.alloc(99_999)]),
  ],
]

it.each(foreign)('refuses %s, by everyone, and never writes to it', async (_what, content) => {
  const { world, file } = scratchFile()
  writeFileSync(file, content, { mode: 0o600 })
  const before = [digestOf(file), statSync(file).mtimeMs]
  for (const options of [
    small,
    {},
    { readonly: true },
    { ...small, schemaVersion: 2, migrate: () => initialState },
  ]) {
    const error = await lockstepError(() => createStore({ file, ...options }), 'LOCKSTEP_DAMAGED')
    expect(error.message).toContain(file)
    expect(error.message).toMatch(/is no store of Lockstep's.*Nothing was changed\. Check the path/)
  }
  expect([digestOf(file), statSync(file).mtimeMs]).toEqual(before)
  expect(readdirSync(world.scratch)).toEqual(['bad.store'])
})

it('makes a store of an empty file, which somebody may have touched', () => {
  const { file } = scratchFile()
  writeFileSync(file, '', { mode: 0o600 })
  const store = createStore({ file, ...small })
  expect([store.getState(), store.version]).toEqual([initialState, 0])
  store.close()
})

it('finds a whole state in a file that was cut at any length, or refuses it and leaves it alone', () => {
  const { world, file } = scratchFile()
  const random = seededRandom()
  makeStore(file)
  const { size } = statSync(file)
  const cut = join(world.scratch, 'cut.store')
  const lengths = [1, 8, 63, 64, 4095, 4096, 49_152, 65_535, 65_536, size - 1, size]
  let opened = 0
  for (const length of [...lengths, ...Array.from({ length: 100 }, () => 1 + random.int(size))]) {
    copyFileSync(file, cut)
    truncateSync(cut, length)
    const before = digestOf(cut)
    try {
      const store = createStore<typeof initialState>({ file: cut })
      expect(store.getState()).toEqual({ n: store.version - 1, text: 'x'.repeat(40_000) })
      store.close()
      opened += 1
    } catch (error) {
      if (!isLockstepError(error, 'LOCKSTEP_DAMAGED')) throw error
      expect(digestOf(cut)).toBe(before)
    }
    rmSync(cut)
  }
  expect(opened).toBeGreaterThan(0)
})

it('finds a whole state in a file of which any page was overwritten, or refuses it', () => {
  const { world, file } = scratchFile()
  const random = seededRandom()
  makeStore(file)
  const whole = readFileSync(file)
  const spoilt = join(world.scratch, 'spoilt.store')
  for (let round = 0; round < 150; round += 1) {
    const bytes = Buffer.from(whole)
    const at = random.int(whole.length / 4096) * 4096
    randomBytes(1 + random.int(4096)).copy(bytes, at)
    writeFileSync(spoilt, bytes, { mode: 0o600 })
    try {
      const store = createStore<typeof initialState>({ file: spoilt })
      // An older root has an older snapshot.
      const { n, text } = store.getState()
      expect([n, text.length]).toEqual(store.version === 0 ? [0, 0] : [store.version - 1, 40_000])
      store.close()
    } catch (error) {
      if (!isLockstepError(error)) throw error
      expect(['LOCKSTEP_DAMAGED', 'LOCKSTEP_LAYOUT']).toContain(error.code)
    }
    rmSync(spoilt)
  }
})

const places: readonly (readonly [what: string, put: (file: string, world: World) => void, says: RegExp])[] =
  [
    ['a directory', file => mkdirSync(file), /cannot be opened.*directory.*Choose another path/],
    [
      'a FIFO',
      file => execFileSync('mkfifo', ['-m', '600', file]),
      /is not a regular file\. Choose another path/,
    ],
    [
      'a symbolic link to nothing',
      (file, world) => symlinkSync(join(world.scratch, 'nothing'), file),
      /symbolic link/,
    ],
    [
      'a file that others may read',
      file => {
        makeStore(file)
        chmodSync(file, 0o644)
      },
      /can be used by other users.*chmod 600/,
    ],
    [
      'a file with two names',
      (file, world) => {
        makeStore(file)
        linkSync(file, join(world.scratch, 'other.store'))
      },
      /several names \(hard links\).*Copy it/,
    ],
  ]

describe.skipIf(windows)('in place of a file', () => {
  it.each(places)('refuses %s with LOCKSTEP_PERMISSION, and touches nothing', async (_what, put, says) => {
    const { world, file } = scratchFile()
    put(file, world)
    const before = readdirSync(world.scratch)
    const error = await lockstepError(() => createStore({ file, ...small }), 'LOCKSTEP_PERMISSION')
    expect(error.message).toContain(file)
    expect(error.message).toMatch(says)
    expect(readdirSync(world.scratch)).toEqual(before)
  })

  it.runIf(isRoot)('refuses the file of another user', async () => {
    const { file } = scratchFile()
    makeStore(file)
    chownSync(file, SOMEBODY_ELSE, SOMEBODY_ELSE)
    const error = await lockstepError(() => createStore({ file, ...small }), 'LOCKSTEP_PERMISSION')
    expect(error.message).toMatch(/belongs to user 65534\. Choose another path, or run as that user/)
  })

  it.skipIf(isRoot)('refuses a file that it may not write, also to read it', async () => {
    const { file } = scratchFile()
    makeStore(file)
    chmodSync(file, 0o400)
    for (const readonly of [false, true]) {
      const error = await lockstepError(() => createStore({ file, readonly }), 'LOCKSTEP_PERMISSION')
      expect(error.message).toMatch(/cannot be opened for reading and writing/)
    }
  })
})

const away: readonly (readonly [what: string, take: (file: string) => void])[] = [
  ['removed', file => rmSync(file)],
  ['renamed', file => renameSync(file, `${file}.old`)],
  [
    'replaced by a copy',
    file => {
      copyFileSync(file, `${file}.copy`)
      renameSync(`${file}.copy`, file)
    },
  ],
]

// Windows lets nobody take away a file that is open.
describe.skipIf(windows)('taken away', () => {
  it.each(away)('tells a writer, within about a second, that its file was %s', async (_what, take) => {
    const { file } = scratchFile()
    const store = createStore({ file, ...small })
    store.setState({ n: 1 })
    const closed = new Promise(resolve => store.onClose(resolve))
    take(file)
    async function commitOn(): Promise<never> {
      for (;;) {
        store.setState({ n: store.getState().n + 1 })
        await setImmediate()
      }
    }
    const error = await lockstepError(() => within(commitOn(), 'the store to notice'), 'LOCKSTEP_DETACHED')
    expect(error.message).toContain(file)
    expect(error.message).toMatch(/was removed, renamed or replaced while it was open/)
    expect(await closed).toMatchObject({ reason: 'detached', error })
    const n = store.getState().n
    expect(n).toBeGreaterThan(0)

    // Whatever lies at the path now is a store of its own.
    const next = createStore({ file, ...small })
    expect(next.getState().n).toBeLessThan(n)
    next.setState({ n: -1 })
    next.close()
  })
})
