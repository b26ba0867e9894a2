import { describe, expect, test } from 'vitest'
import { isLockstepError } from '../errors/errors.js'
import { defineStore } from './definition.js'

const thrownBy = (definition: unknown): unknown => {
  try {
    defineStore(definition as { name: string; initialState: object })
  } catch (error) {
    return error
  }
  throw new Error('it was accepted')
}

const valid = { name: 'acme.editor', initialState: {} }

describe('names', () => {
  test.each(['a', 'acme.editor', 'A-Z_0.9', 'x'.repeat(100), '-', '_'])('%j is one', name => {
    expect(defineStore({ ...valid, name }).name).toBe(name)
  })

  test.each([
    ['', 'empty'],
    ['x'.repeat(101), 'at most 100'],
    ['a/b', 'only these'],
    ['a\\b', 'only these'],
    ['a b', 'only these'],
    ['ä', 'only these'],
    ['a\n', 'only these'],
    ['a\0', 'only these'],
    ['.hidden', 'dot'],
    ['..', 'dot'],
    ['a..b', 'single dots'],
    [undefined, 'needs a name'],
    [7, 'needs a name'],
  ])('%j is none, and the error says what to write', (name, advice) => {
    const error = thrownBy({ ...valid, name })
    expect(isLockstepError(error, 'LOCKSTEP_NAME')).toBe(true)
    expect((error as Error).message).toContain(advice)
  })
})

describe('options', () => {
  test.each([
    [{ maxStateBytes: 1023 }],
    [{ maxStateBytes: 2 ** 31 + 1 }],
    [{ maxStateBytes: 4096.5 }],
    [{ maxStateBytes: '4096' }],
    [{ logBytes: 1024 }],
    [{ logBytes: Number.NaN }],
    [{ lockTimeout: 0 }],
    [{ lockTimeout: Number.POSITIVE_INFINITY }],
    [{ schemaVersion: -1 }],
    [{ schemaVersion: 1.5 }],
    [{ scope: 'x'.repeat(1001) }],
    [{ scope: 7 }],
    [{ title: null }],
    [{ readonly: 'yes' }],
    [{ checks: 1 }],
    [{ exclusive: true, readonly: true }],
    [{ initialstate: {} }],
    [{ initialState: 7 }],
    [{ initialState: null }],
    [{ initialState: 'text' }],
    [{ initialState: new Date() }],
    [{ initialState: new (class State {})() }],
    [{ initialState: undefined, exclusive: true }],
    [{ initialState: undefined, maxStateBytes: 4096 }],
    [{ migrate: () => ({}) }],
    [{ migrate: 'yes' }],
  ])('%o are refused by the name of the option', options => {
    const error = thrownBy({ ...valid, ...options })
    expect(isLockstepError(error, 'LOCKSTEP_OPTIONS')).toBe(true)
    expect((error as Error).message).toContain('"acme.editor"')
    expect((error as Error).message).toContain(Object.keys(options).at(-1))
  })

  test.each([
    [{ scope: 'dev' }, 'takes no scope'],
    [{ migrate: 'yes' }, 'needs a function as migrate'],
    [{ readonly: 1 }, 'readonly'],
    [{ name: 'acme.editor' }, 'a name or a file'],
  ])('%o are refused for a file, which the message names', (options, says) => {
    const error = thrownBy({ file: '/acme/editor.store', initialState: {}, ...options })
    expect(isLockstepError(error, 'LOCKSTEP_OPTIONS')).toBe(true)
    expect((error as Error).message).toContain('"/acme/editor.store"')
    expect((error as Error).message).toContain(says)
  })

  test.each([
    ['', 'empty'],
    ['a\0b', 'NUL'],
    ['file:///acme/editor.store', 'fileURLToPath'],
    [new URL('file:///acme/editor.store'), 'fileURLToPath'],
    [7, 'pass a string'],
    [null, 'pass a string'],
  ])('%j is no file, and the error says what to write', (file, advice) => {
    const error = thrownBy({ file, initialState: {} })
    expect(isLockstepError(error, 'LOCKSTEP_OPTIONS')).toBe(true)
    expect((error as Error).message).toContain(advice)
  })

  test('a file can have a migrate, with and without an initialState', () => {
    const migrate = () => ({ n: 0 })
    expect(defineStore({ file: 'a', initialState: { n: 0 }, migrate }).migrate).toBe(migrate)
    expect(defineStore<object>({ file: 'a', migrate, readonly: true }).migrate).toBe(migrate)
  })

  test('anything but an object is refused', () => {
    expect(isLockstepError(thrownBy('acme.editor'), 'LOCKSTEP_OPTIONS')).toBe(true)
    expect(isLockstepError(thrownBy(undefined), 'LOCKSTEP_OPTIONS')).toBe(true)
  })

  test.each([[{}], [[]], [new Map()], [new Set()], [Object.create(null)]])(
    '%o can be a state',
    initialState => {
      expect(defineStore({ ...valid, initialState }).initialState).toBe(initialState)
    },
  )

  test('an option that is undefined is one that is left out', () => {
    expect(() => defineStore({ ...valid, title: undefined } as unknown as typeof valid)).not.toThrow()
  })

  test('a definition is a frozen copy', () => {
    const written = { ...valid, title: 'one' }
    const definition = defineStore(written)
    written.title = 'two'
    expect(definition.title).toBe('one')
    expect(Object.isFrozen(definition)).toBe(true)
  })
})
