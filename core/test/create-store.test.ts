import { describe, expect, test, vi } from 'vitest'
import { createStore } from '../src/index.js'
import { turn } from './conformance/world.js'
import { anotherPeer, code, opened, unique } from './support/stores.js'

describe('createStore', () => {
  test('scopes keep stores of one name apart', () => {
    const definition = unique()
    const [a, b] = [opened(createStore({ ...definition, scope: 'dev' })), opened(createStore(definition))]
    a.setState({ n: 1 })
    expect(b.getState().n).toBe(0)
  })

  test('takes its scope from LOCKSTEP_SCOPE', () => {
    const definition = unique()
    vi.stubEnv('LOCKSTEP_SCOPE', 'from the environment')
    const a = opened(createStore(definition))
    vi.unstubAllEnvs()
    expect(opened(createStore({ ...definition, scope: 'from the environment' })).peerId).toBe(a.peerId)
  })

  test('only opens without initialState, and with readonly', () => {
    const definition = unique()
    const { name } = definition
    expect(code(() => createStore({ name }))).toBe('LOCKSTEP_NOT_FOUND')
    expect(code(() => createStore({ ...definition, readonly: true }))).toBe('LOCKSTEP_NOT_FOUND')
    anotherPeer(definition)
    expect(opened(createStore({ name, readonly: true })).getState()).toEqual(definition.initialState)
  })

  test('exclusive refuses a store that somebody has open', () => {
    const definition = unique()
    anotherPeer(definition)
    expect(code(() => createStore({ ...definition, exclusive: true }))).toBe('LOCKSTEP_EXISTS')
  })

  test('creates nothing when initialState cannot be shared', () => {
    const { name } = unique()
    expect(code(() => createStore({ name, initialState: { run: () => {} } }))).toBe('LOCKSTEP_UNSUPPORTED')
    expect(code(() => createStore({ name }))).toBe('LOCKSTEP_NOT_FOUND')
  })

  test('joins a state as it is, and warns once with checks when its keys differ from initialState', () => {
    const definition = unique()
    anotherPeer(definition)
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
    const wanted = { name: definition.name, initialState: { n: 5, theme: 'dark' }, checks: true }
    const store = opened(createStore(wanted))
    opened(createStore(wanted))
    expect(store.getState()).toEqual(definition.initialState)
    expect(store.getInitialState()).toBe(wanted.initialState)
    expect(warn).toHaveBeenCalledTimes(1)
    for (const part of ['theme', 'list', `${process.pid}`]) expect(warn.mock.calls[0]![0]).toContain(part)
    warn.mockRestore()
  })

  test('opens again after the store ended by itself', async () => {
    const definition = unique()
    const peer = anotherPeer(definition)
    peer.snapshot()
    const a = opened(createStore(definition))
    peer.append(0, new Uint8Array([0xc0, 0xff, 0xff]), 3)
    expect(a.getState().n).toBe(0)
    expect(a.closed).toBe(true)
    peer.close()
    const b = opened(createStore(definition))
    expect([b.closed, b.version]).toEqual([false, 0])
    b.setState({ n: 1 })
    await turn()
    a.close()
    expect(opened(createStore(definition)).peerId).toBe(b.peerId)
  })
})
