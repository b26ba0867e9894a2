// What main and the importer do to the store. Each run has a number that only it knows: a process that was cancelled, or
// that another one has taken over from, adds nothing any more, however late it notices.
import { put, type TodoDraft, type TodoStore } from './actions.js'
import type { Import, ImportStatus, Todo } from './store.js'

/** Somebody has chosen a file. */
export function askForImport(store: TodoStore, file: string): void {
  const wanted = {
    file,
    status: 'waiting',
    run: '',
    read: 0,
    size: 0,
    added: 0,
    known: 0,
    reason: '',
  } as const
  store.setState({ import: wanted }, { label: 'ask for import' })
}

/** Main starts a process for what is waiting. */
export function beginRun(store: TodoStore, run: string): void {
  store.update(
    draft => {
      if (draft.import?.status !== 'waiting') return
      Object.assign(draft.import, {
        status: 'running',
        run,
        read: 0,
        size: 0,
        added: 0,
        known: 0,
        reason: '',
      })
    },
    { label: 'begin import' },
  )
}

export interface Batch {
  readonly todos: readonly (readonly [id: string, todo: Todo])[]
  /** How many of the lines so far were there already. */
  readonly known: number
  readonly read: number
  readonly size: number
}

/**
 * Adds a batch together with how far the file is read: one commit, so both are there or neither.
 * @returns whether the run goes on
 */
export function addBatch(store: TodoStore, run: string, batch: Batch): boolean {
  store.update(
    draft => {
      const running = ofRun(draft, run)
      if (running === undefined) return
      for (const [id, todo] of batch.todos) put(draft, id, todo)
      running.added += batch.todos.length
      running.known = batch.known
      running.read = batch.read
      running.size = batch.size
    },
    { label: 'import todos' },
  )
  return isOfRun(store.getState().import, run)
}

export function endRun(
  store: TodoStore,
  run: string,
  status: Extract<ImportStatus, 'done' | 'failed' | 'stopped'>,
  reason = '',
): void {
  store.update(
    draft => {
      const running = ofRun(draft, run)
      if (running !== undefined) Object.assign(running, { status, reason })
    },
    { label: 'end import' },
  )
}

export function isOfRun(current: Import | null, run: string): current is Import {
  return current?.run === run && current.status === 'running'
}

function ofRun(draft: TodoDraft, run: string): NonNullable<TodoDraft['import']> | undefined {
  const current = draft.import
  return isOfRun(current, run) ? current : undefined
}
