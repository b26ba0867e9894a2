import { defineStore } from '@lockstep/core/memory'

export interface Todo {
  readonly title: string
  readonly done: boolean
  /** Where it stands in its page: ascending. */
  readonly order: number
}

/** Todos by id. */
export type TodoPage = ReadonlyMap<string, Todo>

/**
 * - `waiting`: somebody wants it, and main starts a process for it;
 * - `running`: that process is at work;
 * - `stopped`: the process ended before it was through. It can be started again, as after `cancelled` and `failed`.
 */
export type ImportStatus = 'waiting' | 'running' | 'done' | 'cancelled' | 'stopped' | 'failed'

export interface Import {
  /** The path of the file. */
  readonly file: string
  readonly status: ImportStatus
  /** Which process is at work on it: no other one may add todos. */
  readonly run: string
  /** Bytes. */
  readonly read: number
  readonly size: number
  /** Todos that were added, and those that were there already. */
  readonly added: number
  readonly known: number
  /** Why it failed or stopped. */
  readonly reason: string
}

export interface TodoState {
  /**
   * In pages, because a change copies the containers on its path: those of one day are on one page, and an import adds
   * pages of its own. An id begins with the name of its page: `2026-11-26/6f1c…`.
   */
  readonly pages: ReadonlyMap<string, TodoPage>
  /** The latest import. */
  readonly import: Import | null
}

export const TITLE_LENGTH = 500

/** The one definition that main, the importer and the windows import. It is plain data: importing it opens nothing. */
export const todos = defineStore<TodoState>({
  name: 'lockstep.todos',
  schemaVersion: 1,
  initialState: { pages: new Map(), import: null },
})

/** How the names of pages begin whose todos were imported. */
export const IMPORTED = 'import-'

export function pageOf(id: string): string {
  return id.slice(0, id.indexOf('/'))
}

/** What is left of an id without its page. */
export function keyOf(id: string): string {
  return id.slice(id.indexOf('/') + 1)
}
