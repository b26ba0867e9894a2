import { describe, expect, test } from 'vitest'
import { createStore, openStore } from '../src/index.js'
import { anotherPeer, code, opened, unique } from './support/stores.js'

describe('openStore', () => {
  test('waits until somebody creates the store', async () => {
    const definition = unique()
    const opening = openStore(definition)
    anotherPeer(definition)
    expect(opened(await opening).getState()).toEqual(definition.initialState)
  })

  test('opens at once what is there', async () => {
    const definition = unique()
    const a = opened(createStore(definition))
    expect(opened(await openStore(definition)).peerId).toBe(a.peerId)
  })

  test('never creates, and says so when the time is over', async () => {
    const definition = unique()
    await expect(openStore(definition, { timeout: 10 })).rejects.toThrow('LOCKSTEP_TIMEOUT')
    expect(code(() => createStore({ name: definition.name }))).toBe('LOCKSTEP_NOT_FOUND')
  })

  test('ends with the signal', async () => {
    const definition = unique()
    const abort = new AbortController()
    const opening = openStore(definition, { signal: abort.signal })
    const reason = new Error('enough')
    abort.abort(reason)
    await expect(opening).rejects.toBe(reason)
    await expect(openStore(definition, { signal: abort.signal })).rejects.toBe(reason)
  })

  test('rejects what createStore would throw', async () => {
    await expect(openStore({ name: 'a/b' })).rejects.toThrow('LOCKSTEP_NAME')
  })
})
