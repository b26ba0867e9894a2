import { randomUUID } from 'node:crypto'
import type { TodoStore } from '../actions.js'
import { beginRun, endRun } from '../importing.js'

/** A process that imports. */
export interface ImportProcess {
  once(event: 'exit', listener: (code: number | null) => void): unknown
  kill(): unknown
}

/**
 * Starts a process whenever an import waits for one, and says so in the store when a process has ended before its import
 * has. Windows ask for an import, cancel it and have it go on by what they write into the store, as everybody else does.
 * @returns what ends the processes and all that
 */
export function superviseImports(store: TodoStore, start: (run: string) => ImportProcess): () => void {
  const processes = new Map<string, ImportProcess>()
  const stopped = (run: string, reason: string) => {
    if (!store.closed) endRun(store, run, 'stopped', reason)
  }
  // The process of a run that goes on by itself has ended together with the main process before this one.
  const { import: former } = store.getState()
  if (former?.status === 'running') stopped(former.run, 'The app was ended meanwhile.')

  const unsubscribe = store.subscribe(
    ({ import: current }) => current?.status,
    status => {
      if (status !== 'waiting') return
      const run = randomUUID()
      beginRun(store, run)
      const running = start(run)
      processes.set(run, running)
      running.once('exit', code => {
        processes.delete(run)
        stopped(run, `The process that imported has ended (${code ?? 'killed'}).`)
      })
    },
    { fireImmediately: true },
  )

  return () => {
    unsubscribe()
    for (const [run, running] of processes) {
      stopped(run, 'The app was ended meanwhile.')
      running.kill()
    }
  }
}
