// The process of a utility program, which finds `process.parentPort` there: see `utility-process.ts`.
import { EventEmitter } from 'node:events'
import { pathToFileURL } from 'node:url'
import { bridgePorts } from './port-bridge.js'
import { clone, MessagePortMain } from './port-main.js'

const [, , modulePath] = process.argv
const parentPort = new EventEmitter()
const waiting: { data: unknown; ports: MessagePortMain[] }[] = []
const bridge = bridgePorts(process as never, (data, ports) => {
  const message = { data, ports: ports.map(port => new MessagePortMain(port)) }
  if (parentPort.listenerCount('message') > 0) parentPort.emit('message', message)
  else waiting.push(message)
})
// Messages are queued until a handler is there.
parentPort.on('newListener', event => {
  if (event !== 'message') return
  queueMicrotask(() => {
    for (const message of waiting.splice(0)) parentPort.emit('message', message)
  })
})
Object.defineProperty(process, 'parentPort', {
  value: Object.assign(parentPort, { postMessage: (data: unknown) => bridge.send(clone(data), []) }),
})
await import(pathToFileURL(modulePath!).href)
