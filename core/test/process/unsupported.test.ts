import { expect, it } from 'vitest'
import type { Program } from './harness/program.js'
import { createWorld } from './harness/world.js'

interface Outcome {
  readonly kind: string
  readonly route: string
  readonly path: string
  readonly error: { readonly name: string; readonly code: string; readonly message: string } | undefined
}

it('refuses every kind of value that cannot be shared, names its path, and commits nothing anywhere', async () => {
  const world = createWorld()
  const [writer, witness] = (await world.startMany(2, 'unsupported')) as [Program, Program]
  await writer.ask('open')
  await witness.ask('open')
  const before = await witness.ask('look')
  const files = world.files()

  const outcomes = await writer.ask<Outcome[]>('tryAll')
  expect(outcomes.length).toBeGreaterThan(100)
  for (const { kind, route, path, error } of outcomes) {
    const what = `${kind}, ${route}`
    expect([what, error?.name, error?.code]).toEqual([what, 'LockstepError', 'LOCKSTEP_UNSUPPORTED'])
    const store = route === 'in an initial state' ? 'never-made' : 'unsupported'
    expect([what, error?.message.split(' is ')[0]]).toEqual([what, `Store "${store}": ${path}`])
    expect(error?.message).toMatch(/cannot share: put plain data there .* Nothing was committed/)
  }

  expect(await writer.ask('look')).toEqual(before)
  expect(await witness.ask('look')).toEqual(before)
  expect(before).toMatchObject({ version: 0, polluted: false })
  expect(world.files()).toEqual(files)

  await writer.ask('commit')
  const after = {
    version: 1,
    state: { list: [{ at: 'home' }], kept: new Map(Object.entries({ a: 1, good: 1 })) },
  }
  expect(await witness.ask('look')).toMatchObject(after)
  expect(await writer.ask('look')).toMatchObject(after)
})
