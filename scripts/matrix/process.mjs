// A program in one of the runtimes, and the driver's conversation with it.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/**
 * Starts a program of the consumer's.
 *
 * @param {readonly string[]} command the runtime and its arguments
 * @param {string} path the program
 * @param {{ args?: readonly string[], env: NodeJS.ProcessEnv, patience: number }} options
 */
export function startProcess(command, path, { args = [], env, patience }) {
  const [executable, ...before] = command
  const child = spawn(executable, [...before, path, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] })
  const who = `${path.split('/').at(-1)} (${child.pid})`
  const told = new Map()
  const waiting = new Set()
  let asked = 0
  let noise = ''
  let ending

  child.stdin.on('error', () => {})
  child.on('error', error => {
    noise += error.message
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    noise += text
  })
  createInterface({ input: child.stdout }).on('line', line => {
    let message
    try {
      message = JSON.parse(line)
    } catch {
      noise += `${line}\n`
      return
    }
    const topic = message.event ?? message.id
    if (!told.has(topic)) told.set(topic, [])
    told.get(topic).push(message)
    for (const look of waiting) look()
  })
  const ended = once(child, 'close').then(([code, signal]) => {
    ending = { code, signal, noise }
    for (const look of waiting) look()
    return ending
  })

  /** The next message on a topic that nobody took yet. */
  function next(topic, what) {
    return new Promise((resolve, reject) => {
      const finish = settle => {
        waiting.delete(look)
        clearTimeout(overdue)
        settle()
      }
      const look = () => {
        const message = told.get(topic)?.shift()
        if (message) finish(() => resolve(message))
        else if (ending)
          finish(() =>
            reject(new Error(`${who} ended with ${ending.signal ?? ending.code}, not ${what}\n${noise}`)),
          )
      }
      const late = () =>
        finish(() => reject(new Error(`waited ${patience} ms in vain for ${who} ${what}\n${noise}`)))
      const overdue = setTimeout(late, patience)
      waiting.add(look)
      look()
    })
  }

  return {
    pid: child.pid,
    ended,
    get running() {
      return ending === undefined
    },
    /** The value of the next event of this name that nobody took yet. */
    event: async name => (await next(name, `telling "${name}"`)).value,
    /** How many events of this name nobody took yet. */
    count: name => told.get(name)?.length ?? 0,
    async ask(command, argument) {
      asked += 1
      const id = asked
      child.stdin.write(`${JSON.stringify({ id, command, argument })}\n`)
      const { reply, error } = await next(id, `answering "${command}"`)
      if (error) throw new Error(`${who}, asked to ${command}: ${error}`)
      return reply
    },
    /** Lets a program end that serves; the others end when they like. Rejects unless it ends with 0. */
    async leave() {
      child.stdin.end()
      return this.end()
    },
    /** Waits for an end that was caused otherwise. */
    async end(code = 0) {
      let overdue
      const late = new Promise((_resolve, reject) => {
        overdue = setTimeout(() => reject(new Error(`${who} does not end\n${noise}`)), patience)
      })
      const { code: got, signal } = await Promise.race([ended, late]).finally(() => clearTimeout(overdue))
      if (got !== code) throw new Error(`${who} ended with ${signal ?? got} instead of ${code}\n${noise}`)
    },
    signal: name => child.kill(name),
    async kill() {
      child.kill('SIGKILL')
      await ended
    },
  }
}
