// node src/writer.js [title] [handle] [--hold]
// Puts a window's title and handle into shared memory, and stays until somebody has read them: what has a name lives as
// long as somebody has it open. With --hold it stops half-way, holding the mutex, so that you can kill it there.
import { argv } from 'node:process'
import { Mutex, NamedEvent, SharedMemory } from '@lockstep/native'
import { BYTES, HANDLE_AT, NAME, shown, TITLE_AT } from './window.js'

const hold = argv.includes('--hold')
const [title = 'Untitled - Notepad', handle = '0x7ffe0000c0de0a2c'] = argv
  .slice(2)
  .filter(arg => arg !== '--hold')

// The mutex first, and locked: whoever finds the memory finds it locked, or written.
const mutex = Mutex.create({ name: NAME })
const { abandoned } = mutex.lock()
if (abandoned) console.log('The former owner of the mutex died holding it: writing all of it anew.')
const wasRead = NamedEvent.create({ name: NAME })
// Who set it read what was there before.
wasRead.wait({ timeout: 0 })
const memory = SharedMemory.create({ name: NAME, bytes: BYTES })

memory.writeString('', TITLE_AT)
memory.writeBigUint64(BigInt(handle), HANDLE_AT)
if (hold) {
  console.log(
    `Holding the mutex, half-way: the handle is written, the title is not. Kill me: kill -9 ${process.pid}`,
  )
  await NamedEvent.create({ name: `${NAME}.never` }).waitAsync()
}
memory.writeString(title, TITLE_AT)
mutex.unlock()

console.log(`Written: window ${shown(BigInt(handle))}, "${title}". Waiting for a reader.`)
await wasRead.waitAsync()
console.log('Somebody has read it.')
