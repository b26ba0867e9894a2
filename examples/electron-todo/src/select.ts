import { IMPORTED, type Import, type Todo, type TodoPage, type TodoState } from './store.js'

export type Filter = 'all' | 'open' | 'done'

export interface Entry {
  readonly id: string
  readonly todo: Todo
}

interface Sorted {
  readonly entries: readonly Entry[]
  readonly open: number
}

/** A page that no commit has touched is the same object: it is sorted and counted once. */
const sorted = new WeakMap<TodoPage, Sorted>()

function sort(page: TodoPage): Sorted {
  let known = sorted.get(page)
  if (known === undefined) {
    const entries = [...page].map(([id, todo]) => ({ id, todo }))
    entries.sort((a, b) => a.todo.order - b.todo.order)
    known = { entries, open: entries.filter(({ todo }) => !todo.done).length }
    sorted.set(page, known)
  }
  return known
}

export interface Counts {
  readonly open: number
  readonly done: number
}

export function countTodos({ pages }: TodoState): Counts {
  let open = 0
  let all = 0
  for (const page of pages.values()) {
    open += sort(page).open
    all += page.size
  }
  return { open, done: all - open }
}

/** What was typed comes first, the newest on top; what was imported follows, as it stands in its file. */
function inOrder(pages: TodoState['pages']): Sorted[] {
  const names = [...pages.keys()]
  const typed = names.filter(name => !name.startsWith(IMPORTED)).sort()
  const imported = names.filter(name => name.startsWith(IMPORTED))
  return [...typed.reverse(), ...imported].map(name => sort(pages.get(name)!))
}

/** The todos that a view shows, at most so many. */
export function findTodos(
  pages: TodoState['pages'],
  { filter, query = '', limit }: { filter: Filter; query?: string; limit: number },
): readonly Entry[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean)
  const found: Entry[] = []
  for (const { entries } of inOrder(pages)) {
    for (const entry of entries) {
      const { title, done } = entry.todo
      if (filter !== 'all' && done !== (filter === 'done')) continue
      const text = title.toLowerCase()
      if (!words.every(word => text.includes(word))) continue
      found.push(entry)
      if (found.length === limit) return found
    }
  }
  return found
}

/** How much of its file an import has read: 0 to 1. */
export function importedPart({ status, read, size }: Import): number {
  return status === 'done' || size === 0 ? Number(status === 'done') : read / size
}

export function fileName({ file }: Import): string {
  return file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
}
