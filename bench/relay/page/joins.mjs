/// <reference lib="dom" />
import { Unpackr } from 'msgpackr'
import { PATHS } from '../wire.mjs'
import { socketTo, storeAt } from './sockets.mjs'

// Behind the state stands what a store knows of its clients: nothing, here.
const unpackr = new Unpackr({ useRecords: false, mapsAsObjects: true })

async function joined() {
  const store = await storeAt(PATHS.large)
  return { state: store.getState(), close: store.close }
}

/** One message, decoded by what one would use. @param {string} path */
async function transferred(path) {
  const socket = socketTo(path)
  const state = await new Promise(resolve => {
    socket.onmessage = ({ data }) => resolve(unpackr.unpack(new Uint8Array(data)))
  })
  return { state, close: () => socket.close() }
}

/** Milliseconds. @param {() => Promise<{ state: any, close(): void }>} join */
async function time(join) {
  const started = performance.now()
  const { state, close } = await join()
  const took = performance.now() - started
  close()
  if (Object.keys(state.records).length !== 10_000) throw new Error('the state is not complete')
  return took
}

/** @type {Record<string, (parameters: any) => unknown>} */
export const joinTasks = {
  /** Of the large state, ours or bare, from the call that connects to the complete state. */
  join: ({ what }) => time(what === 'ours' ? joined : () => transferred(what)),
}
