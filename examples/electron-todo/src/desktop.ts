// What a window asks main for that is not in the store. All the rest goes through the store.
export const CHOOSE_IMPORT = 'todo.choose-import'
export const SHOW_WINDOW = 'todo.show-window'

export type WindowName = 'list' | 'overview'

/** In the pages' window, from the preload. */
export interface Desktop {
  /** Lets the user choose a file to import. */
  chooseImport(): void
  show(name: WindowName): void
}
