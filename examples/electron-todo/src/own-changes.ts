import { type Change, revert, type TodoStore } from './actions.js'

/** What there is to undo and to redo. */
export interface OwnChangesState {
  readonly canUndo: boolean
  readonly canRedo: boolean
}

/**
 * Undo and redo of what this window has changed: what others do is not in it. A todo that somebody else has changed since
 * stays as it is.
 */
export interface OwnChanges {
  readonly state: OwnChangesState
  onState(listener: () => void): () => void
  add(change: Change | undefined): void
  undo(): void
  redo(): void
}

export function createOwnChanges(store: TodoStore): OwnChanges {
  const done: Change[] = []
  const undone: Change[] = []
  const listeners = new Set<() => void>()
  let state: OwnChangesState = { canUndo: false, canRedo: false }

  function changed(): void {
    state = { canUndo: done.length > 0, canRedo: undone.length > 0 }
    for (const listener of listeners) listener()
  }

  function move(from: Change[], to: Change[]): void {
    const change = from.pop()
    if (change === undefined) return
    revert(store, change)
    to.push({ id: change.id, before: change.after, after: change.before })
    changed()
  }

  return {
    get state() {
      return state
    },
    onState(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    add(change) {
      if (change === undefined) return
      undone.length = 0
      const last = done.at(-1)
      // A title that is typed is one change, not one for each key.
      if (last !== undefined && isTyping(last, change))
        done[done.length - 1] = { ...change, before: last.before }
      else done.push(change)
      changed()
    },
    undo: () => move(done, undone),
    redo: () => move(undone, done),
  }
}

function isTyping(last: Change, next: Change): boolean {
  return last.id === next.id && isRename(last) && isRename(next)
}

function isRename({ before, after }: Change): boolean {
  return before !== undefined && after !== undefined && before.done === after.done
}
