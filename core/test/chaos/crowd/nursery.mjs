// Members that are worker threads of one process, which lives as long as the run.
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { readLines } from './lines.mjs'
import { cwd, nodeOptions } from './process.mjs'

const program = join(import.meta.dirname, '../member/nursery.mjs')
const FIRST_PIPE = 3

/** @param places how many workers can live at the same time @param crashed called if the process ends by itself */
export function startNursery(places, environment, crashed) {
  const pipes = Array.from({ length: places }, (_, place) => FIRST_PIPE + place)
  const child = spawn(process.execPath, [...nodeOptions, program, JSON.stringify({ pipes })], {
    cwd,
    env: environment,
    detached: true,
    stdio: ['pipe', 'ignore', 'pipe', ...pipes.map(() => 'pipe')],
  })
  const members = new Map()
  let closing = false
  let stderr = ''

  child.stdin.on('error', () => {})
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr = (stderr + text).slice(-4000)
  })
  child.on('close', (code, signal) => {
    if (!closing) crashed(`the process of the worker threads ended: ${code ?? signal} ${stderr}`)
  })
  // A place's pipe outlives its members: each says first who it is, and the nursery says when one has ended.
  for (const pipe of pipes) {
    let life
    readLines(child.stdio[pipe], line => {
      if (line.startsWith('b ')) life = Number(line.slice(2))
      if (line.startsWith('k ')) end(JSON.parse(line.slice(2)))
      else members.get(life)?.heard(line)
    })
  }
  function end({ life, code, message, ended }) {
    const member = members.get(life)
    members.delete(life)
    member.ended({ code, signal: null, stderr: message ?? '', at: ended })
  }
  const send = message => child.stdin.write(`${JSON.stringify(message)}\n`)

  return {
    pid: child.pid,
    get workers() {
      return members.size
    },
    start(plan, heard, ended) {
      members.set(plan.life, { heard, ended })
      send({ start: plan })
      return {
        pid: child.pid,
        send: message => send({ tell: { life: plan.life, message } }),
        kill: () => send({ terminate: plan.life }),
      }
    },
    close() {
      closing = true
      child.kill('SIGKILL')
    },
  }
}
