import { SharedMemory } from '@lockstep/native'
import { expect, it } from 'vitest'
import { createWorld, lockstepError } from './harness/world.js'

it('is the same memory in every process that opens the name, in both directions', async () => {
  const world = createWorld()
  const mine = SharedMemory.create({ name: 'shared', bytes: 10_000 })
  expect([mine.created, mine.bytes, mine.length, mine.offset]).toEqual([true, 10_000, 10_000, 0])
  expect(mine.read(10_000)).toEqual(new Uint8Array(10_000))
  mine.writeString('grüße, 世界 🪟', 100)
  mine.writeBigUint64(0xffff_ffff_ffff_fffen, 9_992)

  const other = await world.process()
  const seen = await other.run(({ SharedMemory, kept }) => {
    kept['memory'] = SharedMemory.open({ name: 'shared' })
    const text = kept['memory'].readString(100)
    const handle = kept['memory'].readBigUint64(9_992)
    kept['memory'].write(new Uint8Array([1, 2, 3]), 5_000)
    return { text, handle, created: kept['memory'].created, bytes: kept['memory'].bytes }
  })
  expect(seen).toEqual({
    text: 'grüße, 世界 🪟',
    handle: 0xffff_ffff_ffff_fffen,
    created: false,
    bytes: 10_000,
  })
  expect([...mine.read(5, 4_999)]).toEqual([0, 1, 2, 3, 0])
  mine.close()
})

it('gives views of any part, wherever it begins and however long it is', () => {
  createWorld()
  const whole = SharedMemory.create({ name: 'views', bytes: 300_001 })
  for (let at = 0; at < whole.bytes; at += 1) if (at % 7 === 0) whole.write(Uint8Array.of(at % 251), at)
  const places = [0, 1, 4095, 4096, 4097, 65_535, 65_536, 65_537, 131_071, 299_999, 300_000]
  for (const offset of places) {
    for (const length of [1, 2, 4096, 5000, 65_536, undefined]) {
      if (offset + (length ?? 1) > whole.bytes) continue
      const view = SharedMemory.open({ name: 'views', offset, ...(length && { length }) })
      expect([view.offset, view.length]).toEqual([offset, length ?? whole.bytes - offset])
      expect(Buffer.compare(view.read(view.length), whole.read(view.length, offset))).toBe(0)
      view.write('x', view.length - 1)
      expect([...whole.read(1, offset + view.length - 1)]).toEqual(['x'.charCodeAt(0)])
      view.close()
    }
  }
  whole.close()
})

it('copies into the array it is given, of whatever kind', () => {
  createWorld()
  const memory = SharedMemory.create({ name: 'arrays', bytes: 64 })
  memory.write(new Float64Array([1.5, -0.25]), 8)
  const into = new Float64Array(2)
  expect(memory.read(into, 8)).toBe(into)
  expect([...into]).toEqual([1.5, -0.25])
  expect(memory.write(new Uint16Array([1, 2, 3, 4]).subarray(1, 3), 0)).toBe(4)
  expect(memory.write(new Uint8Array([9]).buffer, 4)).toBe(1)
  expect([...memory.read(5)]).toEqual([2, 0, 3, 0, 9])
  expect(memory.read(0, 64)).toHaveLength(0)
  expect(new DataView(memory.read(new DataView(new ArrayBuffer(8)), 8).buffer).getFloat64(0, true)).toBe(1.5)
  memory.close()
})

it('refuses writes of a readonly view, and shows it what others write', async () => {
  createWorld()
  const writer = SharedMemory.create({ name: 'looked-at', bytes: 16 })
  const reader = SharedMemory.open({ name: 'looked-at', access: 'readonly' })
  const error = await lockstepError(() => reader.write('x'), 'LOCKSTEP_READONLY')
  expect(error.message).toMatch(/Memory "looked-at": It is open `readonly`: open it `readwrite`/)
  writer.write('seen')
  expect(Buffer.from(reader.read(4)).toString()).toBe('seen')
  reader.close()
  writer.close()
})

it('keeps to itself what a copy-on-write view writes', async () => {
  createWorld()
  const writer = SharedMemory.create({ name: 'copied', bytes: 8192 })
  const copy = SharedMemory.open({ name: 'copied', access: 'copy-on-write' })
  writer.write('theirs', 5000)
  expect(Buffer.from(copy.read(6, 5000)).toString()).toBe('theirs')
  copy.write('mine', 5000)
  expect(Buffer.from(copy.read(6, 5000)).toString()).toBe('miners')
  expect(Buffer.from(writer.read(6, 5000)).toString()).toBe('theirs')
  await lockstepError(() => copy.flush(), 'LOCKSTEP_READONLY')
  copy.close()
  writer.close()
})

it('lives as long as somebody has it open, and begins with zeros after that', async () => {
  const world = createWorld()
  const other = await world.process()
  const mine = SharedMemory.create({ name: 'lives', bytes: 8 })
  mine.writeBigUint64(7n)
  await other.run(({ SharedMemory, kept }) => {
    kept['memory'] = SharedMemory.open({ name: 'lives' })
  })
  mine.close()
  const again = SharedMemory.create({ name: 'lives', bytes: 8 })
  expect([again.created, again.readBigUint64()]).toEqual([false, 7n])
  again.close()
  await other.kill()

  await lockstepError(() => SharedMemory.open({ name: 'lives' }), 'LOCKSTEP_NOT_FOUND')
  const fresh = SharedMemory.create({ name: 'lives', bytes: 8 })
  expect([fresh.created, fresh.readBigUint64()]).toEqual([true, 0n])
  fresh.close()
  expect(world.files()).toEqual([])
})

it('keeps names of other scopes apart', () => {
  createWorld()
  const here = SharedMemory.create({ name: 'scoped', bytes: 8, scope: 'a' })
  const there = SharedMemory.create({ name: 'scoped', bytes: 8, scope: 'b' })
  here.writeBigUint64(1n)
  expect([there.created, there.readBigUint64()]).toEqual([true, 0n])
  here.close()
  there.close()
})

it('creates exclusively, and not smaller than it is', async () => {
  createWorld()
  const mine = SharedMemory.create({ name: 'mine', bytes: 100, exclusive: true })
  const exclusive = { name: 'mine', bytes: 100, exclusive: true }
  expect((await lockstepError(() => SharedMemory.create(exclusive), 'LOCKSTEP_EXISTS')).message).toMatch(
    /Memory "mine": Somebody has it open already/,
  )
  const larger = { name: 'mine', bytes: 101 }
  expect((await lockstepError(() => SharedMemory.create(larger), 'LOCKSTEP_EXISTS')).message).toMatch(
    /with 100 bytes instead of 101/,
  )
  mine.writeBigUint64(3n)
  const joined = SharedMemory.create({ name: 'mine', bytes: 50 })
  expect([joined.bytes, joined.readBigUint64()]).toEqual([100, 3n])
  joined.close()
  mine.close()
})

it('says that there is not as much memory, and leaves nothing behind', async () => {
  const world = createWorld()
  const error = await lockstepError(
    () => SharedMemory.create({ name: 'huge', bytes: 2 ** 46 }),
    'LOCKSTEP_NO_SPACE',
  )
  expect(error.message).toMatch(/Memory "huge": Could not .*70368744/)
  expect(world.files()).toEqual([])
  const small = SharedMemory.create({ name: 'huge', bytes: 10 })
  expect(small.created).toBe(true)
  small.close()
})

it('says that a string or a range is not there', async () => {
  createWorld()
  const memory = SharedMemory.create({ name: 'ranges', bytes: 100, offset: 10, length: 50 })
  memory.write(Uint8Array.of(255, 255, 255, 255), 0)
  await lockstepError(() => memory.readString(0), 'LOCKSTEP_DAMAGED')
  const outside: (() => unknown)[] = [
    () => memory.read(51),
    () => memory.read(1, 50),
    () => memory.read(new Uint8Array(2), 49),
    () => memory.read(2 ** 52),
    () => memory.write('x', 50),
    () => memory.write(new Uint8Array(51)),
    () => memory.readBigUint64(43),
    () => memory.writeString('12345', 42),
    () => memory.readString(47),
  ]
  for (const attempt of outside) {
    const error = await lockstepError(attempt, 'LOCKSTEP_OPTIONS')
    expect(error.message).toMatch(
      /Memory "ranges": \d+ bytes at \d+ do not lie in the view, which has 50 bytes/,
    )
  }
  memory.close()
})
