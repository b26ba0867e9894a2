// A process of the user that the test says: it opens stores, and reaches into others' by hand.
import fs from 'node:fs'
import { createStore } from '@lockstep/core'
import { layoutVersion, Mutex, NamedEvent, SharedMemory } from '@lockstep/native'
import { delivered } from './delivered.mjs'
import { serve } from './serve.mjs'

// Everything is loaded while the repository can still be read: the addon with its first call.
layoutVersion()
const [user, umask] = process.argv.slice(2)
process.umask(Number(umask))
process.setgroups([])
process.setgid(Number(user))
process.setuid(Number(user))

const parts = { SharedMemory, Mutex, NamedEvent }
let part
let store

serve({
  open(definition) {
    store = createStore(definition)
    return look()
  },
  look,
  set(partial) {
    store.setState(partial)
    return store.version
  },
  close() {
    store.close()
  },
  /** Creates or opens one of the parts. */
  part([kind, how, options]) {
    part = parts[kind][how](options)
    return part.created
  },
  memory([call, ...args]) {
    return part[call](...args)
  },
  /** Calls a function of `node:fs`; what it returns must survive the way to the test. */
  fs([name, ...args]) {
    return fs[name](...args)
  },
  /** Makes a FIFO; there is no function for that. */
  async fifo(path) {
    const { execFileSync } = await import('node:child_process')
    execFileSync('mkfifo', ['-m', '666', path])
  },
})

async function look() {
  return { state: await delivered(store), peers: store.peers().length }
}
