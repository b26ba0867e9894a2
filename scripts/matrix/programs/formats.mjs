// Both formats of the packages in one process, and the hooks over a store in shared memory.
import { createRequire } from 'node:module'
import * as imported from '@lockstep/core'
import { createMemoryStore } from '@lockstep/core/memory'
import { useStore } from '@lockstep/react'
import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { tell } from './conversation.mjs'
import { definition } from './store.mjs'

const required = createRequire(import.meta.url)('@lockstep/core')
const one = imported.createStore(definition)
const other = required.createStore(definition)
other.setState({ text: 'shared' })
const page = createElement(() => useStore(one, state => state.text))

tell('result', {
  peers: one.peers().length,
  same: one.getState() === other.getState(),
  known: imported.isLockstepError(
    attempt(() => required.createStore({ name: '' })),
    'LOCKSTEP_NAME',
  ),
  memory: createMemoryStore(definition).getState().text,
  text: one.getState().text,
  rendered: renderToString(page),
})
one.close()
other.close()

function attempt(work) {
  try {
    return work()
  } catch (error) {
    return error
  }
}
