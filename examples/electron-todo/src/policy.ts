import type { RelayPolicy } from '@lockstep/core/relay'
import { type Import, type ImportStatus, pageOf, TITLE_LENGTH, type Todo, type TodoState } from './store.js'

/** What a window may do beside looking, whatever its page has become: main keeps to it. No window names a file to read. */
export const pagePolicy: RelayPolicy<TodoState> = {
  write: {
    'add todo': [['pages', '*']],
    'rename todo': [['pages', '*', '*', 'title']],
    'tick todo': [['pages', '*', '*', 'done']],
    'remove todo': [['pages', '*', '*']],
    undo: [['pages', '*']],
    'cancel import': [['import', 'status']],
    'continue import': [['import', 'status']],
  },
  judge({ before, after }) {
    if (!mayBecome(before.import, after.import))
      return 'an import can be cancelled while it is at work, and go on after'
    for (const [name, page] of after.pages) {
      const former = before.pages.get(name)
      if (page === former) continue
      if (!(page instanceof Map)) return 'a page holds todos by id'
      for (const [id, todo] of page)
        if (todo !== former?.get(id) && (pageOf(id) !== name || !isTodo(todo))) return 'a todo is not whole'
    }
    return undefined
  },
  onRefused: ({ reason }) => console.error(`Refused a window: ${reason}`),
}

const NEXT: Partial<Record<ImportStatus, readonly ImportStatus[]>> = {
  cancelled: ['waiting', 'running'],
  waiting: ['cancelled', 'stopped', 'failed'],
}

function mayBecome(before: Import | null, after: Import | null): boolean {
  return before === after || (after !== null && (NEXT[after.status] ?? []).includes(before!.status))
}

function isTodo(value: Todo): boolean {
  const { title, done, order, ...rest } = value
  return (
    typeof title === 'string' &&
    title.length <= TITLE_LENGTH &&
    typeof done === 'boolean' &&
    Number.isFinite(order) &&
    Object.keys(rest).length === 0
  )
}
