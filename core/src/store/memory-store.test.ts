import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { isLockstepError } from '../errors/errors.js'
import { createMemoryStore } from './memory-store.js'

const definition = { name: 'memory', initialState: { n: 0, list: [1], when: new Date(0) } }

const thrownBy = (work: () => unknown): Error => {
  try {
    work()
  } catch (error) {
    return error as Error
  }
  throw new Error('it did not throw')
}

describe('a memory store', () => {
  test('is a whole store', async () => {
    const store = createMemoryStore(definition)
    expect(store.name).toBe('memory')
    expect(store.getState()).toEqual(definition.initialState)
    expect(store.getInitialState()).toBe(definition.initialState)
    store.update(draft => {
      draft.list.push(2)
    })
    store.setState({ n: 1 })
    store.setState(state => ({ n: state.n + 1 }), { label: 'add' })
    expect(store.getState()).toEqual({ ...definition.initialState, n: 2, list: [1, 2] })
    expect(store.version).toBe(3)
    expect(store.peers()).toEqual([{ id: store.peerId, pid: 0, title: '', version: 3, self: true }])
    await Promise.all([store.settled(), store.confirmed(), store.flush()])
    store.onRejected(() => {})()
  })

  test('takes the definition of a store in a file, and touches no file', async () => {
    const file = join(tmpdir(), `lockstep-${randomUUID()}`, 'no.store')
    const migrate = () => {
      throw new Error('there is nothing to migrate')
    }
    const store = createMemoryStore({ file, schemaVersion: 3, initialState: { n: 0 }, migrate })
    store.setState({ n: 1 })
    await store.flush()
    expect([store.name, store.getState(), existsSync(dirname(file))]).toEqual([file, { n: 1 }, false])
  })

  test('is independent of every other, and of its definition', () => {
    const [a, b] = [createMemoryStore(definition), createMemoryStore(definition)]
    a.update(draft => {
      draft.list.push(2)
    })
    expect(b.getState().list).toEqual([1])
    expect(definition.initialState.list).toEqual([1])
    expect(a.getState()).not.toBe(b.getState())
  })

  test('owns its state: the caller may go on with what it put in', () => {
    const initialState = { item: { text: 'a' }, extra: {} as { text?: string } }
    const store = createMemoryStore({ name: 'owns', initialState, checks: false })
    initialState.item.text = 'changed'
    const extra = { text: 'b' }
    store.update(draft => {
      draft.extra = extra
    })
    extra.text = 'changed'
    expect(store.getState()).toEqual({ item: { text: 'a' }, extra: { text: 'b' } })
  })

  test('needs an initialState that can be shared', () => {
    const none = thrownBy(() => createMemoryStore({ name: 'none' } as typeof definition))
    expect(isLockstepError(none, 'LOCKSTEP_OPTIONS')).toBe(true)
    const unsupported = thrownBy(() =>
      createMemoryStore({ name: 'bad', initialState: { a: { b: [() => {}] } } as object }),
    )
    expect(isLockstepError(unsupported, 'LOCKSTEP_UNSUPPORTED')).toBe(true)
    expect(unsupported.message).toContain('a.b[0]')
    const large = thrownBy(() =>
      createMemoryStore({ name: 'large', initialState: { text: 'x'.repeat(2000) }, maxStateBytes: 1024 }),
    )
    expect(isLockstepError(large, 'LOCKSTEP_FULL')).toBe(true)
  })

  test('readonly refuses writes', () => {
    const store = createMemoryStore({ ...definition, readonly: true })
    expect(
      isLockstepError(
        thrownBy(() => store.setState({ n: 1 })),
        'LOCKSTEP_READONLY',
      ),
    ).toBe(true)
  })

  test('setState is for objects, and for keys that are known at once', () => {
    const list = createMemoryStore({ name: 'list', initialState: [1] })
    expect(
      isLockstepError(
        thrownBy(() => list.setState([2])),
        'LOCKSTEP_OPTIONS',
      ),
    ).toBe(true)
    const store = createMemoryStore(definition)
    const later = (async () => ({ n: 1 })) as unknown as () => { n: number }
    expect(
      isLockstepError(
        thrownBy(() => store.setState(later)),
        'LOCKSTEP_OPTIONS',
      ),
    ).toBe(true)
    expect(store.version).toBe(0)
  })

  test('setState cannot reach a prototype', () => {
    const store = createMemoryStore(definition)
    const error = thrownBy(() => store.setState(JSON.parse('{"__proto__":{"evil":1}}')))
    expect(isLockstepError(error, 'LOCKSTEP_UNSUPPORTED')).toBe(true)
    expect(store.version).toBe(0)
  })

  test('setState in a recipe is nested too', () => {
    const store = createMemoryStore(definition)
    const error = thrownBy(() => store.update(() => store.setState({ n: 1 })))
    expect(isLockstepError(error, 'LOCKSTEP_NESTED')).toBe(true)
  })

  test('with checks a state cannot be edited in place', () => {
    const store = createMemoryStore({ ...definition, checks: true })
    expect(() => store.getState().list.push(3)).toThrow(TypeError)
    store.getState().when.setTime(5)
    const error = thrownBy(() => store.setState({ n: 1 }))
    expect(isLockstepError(error, 'LOCKSTEP_MUTATED')).toBe(true)
    expect(error.message).toContain('when')
  })

  test('with checks states stay frozen after commits', () => {
    const store = createMemoryStore({ ...definition, checks: true })
    store.update(draft => {
      draft.list = [5, 6]
    })
    expect(() => store.getState().list.push(3)).toThrow(TypeError)
  })

  test('without checks nothing is frozen', () => {
    const store = createMemoryStore({ ...definition, checks: false })
    expect(Object.isFrozen(store.getState())).toBe(false)
  })

  test('is closed by using', () => {
    const store = createMemoryStore(definition)
    store[Symbol.dispose]()
    expect(store.closed).toBe(true)
  })
})
