import { expect, it } from 'vitest'
import { createMemoryStore, createStore, defineStore, openStore } from '../../src/index.js'
import { filesOf } from './harness/place.js'
import { createWorld } from './harness/world.js'
import { joinHere, lockstepError } from './here.js'

const initialState = { n: 0 }

/** A name, and what its message has to say about it. */
const badNames: readonly (readonly [name: unknown, says: RegExp])[] = [
  ['', /is empty.*acme\.editor/],
  ['x'.repeat(101), /101 characters: use at most 100/],
  ['x'.repeat(100_000), /100000 characters: use at most 100/],
  ['acme/editor', /"acme\/editor".*use only these/],
  ['/etc/passwd', /"\/etc\/passwd".*use only these/],
  ['acme\\editor', /use only these/],
  ['..', /start it with a letter/],
  ['../editor', /use only these/],
  ['acme..editor', /"acme\.\.editor" contains "\.\.": use single dots/],
  ['.hidden', /starts with a dot: start it with a letter/],
  ['two words', /use only these/],
  ['line\nbreak', /"line\\nbreak".*use only these/],
  ['nul\0byte', /use only these/],
  ['editör', /use only these/],
  [undefined, /needs a name: pass a string/],
  [null, /needs a name: pass a string/],
  [7, /needs a name: pass a string/],
  [['acme'], /needs a name: pass a string/],
  [{ toString: () => 'acme' }, /needs a name: pass a string/],
]

it.each(badNames)('refuses the name %j and makes nothing of it', async (name, says) => {
  const world = createWorld()
  joinHere(world)
  const definition = { name: name as string, initialState }
  const ways = [createStore, defineStore, createMemoryStore, openStore]
  for (const way of ways) {
    const error = await lockstepError(() => way(definition), 'LOCKSTEP_NAME')
    expect(error.message).toMatch(says)
    expect(error.message.length).toBeLessThan(400)
  }
  expect(world.files()).toEqual([])
})

it('takes the longest name, with the longest scope, and every character that is allowed', () => {
  const world = createWorld()
  joinHere(world)
  const name = 'Az09._-'.padEnd(100, 'x')
  const store = createStore({ name, initialState, scope: '/é\0'.padEnd(1000, 'x') })
  expect(world.files().filter(file => file.startsWith(name))).toHaveLength(filesOf(1))
  store.close()
})
