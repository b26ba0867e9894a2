import { describe, expect, test } from 'vitest'
import { isLockstepError } from '../errors/errors.js'
import { createChecks } from './check.js'
import { decodeState, encodeState } from './codec.js'
import { produceCommit } from './produce.js'

function state() {
  return {
    plain: { list: [{ n: 1 }] },
    map: new Map<string, unknown>([['k', { due: new Date(1) }]]),
    set: new Set<unknown>([1]),
    date: new Date(1),
    bytes: Uint8Array.of(1, 2, 3),
    view: new DataView(new ArrayBuffer(4)),
    buffer: new ArrayBuffer(4),
    error: new Error('x', { cause: { at: new Date(1) } }),
    pattern: /x/g,
  }
}

function frozen() {
  const checks = createChecks()
  const current = state()
  checks.freeze(current)
  return { checks, current }
}

describe('a frozen state', () => {
  test.each<[string, (current: ReturnType<typeof state>) => void]>([
    [
      'a property',
      current => {
        ;(current as { extra?: number }).extra = 1
      },
    ],
    [
      'a property in depth',
      current => {
        current.plain.list[0]!.n = 2
      },
    ],
    ['an array', current => void current.plain.list.push({ n: 2 })],
    [
      'the message of an error',
      current => {
        current.error.message = 'y'
      },
    ],
    [
      'what is in a Map',
      current => {
        ;(current.map.get('k') as { due?: Date }).due = new Date()
      },
    ],
  ])('throws where %s is edited', (_, edit) => {
    expect(() => edit(frozen().current)).toThrow(TypeError)
  })

  test.each<[string, (current: ReturnType<typeof state>) => void, string]>([
    ['Map.set', current => void current.map.set('x', 1), 'map was edited'],
    ['Map.delete', current => void current.map.delete('k'), 'map was edited'],
    ['Map.clear', current => void current.map.clear(), 'map was edited'],
    ['Set.add', current => void current.set.add(2), 'set was edited'],
    ['Set.delete', current => void current.set.delete(1), 'set was edited'],
    ['Set.clear', current => void current.set.clear(), 'set was edited'],
  ])('throws LOCKSTEP_MUTATED with the path at %s', (_, edit, message) => {
    expectMutated(() => edit(frozen().current), message)
  })

  test.each<[string, (current: ReturnType<typeof state>) => void, string]>([
    ['a date', current => void current.date.setTime(2), 'date'],
    ['a date in a Map', current => void (current.map.get('k') as { due: Date }).due.setTime(2), 'map.k.due'],
    [
      'a date in the cause of an error',
      current => void (current.error.cause as { at: Date }).at.setTime(2),
      'error.cause.at',
    ],
    [
      'a typed array',
      current => {
        current.bytes[1] = 9
      },
      'bytes',
    ],
    ['a DataView', current => current.view.setInt8(2, 1), 'view'],
    [
      'an ArrayBuffer',
      current => {
        new Uint8Array(current.buffer)[3] = 1
      },
      'buffer',
    ],
    [
      'a buffer that is transferred away',
      ({ buffer }) => void structuredClone(buffer, { transfer: [buffer] }),
      'buffer',
    ],
  ])('is found out when %s was edited', (_, edit, path) => {
    const { checks, current } = frozen()
    checks.assertUnmutated(current)
    edit(current)
    expectMutated(() => checks.assertUnmutated(current), `${path} was edited in place`)
  })

  test('lets patterns match, which moves their lastIndex', () => {
    const { checks, current } = frozen()
    expect(current.pattern.test('xx')).toBe(true)
    checks.assertUnmutated(current)
  })

  test('can be produced from, encoded and read', () => {
    const { checks, current } = frozen()
    const produced = produceCommit(current, draft => {
      draft.map.set('x', 1)
      draft.set.add(2)
      draft.plain.list.push({ n: 2 })
      draft.date = new Date(5)
    })!
    checks.freeze(produced.state)
    expect([...produced.state.map.keys(), ...produced.state.set]).toEqual(['k', 'x', 1, 2])
    expect(decodeState(encodeState(produced.state)).state).toEqual(produced.state)
    checks.assertUnmutated(produced.state)
  })
})

describe('after a commit', () => {
  test('the new state is frozen and watched, new parts and old', () => {
    const { checks, current } = frozen()
    const next = produceCommit(current, draft => {
      draft.plain = { list: [{ n: 5 }] }
    })!.state
    checks.freeze(next)
    expect(() => next.plain.list.push({ n: 6 })).toThrow(TypeError)
    current.bytes[0] = 9
    expectMutated(() => checks.assertUnmutated(next), 'bytes')
  })

  test('what is no longer in the state may be edited', () => {
    const { checks, current } = frozen()
    const { date, bytes } = current
    const next = produceCommit(current, draft => {
      draft.date = new Date(7)
      draft.bytes = Uint8Array.of(7)
    })!.state
    checks.freeze(next)
    date.setTime(9)
    bytes[0] = 9
    checks.assertUnmutated(next)
  })

  test('an element is found under its new index', () => {
    const checks = createChecks()
    const base = { list: [{ due: new Date(1) }] }
    checks.freeze(base)
    const next = produceCommit(base, draft => void draft.list.unshift({ due: new Date(2) }))!.state
    checks.freeze(next)
    next.list[1]!.due.setTime(5)
    expectMutated(() => checks.assertUnmutated(next), 'list[1].due')
  })

  test('what the caller inserted is not frozen', () => {
    const checks = createChecks()
    const item = { tags: ['a'] }
    const next = produceCommit({ list: [] as unknown[] }, draft => void draft.list.push(item))!.state
    checks.freeze(next)
    expect(Object.isFrozen(item)).toBe(false)
    item.tags.push('b')
  })
})

test('a state that is a primitive needs no checks', () => {
  const checks = createChecks()
  checks.freeze(5)
  checks.assertUnmutated(null)
})

function expectMutated(run: () => void, message: string): void {
  try {
    run()
  } catch (error) {
    expect(isLockstepError(error, 'LOCKSTEP_MUTATED')).toBe(true)
    expect((error as Error).message).toContain(message)
    return
  }
  throw new Error('nothing was thrown')
}
