import { spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { contenderCalled } from '../contenders.mjs'
import { workloadCalled } from '../workloads.mjs'

const program = fileURLToPath(new URL('./program.mjs', import.meta.url))

/**
 * @typedef {import('../types.js').Config} Config
 * @typedef {import('../types.js').WorldOptions} WorldOptions
 * @typedef {import('../types.js').World} World
 */

let worlds = 0

/**
 * Starts the processes of one contender, connects them and fills the state in: everybody has all of it when this
 * resolves.
 *
 * @param {Awaited<ReturnType<import('./control.mjs').openControl>>} control
 * @param {string} base the run's private directory
 * @param {WorldOptions} options
 * @returns {Promise<World>}
 */
export async function startWorld(control, base, options) {
  const contender = contenderCalled(options.contender)
  const workload = workloadCalled(options.workload)
  const id = `${options.contender}-${++worlds}`
  const directory = join(base, id)
  mkdirSync(directory, { mode: 0o700 })
  /** @type {import('node:child_process').ChildProcess[]} */
  const children = []
  let stopping = false

  /** @param {Config['role']} role @param {number} n @returns {Config} */
  const configured = (role, n) => ({
    contender: options.contender,
    role,
    name: `${id} ${role} ${n}`,
    control: control.path,
    directory,
    initialState: workload.empty(),
    ...(options.logBytes && { logBytes: options.logBytes }),
  })

  /** @param {Config} config */
  function start(config) {
    const child = spawn(process.execPath, ['--expose-gc', program, JSON.stringify(config)], {
      stdio: ['ignore', 'inherit', 'inherit'],
      // Checks are for development; a store's directory of our own keeps every other store of this user apart.
      env: { ...process.env, NODE_ENV: 'production', LOCKSTEP_DIR: directory },
    })
    children.push(child)
    child.on('exit', (code, signal) => {
      if (!stopping) control.fail(new Error(`${config.name} ended with ${signal ?? `code ${code}`}`))
    })
  }

  async function stop() {
    stopping = true
    await Promise.all(
      children.map(child => {
        const ended = new Promise(resolve => child.once('exit', resolve))
        return child.kill() ? ended : undefined
      }),
    )
  }

  try {
    const roles = {
      writers: Array.from({ length: options.writers ?? 1 }, (_, n) => configured('writer', n)),
      readers: Array.from({ length: options.readers ?? 0 }, (_, n) => configured('reader', n)),
    }
    const members = [...roles.writers, ...roles.readers]
    const arrivals = members.map(({ name }) => control.expect(name))
    // Whoever does not come fails the world below; until then nobody looks.
    for (const arrival of arrivals) arrival.catch(() => {})
    const all = []
    if (contender.runHub) {
      const hub = { ...configured('hub', 0), ...(contender.hubForks && { members }) }
      const arrival = control.expect(hub.name)
      start(hub)
      all.push(await arrival)
    }
    if (!contender.hubForks) for (const member of members) start(member)
    const arrived = await Promise.all(arrivals)
    all.push(...arrived)
    const writers = arrived.slice(0, roles.writers.length)
    const readers = arrived.slice(roles.writers.length)

    const [first, ...others] = writers
    await first?.call('connect')
    const { version: filled } = (await first?.call('fill', { workload: options.workload })) ?? { version: 0 }
    const connected = [...others, ...(options.idle === 'readers' ? [] : readers)]
    await Promise.all(
      connected.map(async member => {
        await member.call('connect')
        await member.call('reached', { version: filled })
      }),
    )
    return { writers, readers, all, filled, stop }
  } catch (error) {
    await stop()
    throw error
  }
}
