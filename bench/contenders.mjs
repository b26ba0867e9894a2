import { fifo } from './floor/fifo.mjs'
import { lockstep } from './lockstep.mjs'
import { ipcHub } from './rivals/ipc-hub.mjs'
import { socketHub } from './rivals/socket-hub.mjs'

/** @type {Readonly<Record<string, import('./types.js').Contender>>} */
const contenders = {
  lockstep,
  'ipc json': ipcHub('json'),
  'ipc advanced': ipcHub('advanced'),
  socket: socketHub,
  fifo,
}

export const RIVALS = ['ipc json', 'ipc advanced', 'socket']
export const STORES = ['lockstep', ...RIVALS]
/** For smoke runs: the other serialization is the same program. */
export const FEW_STORES = ['lockstep', 'ipc json', 'socket']

/** @param {string} name */
export function contenderCalled(name) {
  const contender = contenders[name]
  if (contender === undefined) throw new Error(`There is no contender called ${name}`)
  return contender
}
