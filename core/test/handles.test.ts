import { describe, expect, test, vi } from 'vitest'
import { createStore } from '../src/index.js'
import { anotherPeer, code, opened, unique } from './support/stores.js'

describe('handles of one thread', () => {
  test('share one peer and one state; each has its own subscriptions and its own end', () => {
    const definition = unique()
    const [a, b] = [opened(createStore(definition)), opened(createStore(definition))]
    expect(a.peerId).toBe(b.peerId)
    expect(a.peers()).toHaveLength(1)
    const heard: string[] = []
    a.subscribe(() => heard.push('a'))
    b.subscribe(() => heard.push('b'))
    a.update(draft => {
      draft.n = 1
    })
    expect(b.getState()).toBe(a.getState())
    expect(b.getSnapshot()).toBe(a.getSnapshot())
    a.close()
    b.update(draft => {
      draft.n = 2
    })
    expect(heard).toEqual(['a', 'b', 'b'])
    expect([a.closed, a.getState().n, b.closed, b.getState().n]).toEqual([true, 1, false, 2])
  })

  test('the last to close leaves the store, which then begins afresh', () => {
    const definition = unique()
    const [a, b] = [opened(createStore(definition)), opened(createStore(definition))]
    a.update(draft => {
      draft.n = 1
    })
    a.close()
    a.close()
    const again = opened(createStore(definition))
    expect(again.getState().n).toBe(1)
    again.close()
    b.close()
    const c = opened(createStore(definition))
    expect([c.getState().n, c.version]).toEqual([0, 0])
    expect(c.peerId).not.toBe(b.peerId)
  })

  test('500 opened and never closed are one peer', () => {
    const definition = unique()
    const first = opened(createStore(definition))
    const handles = Array.from({ length: 500 }, () => opened(createStore(definition)))
    expect(first.peers()).toHaveLength(1)
    expect(handles.every(handle => handle.peerId === first.peerId)).toBe(true)
  })

  test('an update in a recipe of another handle is nested too', () => {
    const definition = unique()
    const [a, b] = [opened(createStore(definition)), opened(createStore(definition))]
    expect(code(() => a.update(() => b.setState({ n: 1 })))).toBe('LOCKSTEP_NESTED')
    expect(a.version).toBe(0)
  })

  test('are found by a second copy of the package', async () => {
    const definition = unique()
    const a = opened(createStore(definition))
    vi.resetModules()
    const copy = await import('../src/index.js')
    expect(copy.createStore).not.toBe(createStore)
    const b = opened(copy.createStore(definition))
    expect(b.peerId).toBe(a.peerId)
    b.setState({ n: 5 })
    expect(a.getSnapshot().n).toBe(5)
  })

  test.each([
    [{ readonly: true }, 'false', 'true'],
    [{ schemaVersion: 2 }, '1', '2'],
    [{ maxStateBytes: 1 << 20 }, '134217728', '1048576'],
    [{ logBytes: 1 << 20 }, '4194304', '1048576'],
    [{ title: 'other' }, '""', '"other"'],
    [{ lockTimeout: 100 }, '5000', '100'],
    [{ checks: false }, 'true', 'false'],
  ])('cannot differ in %o', (other, before, after) => {
    const definition = { ...unique(), checks: true }
    const a = opened(createStore(definition))
    const again = () => createStore({ ...definition, ...other })
    expect(again).toThrow('LOCKSTEP_OPTIONS')
    expect(again).toThrow(`${Object.keys(other)[0]} ${before}`)
    expect(again).toThrow(`${Object.keys(other)[0]} ${after}`)
    expect(a.peers()).toHaveLength(1)
  })

  test('cannot be exclusive where the thread has the store open already', () => {
    const definition = unique()
    const a = opened(createStore(definition))
    expect(() => createStore({ ...definition, exclusive: true })).toThrow('LOCKSTEP_EXISTS')
    expect(a.peers()).toHaveLength(1)
  })

  test('may leave out what another one said', () => {
    const definition = { ...unique(), title: 'titled', maxStateBytes: 1 << 20, lockTimeout: 100 }
    const a = opened(createStore(definition))
    expect(opened(createStore<{ n: number }>({ name: definition.name })).peerId).toBe(a.peerId)
    expect(opened(createStore(unique())).peerId).not.toBe(a.peerId)
  })

  test('who writes cannot share with who opened it readonly', () => {
    const definition = unique()
    anotherPeer(definition)
    const reader = opened(createStore({ ...definition, readonly: true }))
    expect(code(() => createStore(definition))).toBe('LOCKSTEP_OPTIONS')
    expect(code(() => reader.setState({ n: 1 }))).toBe('LOCKSTEP_READONLY')
  })
})
