import { Mutex, NamedEvent, SharedMemory } from '@lockstep/native'
import { expect, it } from 'vitest'
import { createWorld, lockstepError } from './harness/world.js'

const kinds = [
  { kind: 'SharedMemory', Part: SharedMemory, options: { name: 'awaited', bytes: 5 } },
  { kind: 'Mutex', Part: Mutex, options: { name: 'awaited' } },
  { kind: 'NamedEvent', Part: NamedEvent, options: { name: 'awaited' } },
] as const

it.each(kinds)(
  '$kind: waits, blocking or not, until another process has created it',
  async ({ kind, Part, options }) => {
    const world = createWorld()
    const [blocked, creator] = [await world.process(), await world.process()]
    const blocking = blocked.run((inside, kind) => {
      const opened = inside[kind].open({ name: 'awaited', timeout: 60_000 })
      inside.kept['opened'] = opened
      return opened.created
    }, kind)
    const opening = Part.openAsync({ name: 'awaited', timeout: 60_000 })
    await creator.run(
      (inside, { kind, options }) => {
        inside.kept['created'] = inside[kind].create(options as never)
      },
      { kind, options },
    )
    const opened = await opening
    expect([opened.created, await blocking]).toEqual([false, false])
    opened.close()
  },
)

it.each(kinds)('$kind: opens what is there already at once', async ({ Part, options }) => {
  createWorld()
  const created = Part.create(options as never)
  const opened = [Part.open({ name: 'awaited' }), await Part.openAsync({ name: 'awaited', timeout: 0 })]
  expect([created, ...opened].map(part => part.created)).toEqual([true, false, false])
  for (const part of [created, ...opened]) part.close()
})

it.each(kinds)('$kind: says what to do where nobody has created it', async ({ Part }) => {
  const world = createWorld()
  const atOnce = await lockstepError(() => Part.open({ name: 'awaited' }), 'LOCKSTEP_NOT_FOUND')
  expect(atOnce.message).toMatch(
    /"awaited": nobody has it open\. Create it, start the process that does first/,
  )
  const late = await lockstepError(() => Part.open({ name: 'awaited', timeout: 20 }), 'LOCKSTEP_TIMEOUT')
  expect(late.message).toMatch(/"awaited": nobody created it within 20 ms\./)
  await lockstepError(() => Part.openAsync({ name: 'awaited', timeout: 20 }), 'LOCKSTEP_TIMEOUT')
  expect(world.files()).toEqual([])
})

it.each(kinds)('$kind: stops waiting when the signal is aborted, with its reason', async ({ Part }) => {
  createWorld()
  const reason = new Error('the window was closed')
  await expect(Part.openAsync({ name: 'awaited', signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  const controller = new AbortController()
  const opening = Part.openAsync({ name: 'awaited', signal: controller.signal })
  controller.abort(reason)
  await expect(opening).rejects.toBe(reason)
})
