// What the kernel says of a process that hangs, thread by thread, before it is killed: afterwards nobody can ask.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

const ASKED = ['stat', 'wchan', 'syscall', 'stack', 'schedstat']

export function whereIs(pid) {
  const lines = [read(`/proc/${pid}/cmdline`).replaceAll('\0', ' ')]
  for (const thread of list(`/proc/${pid}/task`))
    for (const name of ASKED)
      lines.push(`${thread} ${name}: ${read(`/proc/${pid}/task/${thread}/${name}`).trim()}`)
  for (const descriptor of list(`/proc/${pid}/fd`))
    lines.push(`fd ${descriptor} ${target(`/proc/${pid}/fd/${descriptor}`)}`)
  lines.push(read(`/proc/${pid}/maps`))
  return lines.join('\n')
}

const quietly = ask => path => {
  try {
    return ask(path)
  } catch (error) {
    return error.code
  }
}
const read = quietly(path => readFileSync(path, 'latin1'))
const target = quietly(readlinkSync)

function list(path) {
  try {
    return readdirSync(path)
  } catch {
    return []
  }
}
