// Starts the workers, replaces those that end, and ends them. It opens the store as they do: to give the admin page its
// token, and to add up what the dead have counted. No message goes between it and them.
import cluster, { type Worker } from 'node:cluster'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { createStore } from '@lockstep/core'
import { provideToken, retireTheDead } from './actions.js'
import type { Options } from './options.js'
import { clusterConfig } from './store.js'

/** A worker that ends before it listens is broken: so many in a row, and it is given up. */
const TRIES = 5
const RESTART_MS = 300
/** How long a worker may take to answer its last requests. */
const GRACE_MS = 5_000

export async function runPrimary({ workers }: Options): Promise<void> {
  const store = createStore({ ...clusterConfig, title: 'primary' })
  store.onClose(({ error }) => {
    if (error !== undefined) void end(1, error.message)
  })
  retireTheDead(store)
  provideToken(store, randomUUID())

  const running = new Set<Worker>()
  /** Those that end because they are told to. */
  const leaving = new Set<Worker>()
  let ending = false

  /** Resolves with where it listens, once it does; rejects if it ends before. */
  async function start(): Promise<AddressInfo> {
    const worker = cluster.fork()
    running.add(worker)
    const gone = once(worker, 'exit').then(([code, signal]) => {
      running.delete(worker)
      retireTheDead(store)
      return signal === null ? `ended with code ${code}` : `was ended by ${signal}`
    })
    const listening = once(worker, 'listening') as Promise<[AddressInfo]>
    const [address] = await Promise.race([
      listening,
      gone.then(how => Promise.reject(new Error(`worker ${worker.process.pid} ${how}`))),
    ])
    void gone.then(how => {
      if (ending || leaving.delete(worker)) return
      console.log(`worker ${worker.process.pid} ${how}: starting another`)
      void startAgain()
    })
    return address
  }

  async function startAgain(): Promise<void> {
    for (let tries = 1; !ending; tries++) {
      try {
        return void (await start())
      } catch (error) {
        if (tries === TRIES) return end(1, `${(error as Error).message}, the ${TRIES}th in a row: giving up.`)
        await pause(RESTART_MS)
      }
    }
  }

  async function stop(worker: Worker): Promise<void> {
    if (worker.isDead()) return
    leaving.add(worker)
    const gone = once(worker, 'exit')
    worker.process.kill('SIGTERM')
    const force = setTimeout(() => worker.process.kill('SIGKILL'), GRACE_MS)
    await gone
    clearTimeout(force)
  }

  let rolling = false
  /** Puts a new worker in the place of each, one after another: at no time are there fewer. */
  async function roll(): Promise<void> {
    if (rolling || ending) return
    rolling = true
    for (const worker of [...running]) {
      await startAgain()
      if (ending) return
      await stop(worker)
    }
    rolling = false
    console.log('All workers are new.')
  }

  async function end(code: number, text?: string): Promise<void> {
    if (ending) return
    ending = true
    if (text !== undefined) console.error(text)
    await Promise.all([...running].map(stop))
    store.close()
    process.exit(code)
  }

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void end(0))
  process.on('SIGUSR2', () => void roll())

  // Alone: if it cannot listen, it says why, and nobody else has to.
  const first = await start().catch(() => end(1))
  if (first === undefined) return
  await Promise.all(Array.from({ length: workers - 1 }, startAgain))
  if (ending) return
  const origin = `http://${first.address}:${first.port}`
  console.log(`Service: ${origin}/hello, by ${workers} workers of primary ${process.pid}. Ctrl-C ends.`)
  console.log(`Admin:   ${origin}/admin#token=${store.getState().token}`)
  store.subscribe(
    ({ flags, limits }) => JSON.stringify({ flags, limits }),
    now => console.log(now),
  )
}
