import { reportLater } from './report.js'

/**
 * Runs `task` when what runs now is done. Taken when the module loads, as `later` is: a test's fake clock must not stop a
 * store.
 */
export const soon: (task: () => void) => void =
  typeof queueMicrotask === 'function'
    ? queueMicrotask
    : task => {
        Promise.resolve().then(task).catch(reportLater)
      }
