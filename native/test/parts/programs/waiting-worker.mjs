// A worker that waits for what does not come.
import { parentPort, workerData } from 'node:worker_threads'
import { Mutex, NamedEvent } from '@lockstep/native'

if (workerData === 'mutex') Mutex.create({ name: 'waited-for' }).lockAsync()
else if (workerData === 'event') NamedEvent.create({ name: 'waited-for' }).waitAsync()
parentPort.postMessage('waiting')
if (workerData === 'blocking') NamedEvent.create({ name: 'never-set' }).wait()
