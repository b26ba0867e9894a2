import { createServer } from 'node:net'
import { join } from 'node:path'
import { createLines } from './lines.mjs'

/** @typedef {import('../types.js').Member} Member */

/** Milliseconds; what takes longer waits for something that will not come. */
const LONGEST_TASK = 120_000

/**
 * The orchestrator's end of the line to every process it starts. A socket of its own, apart from what is measured, and
 * silent while a measurement runs.
 * @param {string} directory where to listen
 */
export async function openControl(directory) {
  const path = join(directory, 'control.sock')
  /** @type {Map<string, { resolve(member: Member): void, reject(error: Error): void }>} */
  const expected = new Map()
  const server = createServer(socket => {
    /** @type {Map<number, { resolve(result: unknown): void, reject(error: Error): void }>} */
    const calls = new Map()
    let name = 'a process'
    let lastCall = 0

    const lines = createLines(socket, message => {
      if (message.hello) {
        name = message.hello
        expected.get(name)?.resolve({ name, pid: message.pid, call })
        expected.delete(name)
        return
      }
      const pending = calls.get(message.id)
      calls.delete(message.id)
      if (message.error) pending?.reject(new Error(`${name}: ${message.error}`))
      else pending?.resolve(message.result)
    })

    /** @type {Member['call']} */
    function call(task, parameters = {}) {
      return new Promise((resolve, reject) => {
        const id = ++lastCall
        calls.set(id, { resolve, reject })
        lines.send({ id, task, parameters })
        const late = () =>
          reject(new Error(`${name}: ${task} has not come to an end in ${LONGEST_TASK / 1000} s`))
        setTimeout(late, LONGEST_TASK).unref()
      })
    }

    socket.on('close', () => {
      for (const { reject } of calls.values()) reject(new Error(`${name} ended in the middle of a task`))
    })
  })
  await new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => resolve(undefined))
  })

  return {
    path,
    /** @param {string} name @returns {Promise<Member>} */
    expect: name => new Promise((resolve, reject) => expected.set(name, { resolve, reject })),
    /** Fails everybody who waits for a process that will not come. @param {Error} error */
    fail(error) {
      for (const { reject } of expected.values()) reject(error)
      expected.clear()
    },
    close() {
      server.close()
    },
  }
}
