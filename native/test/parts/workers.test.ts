import { readdirSync } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { Mutex, NamedEvent } from '@lockstep/native'
import { expect, it } from 'vitest'
import { within } from './harness/within.js'
import { createWorld } from './harness/world.js'

const isLinux = process.platform === 'linux'
// Under Wine each takes more than half a second.
const WORKERS = process.platform === 'win32' ? 100 : 1000

/** Ends with the worker's last thread, if that does end. */
async function terminateWhileWaiting(kind: 'event' | 'mutex' | 'blocking'): Promise<void> {
  const worker = new Worker(new URL('programs/waiting-worker.mjs', import.meta.url), { workerData: kind })
  await within(new Promise(resolve => worker.once('message', resolve)), 'a worker to begin to wait')
  await within(worker.terminate(), 'a worker that waits to end')
}

it(`lets ${WORKERS} workers be terminated while they wait, and leaks no descriptor and no thread`, async () => {
  createWorld()
  const event = NamedEvent.create({ name: 'waited-for' })
  const mutex = Mutex.create({ name: 'waited-for' })
  mutex.lock()
  const openNow = () =>
    isLinux ? [readdirSync('/proc/self/fd').length, readdirSync('/proc/self/task').length] : []
  for (let warm = 0; warm < 4; warm += 1) await terminateWhileWaiting('event')
  const before = openNow()
  for (let batch = 0; batch < WORKERS / 4; batch += 1)
    await Promise.all([0, 1, 2, 3].map(index => terminateWhileWaiting(index % 2 === 0 ? 'event' : 'mutex')))
  expect(openNow()).toEqual(before)

  // Nothing of them is left: no set goes to them, and the mutex is where it was.
  event.set()
  expect(event.wait({ timeout: 0 })).toBe(true)
  mutex.unlock()
  expect(mutex.lock().abandoned).toBe(false)
  event.close()
  mutex.close()
}, 600_000)

it('lets workers be terminated that block their thread while they wait', async () => {
  createWorld()
  for (let worker = 0; worker < 5; worker += 1) await terminateWhileWaiting('blocking')
})
