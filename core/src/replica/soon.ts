import { reportLater } from './report.js'

/** Runs `task` when what runs now is done. Not by `queueMicrotask`, which a test's fake clock stops, and stores with it. */
export function soon(task: () => void): void {
  Promise.resolve().then(task).catch(reportLater)
}
