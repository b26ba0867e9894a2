import { NamedEvent, SharedMemory } from '@lockstep/native'
import { expect, it } from 'vitest'
import type { Other } from './harness/other.js'
import { createWorld, lockstepError } from './harness/world.js'

it('stays set until one wait takes it, and counts nothing', async () => {
  const world = createWorld()
  const mine = NamedEvent.create({ name: 'kept' })
  const other = await world.process()
  await other.run(({ NamedEvent }) => {
    const event = NamedEvent.open({ name: 'kept' })
    for (let set = 0; set < 5; set += 1) event.set()
    event.close()
  })
  expect(mine.wait({ timeout: 0 })).toBe(true)
  expect(mine.wait({ timeout: 0 })).toBe(false)
  mine.set()
  expect(await mine.waitAsync()).toBe(true)
  expect(await mine.waitAsync({ timeout: 5 })).toBe(false)
  mine.close()
})

it('releases one waiting process or thread for each set', async () => {
  const world = createWorld()
  const mine = NamedEvent.create({ name: 'one' })
  const others = await Promise.all([world.process(), world.process(), world.worker(), world.worker()])
  let released = 0
  let heard = () => {}
  const ends = others.map(async (other, index) => {
    await other.run(async ({ NamedEvent, kept }, index) => {
      kept['event'] = NamedEvent.open({ name: 'one' })
      if (index % 2 === 0) kept['event'].wait()
      else await kept['event'].waitAsync()
    }, index)
    released += 1
    heard()
  })
  for (let set = 1; set <= others.length; set += 1) {
    const one = new Promise<void>(resolve => {
      heard = resolve
    })
    mine.set()
    await one
    expect(released).toBe(set)
    expect(mine.wait({ timeout: 0 })).toBe(false)
  }
  await Promise.all(ends)
  mine.close()
})

it('loses no set between two processes that hand over to each other', async () => {
  const world = createWorld()
  const memory = SharedMemory.create({ name: 'turns', bytes: 8 })
  const [ping, pong] = [NamedEvent.create({ name: 'ping' }), NamedEvent.create({ name: 'pong' })]
  const [first, second] = [await world.process(), await world.process()]
  const turns = 1000
  const take = (other: Other, names: readonly [string, string]) =>
    other.run(
      async ({ NamedEvent, SharedMemory }, { names, turns }) => {
        const [mine, theirs] = names.map(name => NamedEvent.open({ name }))
        const memory = SharedMemory.open({ name: 'turns' })
        const lost = 0
        for (let turn = 0; turn < turns; turn += 1) {
          const options = { timeout: 20_000 }
          // Both kinds of waiting, in turn.
          const come = turn % 3 === 0 ? await mine!.waitAsync(options) : mine!.wait(options)
          if (!come) return 'a set was lost'
          memory.writeBigUint64(memory.readBigUint64() + 1n)
          theirs!.set()
        }
        return lost
      },
      { names, turns },
    )
  const ends = [take(first, ['ping', 'pong']), take(second, ['pong', 'ping'])]
  ping.set()
  expect(await Promise.all(ends)).toEqual([0, 0])
  expect(memory.readBigUint64()).toBe(BigInt(2 * turns))
  for (const part of [memory, ping, pong]) part.close()
})

it('goes to somebody else where the one who waited was killed or gave up', async () => {
  const world = createWorld()
  const mine = NamedEvent.create({ name: 'inherited' })
  const killed = await world.process()
  await killed.run(({ NamedEvent, kept }) => {
    kept['event'] = NamedEvent.open({ name: 'inherited' })
    kept['waiting'] = kept['event'].waitAsync()
  })
  await killed.kill()
  const worker = await world.worker()
  await worker.run(({ NamedEvent, kept }) => {
    kept['event'] = NamedEvent.open({ name: 'inherited' })
    kept['waiting'] = kept['event'].waitAsync()
  })
  await worker.kill()
  const controller = new AbortController()
  const aborted = mine.waitAsync({ signal: controller.signal })
  controller.abort(new Error('gave up'))
  await expect(aborted).rejects.toThrow('gave up')

  mine.set()
  expect(mine.wait({ timeout: 0 })).toBe(true)
  expect(mine.wait({ timeout: 0 })).toBe(false)
  mine.close()
})

it('keeps a process alive while it waits, and not otherwise', async () => {
  const world = createWorld()
  const mine = NamedEvent.create({ name: 'alive' })
  const other = await world.process()
  const waiting = other.run(async ({ NamedEvent, kept, tell }) => {
    kept['event'] = NamedEvent.open({ name: 'alive' })
    // From here on nothing else does.
    process.removeAllListeners('disconnect')
    process.channel?.unref()
    process.on('beforeExit', () => tell('nothing left to do'))
    tell('waiting')
    await kept['event'].waitAsync()
    return 'released'
  })
  await other.event('waiting')
  mine.set()
  expect(await waiting).toBe('released')
  await other.event('nothing left to do')
  mine.close()
})

it('rejects what waits when it is closed', async () => {
  createWorld()
  const mine = NamedEvent.create({ name: 'closed' })
  const rejections = [1, 2, 3].map(() => lockstepError(() => mine.waitAsync(), 'LOCKSTEP_CLOSED'))
  mine.close()
  for (const error of await Promise.all(rejections))
    expect(error.message).toMatch(/Event "closed": it was closed while this waited/)
})
