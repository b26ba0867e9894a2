import { describe, expect, test } from 'vitest'
import { createStore, isLockstepError } from '../src/index.js'
import { uniqueFile, useDirectory } from './support/files.js'
import { code, opened } from './support/stores.js'

const directory = useDirectory()

interface Notes {
  notes: { text: string }[]
}

const old = (file: string) => ({ file, initialState: { lines: ['a', 'b'] } })
const initialState: Notes = { notes: [] }
const migrate = (state: unknown): Notes => ({
  notes: (state as { lines: string[] }).lines.map(text => ({ text })),
})

/** A file of schema 1 with one commit. */
function oldFile(): string {
  const file = uniqueFile(directory)
  const store = createStore(old(file))
  store.setState({ lines: ['a', 'b', 'c'] })
  store.close()
  return file
}

/** The old program finds what it left. */
function expectUnchanged(file: string): void {
  const store = createStore(old(file))
  expect([store.getState(), store.version]).toEqual([{ lines: ['a', 'b', 'c'] }, 1])
  store.close()
}

describe('migrate', () => {
  test('makes the new state of the old one, as one commit', () => {
    const file = oldFile()
    const definition = { file, schemaVersion: 2, initialState, migrate }
    const store = createStore(definition)
    const notes = { notes: [{ text: 'a' }, { text: 'b' }, { text: 'c' }] }
    expect([store.getState(), store.version, store.getInitialState()]).toEqual([notes, 2, initialState])
    store.update(draft => {
      draft.notes.pop()
    })
    store.close()
    const again = () => {
      throw new Error('it is migrated already')
    }
    expect(opened(createStore({ ...definition, migrate: again })).getState().notes).toHaveLength(2)
  })

  test('is told the version that the file has, and may change and return what it gets', () => {
    const file = oldFile()
    const store = opened(
      createStore<{ lines: string[]; from: number }>({
        file,
        schemaVersion: 7,
        migrate(state, from) {
          return Object.assign(state as { lines: string[] }, { from })
        },
      }),
    )
    expect(store.getState()).toEqual({ lines: ['a', 'b', 'c'], from: 1 })
  })

  test('does not run for a new file, and none is needed for one of this version', () => {
    const file = uniqueFile(directory)
    const never = (): Notes => {
      throw new Error('there is nothing to migrate')
    }
    createStore({ file, schemaVersion: 2, initialState, migrate: never }).close()
    expect(opened(createStore({ file, schemaVersion: 2, initialState })).getState()).toEqual(initialState)
  })

  test('is needed where the file is older, also to read it', () => {
    const file = oldFile()
    const ways = [
      { file, schemaVersion: 2, initialState },
      { file, schemaVersion: 2, initialState, migrate, readonly: true },
    ]
    for (const definition of ways) {
      expect(() => createStore(definition)).toThrow(/schema version 1, this program 2\. Pass a `migrate`/)
      expect(code(() => createStore(definition))).toBe('LOCKSTEP_SCHEMA')
    }
    expectUnchanged(file)
  })

  test('never leads back: an older program meeting a newer file gets LOCKSTEP_SCHEMA', () => {
    const file = oldFile()
    createStore({ file, schemaVersion: 2, initialState, migrate }).close()
    expect(() => createStore(old(file))).toThrow(/schema version 2, this program 1\. Update this program/)
    expect(code(() => createStore({ ...old(file), migrate: state => state as never }))).toBe(
      'LOCKSTEP_SCHEMA',
    )
    expect(opened(createStore({ file, schemaVersion: 2, initialState })).getState().notes).toHaveLength(3)
  })

  const cause = new Error('not today')
  const failures: [string, () => unknown, RegExp][] = [
    [
      'throws',
      () => {
        throw cause
      },
      /migrate threw an error/,
    ],
    ['returns a promise', async () => initialState, /returned a promise/],
    ['rejects', () => Promise.reject(cause), /returned a promise/],
    ['returns nothing', () => undefined, /returned no plain object.*undefined/],
    ['returns a text', () => 'notes', /returned no plain object.*string/],
    ['returns a Date', () => new Date(), /returned no plain object.*date/],
    ['returns what cannot be shared', () => ({ notes: [() => {}] }), /cannot share/],
  ]
  test.each(failures)('that %s is LOCKSTEP_MIGRATE, and the file stays as it was', (_, failing, says) => {
    const file = oldFile()
    const definition = { file, schemaVersion: 2, initialState, migrate: failing as () => Notes }
    const open = () => createStore(definition)
    expect(open).toThrow(says)
    expect(open).toThrow(/schema version 1, .* on the way to 2\. The file is as it was/)
    expect(code(open)).toBe('LOCKSTEP_MIGRATE')
    expectUnchanged(file)
  })

  test('gives its error as the cause', () => {
    const file = oldFile()
    const causeOf = (failing: () => unknown): unknown => {
      try {
        createStore({ file, schemaVersion: 2, initialState, migrate: failing as () => Notes })
      } catch (error) {
        return (error as Error).cause
      }
      throw new Error('it did not throw')
    }
    expect(
      causeOf(() => {
        throw cause
      }),
    ).toBe(cause)
    const unsupported = causeOf(() => ({ notes: [{ text: Symbol('a') }] }))
    expect(isLockstepError(unsupported, 'LOCKSTEP_UNSUPPORTED')).toBe(true)
    expect((unsupported as Error).message).toContain('notes[0].text')
  })

  test('that makes a state too large for the file is LOCKSTEP_FULL, and the file stays as it was', () => {
    const file = uniqueFile(directory)
    createStore({ ...old(file), maxStateBytes: 4096 }).close()
    const large = () => ({ notes: [{ text: 'x'.repeat(10_000) }] })
    expect(() => createStore({ file, schemaVersion: 2, initialState, migrate: large })).toThrow(
      /takes 10\d\d\d bytes, and the file was made for 4096/,
    )
    expect(opened(createStore(old(file))).getState()).toEqual({ lines: ['a', 'b'] })
  })
})
