// npm runs a script called `prebuild` before each `npm run build` too, and gives it the same environment. Only the
// title of the npm that started it tells the two apart.
import { readFileSync } from 'node:fs'

/** Whether this is `npm run prebuild`, or a start by hand, and not npm's hook of `npm run build`. */
export function wasAskedFor() {
  for (let pid = process.ppid; pid > 1; pid = parentOf(pid)) {
    const [name, command, ...rest] = titleOf(pid).split(/[\0 ]+/)
    if (name === 'npm') return !/^run/.test(command ?? '') || rest.includes('prebuild')
  }
  return true
}

function titleOf(pid) {
  return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
}

function parentOf(pid) {
  // The name before it is in parentheses, and may hold anything.
  return Number(/.*\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1] ?? 0)
}
