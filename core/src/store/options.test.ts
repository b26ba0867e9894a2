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
  ])('%o are refused by the name of the option', options => {
    const error = thrownBy({ ...valid, ...options })
    expect(isLockstepError(error, 'LOCKSTEP_OPTIONS')).toBe(true)
    expect((error as Error).message).toContain('"acme.editor"')
    expect((error as Error).message).toContain(Object.keys(options).at(-1))
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
