import { Mutex, SharedMemory } from '@lockstep/native'
import { expect, it } from 'vitest'
import { createWorld, lockstepError } from './harness/world.js'

it('lets one in at a time, of processes and of threads', async () => {
  const world = createWorld()
  const counter = SharedMemory.create({ name: 'counter', bytes: 8 })
  const others = [await world.process(), await world.process(), await world.worker()]
  const rounds = 300
  const counting = others.map((other, index) =>
    other.run(
      async ({ Mutex, SharedMemory }, { index, rounds }) => {
        const mutex = Mutex.create({ name: 'counter' })
        const memory = SharedMemory.open({ name: 'counter' })
        for (let round = 0; round < rounds; round += 1) {
          if (index % 2 === 0) mutex.lock()
          else await mutex.lockAsync()
          memory.writeBigUint64(memory.readBigUint64() + 1n)
          mutex.unlock()
        }
        mutex.close()
        memory.close()
      },
      { index, rounds },
    ),
  )
  await Promise.all(counting)
  expect(counter.readBigUint64()).toBe(BigInt(others.length * rounds))
  counter.close()
})

it('gives up after the timeout, blocking or not', async () => {
  const world = createWorld()
  const mine = Mutex.create({ name: 'busy' })
  const owner = await world.process()
  await owner.run(({ Mutex, kept }) => {
    kept['mutex'] = Mutex.open({ name: 'busy' })
    kept['mutex'].lock()
  })
  expect(mine.tryLock()).toBeUndefined()
  for (const attempt of [() => mine.lock({ timeout: 30 }), () => mine.lockAsync({ timeout: 30 })]) {
    const error = await lockstepError(attempt, 'LOCKSTEP_TIMEOUT')
    expect(error.message).toMatch(/Mutex "busy": its owner did not unlock it within 30 ms/)
  }
  await owner.run(({ kept }) => kept['mutex'].unlock())
  expect(mine.lock({ timeout: 0 }).abandoned).toBe(false)
  mine.close()
})

it('tells the next owner, once, that the last one was killed while it held it', async () => {
  const world = createWorld()
  const mine = Mutex.create({ name: 'left' })
  for (const wait of [() => mine.lock(), () => mine.lockAsync()]) {
    const owner = await world.process()
    expect(await owner.run(({ Mutex }) => Mutex.open({ name: 'left' }).lock().abandoned)).toBe(false)
    const waiting = mine.lockAsync()
    await owner.kill()
    expect((await waiting).abandoned).toBe(true)
    mine.unlock()
    expect((await wait()).abandoned).toBe(false)
    mine.unlock()
  }
  mine.close()
})

it('is abandoned by an owner that closes, or whose thread or process ends, without unlocking', async () => {
  const world = createWorld()
  const mine = Mutex.create({ name: 'left' })

  const closing = Mutex.open({ name: 'left' })
  closing.lock()
  closing.close()
  expect(mine.lock().abandoned).toBe(true)
  mine.unlock()

  const worker = await world.worker()
  await worker.run(({ Mutex, kept }) => {
    kept['mutex'] = Mutex.open({ name: 'left' })
    return kept['mutex'].lockAsync().then(() => undefined)
  })
  await worker.kill()
  expect(mine.lock().abandoned).toBe(true)
  mine.unlock()

  const leaving = await world.process()
  await leaving.run(({ Mutex }) => {
    Mutex.open({ name: 'left' }).lock()
  })
  await leaving.leave()
  expect(mine.lock().abandoned).toBe(true)
  mine.unlock()
  expect(mine.lock().abandoned).toBe(false)
  mine.close()
})

it('belongs to the handle that locked it', async () => {
  createWorld()
  const mine = Mutex.create({ name: 'owned' })
  const other = Mutex.open({ name: 'owned' })
  const error = await lockstepError(() => mine.unlock(), 'LOCKSTEP_OWNER')
  expect(error.message).toMatch(/Mutex "owned": this handle does not own it, so it cannot unlock it/)

  mine.lock()
  expect([mine.held, other.held]).toEqual([true, false])
  await lockstepError(() => other.unlock(), 'LOCKSTEP_OWNER')
  for (const again of [() => mine.lock(), () => mine.tryLock(), () => mine.lockAsync()])
    expect((await lockstepError(again, 'LOCKSTEP_OWNER')).message).toMatch(/owns it already/)

  const waiting = other.lockAsync()
  await lockstepError(() => other.lock({ timeout: 0 }), 'LOCKSTEP_OWNER')
  await lockstepError(() => other.unlock(), 'LOCKSTEP_OWNER')
  mine.unlock()
  await waiting
  expect([mine.held, other.held]).toEqual([false, true])
  await lockstepError(() => mine.unlock(), 'LOCKSTEP_OWNER')
  other.close()
  mine.close()
})

it('is unlocked at the end of the block that used it, and a later lock is not', () => {
  createWorld()
  const mutex = Mutex.create({ name: 'used' })
  const first = mutex.lock()
  first[Symbol.dispose]()
  expect(mutex.held).toBe(false)
  mutex.lock()
  first[Symbol.dispose]()
  expect(mutex.held).toBe(true)
  mutex.close()
})

it('stops waiting when the signal is aborted or the handle is closed, and can be locked after that', async () => {
  createWorld()
  const owner = Mutex.create({ name: 'aborted' })
  const mine = Mutex.open({ name: 'aborted' })
  owner.lock()
  const reason = new Error('enough')
  const controller = new AbortController()
  const waiting = mine.lockAsync({ signal: controller.signal })
  controller.abort(reason)
  await expect(waiting).rejects.toBe(reason)
  await expect(mine.lockAsync({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason)

  const closed = Mutex.open({ name: 'aborted' })
  const rejected = lockstepError(() => closed.lockAsync(), 'LOCKSTEP_CLOSED')
  closed.close()
  expect((await rejected).message).toMatch(/Mutex "aborted": it was closed while this waited/)

  owner.unlock()
  expect(mine.lock().abandoned).toBe(false)
  mine.close()
  owner.close()
})
