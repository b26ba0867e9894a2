import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createWorld, dist, segmentFiles, untilGone, type World } from './world.js'

let world: World
beforeEach(() => {
  world = createWorld()
})
afterEach(() => world.end())

const TITLES = ['alerts', 'collector', 'demo', 'terminal', 'web']

/** The process ids of the programs, by title, once all are there. */
async function everybody(): Promise<Map<string, number>> {
  return world.until(() => {
    const peers = world.store.peers().filter(({ self }) => !self)
    const pids = new Map(peers.map(({ title, pid }) => [title, pid]))
    return [...pids.keys()].sort().join() === TITLES.join() && pids
  })
}

test('prints the address, starts again what is killed, and ends without a trace on Ctrl-C', async () => {
  const demo = world.start('demo')
  await demo.output(/Lockstep monitor: http:\/\/127\.0\.0\.1:\d+\/#key=\S+\n/)
  const pids = await everybody()

  for (const title of ['collector', 'alerts', 'web', 'terminal']) {
    process.kill(pids.get(title)!, 'SIGKILL')
    await demo.output(
      new RegExp(`${title} \\(${pids.get(title)}\\) was ended by SIGKILL: started again \\(\\d+\\)`),
    )
  }
  const { taken } = world.store.getState().history
  await world.until(({ history }) => history.taken > taken + 2)
  const now = await everybody()

  world.store.close()
  demo.process.kill('SIGINT')
  expect(await demo.ended).toBe(0)
  for (const pid of [...pids.values(), ...now.values()]) expect(() => process.kill(pid, 0)).toThrow('ESRCH')
  expect(segmentFiles(world.directory)).toEqual([])
})

test('takes its programs with it when it is killed itself', async () => {
  const demo = world.start('demo')
  const pids = await everybody()
  await demo.kill()
  await Promise.all([...pids.values()].map(untilGone))
})

test('gives up on a program that cannot run, saying why, with a failing code', async () => {
  const other = createServer().listen(0, '127.0.0.1')
  await once(other, 'listening')
  const { port } = other.address() as AddressInfo
  const demo = world.start('demo', { PORT: `${port}` })
  const text = await demo.output(/web ended with code 1, 5 times in a row/)
  expect(text).toContain(`Cannot serve the page on 127.0.0.1:${port}`)
  expect(await demo.ended).toBe(1)
  other.close()
})

test('in a terminal it shows the view, brings it back when it is killed, and leaves the terminal as it was', async () => {
  const command = `stty rows 40 cols 120; ${process.execPath} ${dist}demo.js; echo code $?; stty -a`
  const shell = world.run('script', ['-qfec', command, '/dev/null'])
  const pids = await everybody()
  await shell.output(/Thresholds/)
  process.kill(pids.get('terminal')!, 'SIGKILL')
  await shell.output(/terminal \(\d+\) was ended by SIGKILL: started again/)
  await everybody()
  shell.process.stdin!.write('q')
  expect(await shell.ended).toBe(0)
  const text = await shell.output(/code 0/)
  expect(text).toMatch(/[^-]icanon/)
  expect(text).not.toContain('-icanon')
  expect(text).not.toContain('-echo ')
})
