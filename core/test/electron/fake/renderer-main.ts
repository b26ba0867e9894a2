// The thread of a document: see `renderer-thread.ts`.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { type Content, show } from './renderer.js'

const { content, link, handled } = workerData as {
  content: Content
  link: MessagePort
  handled: SharedArrayBuffer
}
const count = new Int32Array(handled)
const { handlers } = show(content, link)

interface Call {
  readonly id: number
  readonly name: string
  readonly args: never[]
}

parentPort!.on('message', async ({ id, name, args }: Call) => {
  if (name === 'hang') {
    parentPort!.postMessage({ id })
    // Until the thread is ended.
    for (;;);
  }
  try {
    const handler = handlers.get(name)
    if (handler === undefined) throw new Error(`the page has no ${name}`)
    parentPort!.postMessage({ id, value: await handler(...args) })
  } catch (error) {
    parentPort!.postMessage({ id, error: String(error) })
  } finally {
    if (id === 0) {
      Atomics.add(count, 0, 1)
      Atomics.notify(count, 0)
    }
  }
})
