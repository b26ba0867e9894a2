import { chmodSync, mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SharedMemory } from '@lockstep/native'
import { expect, it } from 'vitest'
import { createWorld, lockstepError } from './harness/world.js'

const isWindows = process.platform === 'win32'

it('makes a file and keeps in it what was written and flushed, also when its process is killed', async () => {
  const world = createWorld()
  const file = join(world.scratch, 'state.bin')
  const other = await world.process()
  const created = await other.run(({ SharedMemory, kept }, file) => {
    kept['memory'] = SharedMemory.create({ file, bytes: 70_001 })
    kept['memory'].write('at the end', 69_991)
    kept['memory'].write('in the middle', 4_090)
    kept['memory'].flush()
    return kept['memory'].created
  }, file)
  await other.kill()
  expect(created).toBe(true)
  const content = readFileSync(file)
  expect(content.length).toBe(70_001)
  expect(content.subarray(69_991).toString()).toBe('at the end')
  expect(content.subarray(4_090, 4_103).toString()).toBe('in the middle')
  expect(content.filter(byte => byte !== 0)).toHaveLength(23)
})

it('is one memory for all who map the file, in views of any part', async () => {
  const world = createWorld()
  const file = join(world.scratch, 'shared.bin')
  writeFileSync(file, Buffer.alloc(200_000, 'x'))
  const mine = SharedMemory.open({ file, offset: 4_099, length: 150_000 })
  const other = await world.process()
  await other.run(({ SharedMemory, kept }, file) => {
    kept['memory'] = SharedMemory.open({ file, offset: 100_001 })
    kept['memory'].write('from there')
  }, file)
  expect(Buffer.from(mine.read(12, 100_000 - 4_099)).toString()).toBe('xfrom therex')
  mine.write('from here', 0)
  mine.close()
  expect(readFileSync(file).subarray(4_098, 4_109).toString()).toBe('xfrom herex')
})

it('opens a file as it is, and makes a shorter one longer', async () => {
  const world = createWorld()
  const file = join(world.scratch, 'grows.bin')
  writeFileSync(file, 'four')
  const opened = SharedMemory.open({ file })
  expect([opened.created, opened.bytes, opened.length]).toEqual([false, 4, 4])
  opened.close()
  const longer = SharedMemory.create({ file, bytes: 10_000 })
  expect([longer.created, longer.bytes]).toEqual([false, 10_000])
  expect(Buffer.from(longer.read(6)).toString()).toBe('four\0\0')
  longer.close()
  const kept = SharedMemory.create({ file, bytes: 5 })
  expect([kept.created, kept.bytes]).toEqual([false, 10_000])
  kept.close()
  await lockstepError(() => SharedMemory.create({ file, bytes: 5, exclusive: true }), 'LOCKSTEP_EXISTS')
  expect(statSync(file).size).toBe(10_000)
})

it('leaves a file alone that is open readonly or copy-on-write, also one that may only be read', async () => {
  const world = createWorld()
  const file = join(world.scratch, 'read.bin')
  writeFileSync(file, 'unchanged')
  chmodSync(file, 0o444)
  const reader = SharedMemory.open({ file, access: 'readonly' })
  const copy = SharedMemory.open({ file, access: 'copy-on-write' })
  await lockstepError(() => reader.write('X'), 'LOCKSTEP_READONLY')
  await lockstepError(() => copy.flush(), 'LOCKSTEP_READONLY')
  copy.write('X')
  reader.flush()
  expect(Buffer.from(copy.read(9)).toString()).toBe('Xnchanged')
  expect(Buffer.from(reader.read(9)).toString()).toBe('unchanged')
  copy.close()
  reader.close()
  expect(readFileSync(file, 'utf8')).toBe('unchanged')
  chmodSync(file, 0o644)
})

it('waits for a file until it is there and not empty', async () => {
  const world = createWorld()
  const file = join(world.scratch, 'awaited.bin')
  await lockstepError(() => SharedMemory.open({ file }), 'LOCKSTEP_NOT_FOUND')
  const opening = SharedMemory.openAsync({ file, timeout: 60_000 })
  writeFileSync(file, '')
  await lockstepError(() => SharedMemory.open({ file, timeout: 20 }), 'LOCKSTEP_TIMEOUT')
  writeFileSync(file, 'now')
  const opened = await opening
  expect(Buffer.from(opened.read(3)).toString()).toBe('now')
  opened.close()
})

it.skipIf(isWindows)('says that the file was cut short under it, and does not crash', async () => {
  const world = createWorld()
  const file = join(world.scratch, 'cut.bin')
  const memory = SharedMemory.create({ file, bytes: 100_000 })
  memory.write('x', 90_000)
  truncateSync(file, 10)
  for (const attempt of [() => memory.read(1, 90_000), () => memory.write('y'), () => memory.flush()]) {
    const error = await lockstepError(attempt, 'LOCKSTEP_DAMAGED')
    expect(error.message).toMatch(/cut\.bin was cut short: 10 of 100000 bytes are left/)
  }
  memory.close()
})

it('says what is wrong with a path', async () => {
  const world = createWorld()
  mkdirSync(join(world.scratch, 'directory'))
  const create = (file: string) => () => SharedMemory.create({ file, bytes: 10 })
  const nowhere = join(world.scratch, 'no', 'such', 'file')
  expect((await lockstepError(create(nowhere), 'LOCKSTEP_NOT_FOUND')).message).toMatch(
    /There is no directory for the file .*Make it first/,
  )
  await lockstepError(create(join(world.scratch, 'directory')), 'LOCKSTEP_OPTIONS')
  await lockstepError(() => SharedMemory.open({ file: join(world.scratch, 'directory') }), 'LOCKSTEP_OPTIONS')
})
