// node src/reader.js
// Reads what the writer wrote; started before it, it waits for it.
import { Mutex, NamedEvent, SharedMemory } from '@lockstep/native'
import { HANDLE_AT, NAME, shown, TITLE_AT } from './window.js'

const waiting = setTimeout(() => console.log('Waiting for a writer.'), 200)
const memory = await SharedMemory.openAsync({ name: NAME, access: 'readonly' })
const mutex = await Mutex.openAsync({ name: NAME })
const wasRead = await NamedEvent.openAsync({ name: NAME })
clearTimeout(waiting)

const inTime = setTimeout(() => console.log('The writer holds the mutex: waiting for it.'), 200)
const { abandoned } = await mutex.lockAsync()
clearTimeout(inTime)
const handle = memory.readBigUint64(HANDLE_AT)
const title = memory.readString(TITLE_AT)
// Before the next writer can come: it would take this for its own reader.
wasRead.set()
mutex.unlock()

if (abandoned) console.log('The former owner of the mutex died holding it: this may be half written.')
console.log(`Read: window ${shown(handle)}, "${title}".`)
