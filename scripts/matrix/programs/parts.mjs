// A process that uses shared memory, a mutex and events by name, as the driver says.
import { Mutex, NamedEvent, SharedMemory } from '@lockstep/native'
import { serve } from './conversation.mjs'

const name = 'matrix'
let memory
let mutex
let event

serve({
  create() {
    memory = SharedMemory.create({ name, bytes: 4096 })
    mutex = Mutex.create({ name })
    event = NamedEvent.create({ name })
  },
  async open() {
    memory = await SharedMemory.openAsync({ name })
    mutex = Mutex.open({ name, timeout: 30_000 })
    event = await NamedEvent.openAsync({ name, timeout: 30_000 })
  },
  write(text) {
    memory.writeString(text, 8)
    memory.writeBigUint64(0x1a2b3c4d5e6f7081n, 0)
  },
  read: () => [memory.readString(8), memory.readBigUint64(0).toString(16)],
  async lock() {
    const { abandoned } = await mutex.lockAsync({ timeout: 30_000 })
    return { abandoned }
  },
  unlock: () => mutex.unlock(),
  isFree: () => {
    const held = mutex.tryLock()
    if (held) mutex.unlock()
    return held !== undefined
  },
  set: () => event.set(),
  wait: () => event.waitAsync({ timeout: 30_000 }),
})
