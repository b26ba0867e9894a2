import { fileURLToPath } from 'node:url'
import { type MessagePort, Worker } from 'node:worker_threads'
import { buildSync } from 'esbuild'
import type { Content } from './renderer.js'

/** A document in a thread of its own: nothing but messages goes between it and main. */
export interface RendererThread {
  /** Asks the page's script something: what it has said with `test.on`. */
  call(name: string, ...args: unknown[]): Promise<unknown>
  /** The same, while nothing else happens in this thread: what the page sends meanwhile is still to be read then. */
  callBlocking(name: string, ...args: unknown[]): void
  end(): void
}

let code: string | undefined

/** Node 20 runs no TypeScript in its threads. */
function rendererCode(): string {
  code ??= buildSync({
    entryPoints: [fileURLToPath(new URL('renderer-main.ts', import.meta.url))],
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    define: { 'import.meta.url': JSON.stringify(import.meta.url) },
  }).outputFiles[0]!.text
  return code
}

interface Reply {
  readonly id: number
  readonly value?: unknown
  readonly error?: string
}

export function showInThread(content: Content, link: MessagePort): RendererThread {
  const handled = new Int32Array(new SharedArrayBuffer(4))
  const worker = new Worker(rendererCode(), {
    eval: true,
    workerData: { content, link, handled: handled.buffer },
    transferList: [link],
  })
  const calls = new Map<number, (reply: Reply) => void>()
  let last = 0
  worker.unref()
  worker.on('message', (reply: Reply) => {
    calls.get(reply.id)?.(reply)
    calls.delete(reply.id)
  })
  worker.on('exit', () => {
    for (const [id, settle] of calls) settle({ id, error: 'the page is gone' })
    calls.clear()
  })
  return {
    call(name, ...args) {
      last += 1
      const id = last
      return new Promise((resolve, reject) => {
        calls.set(id, ({ value, error }) => (error === undefined ? resolve(value) : reject(new Error(error))))
        worker.postMessage({ id, name, args })
      })
    },
    callBlocking(name, ...args) {
      const before = Atomics.load(handled, 0)
      worker.postMessage({ id: 0, name, args })
      Atomics.wait(handled, 0, before)
    },
    end: () => void worker.terminate(),
  }
}
