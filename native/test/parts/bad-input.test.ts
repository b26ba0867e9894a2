import { Mutex, NamedEvent, SharedMemory } from '@lockstep/native'
import { expect, it } from 'vitest'
import { createWorld, lockstepError } from './harness/world.js'

// What TypeScript refuses; JavaScript programs get as far as here.
const memory = SharedMemory as unknown as Record<string, (options?: unknown) => unknown>
const mutex = Mutex as unknown as Record<string, (options?: unknown) => unknown>
const event = NamedEvent as unknown as Record<string, (options?: unknown) => unknown>

const badNames = ['', '.hidden', 'a/b', 'a\\b', 'a..b', 'ü', 'x'.repeat(101), 'a b', 5, null, undefined, {}]

it.each(badNames)('refuses the name %j for every kind', async name => {
  const world = createWorld()
  const attempts = [
    () => memory['create']!({ name, bytes: 5 }),
    () => memory['open']!({ name }),
    () => memory['openAsync']!({ name }),
    ...[mutex, event].flatMap(kind => [
      () => kind['create']!({ name }),
      () => kind['open']!({ name }),
      () => kind['openAsync']!({ name }),
    ]),
  ]
  for (const attempt of attempts) {
    const error = await lockstepError(attempt, 'LOCKSTEP_NAME')
    expect(error.message).toMatch(/a name has 1 to 100 letters of A-Z, digits/)
  }
  expect(world.files()).toEqual([])
})

const name = 'bad'
const badOptions: readonly (readonly [attempt: () => unknown, says: RegExp])[] = [
  [() => memory['create']!(), /the options must be an object/],
  [() => mutex['create']!('name'), /the options must be an object/],
  [() => event['open']!(null), /the options must be an object/],
  [() => memory['create']!({ name, bytes: 5, size: 5 }), /no option size: there are name, scope, file/],
  [() => memory['open']!({ name, bytes: 5 }), /no option bytes/],
  [() => mutex['create']!({ name, timeout: 5 }), /no option timeout/],
  [() => event['create']!({ name, bytes: 5 }), /no option bytes/],
  [() => memory['create']!({ name, file: 'x', bytes: 5 }), /a name or a file, not both/],
  [() => memory['create']!({ file: '', bytes: 5 }), /must be the path of a file/],
  [() => memory['create']!({ file: 'a\0b', bytes: 5 }), /must be the path of a file/],
  [() => memory['create']!({ file: 5, bytes: 5 }), /must be the path of a file/],
  ...[0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, '5', 5n, undefined].map(
    bytes =>
      [() => memory['create']!({ name, bytes }), /bytes must be a whole number of bytes, 1 or more/] as const,
  ),
  ...[-1, 0.5, '0', null].map(
    offset => [() => memory['create']!({ name, bytes: 5, offset }), /offset must be a whole number/] as const,
  ),
  ...[0, -1, '1', null].map(
    length => [() => memory['create']!({ name, bytes: 5, length }), /length must be a whole number/] as const,
  ),
  ...['', 'write', 1, null].map(
    access => [() => memory['create']!({ name, bytes: 5, access }), /access must be 'readwrite'/] as const,
  ),
  [() => memory['create']!({ name, bytes: 5, offset: 6 }), /view of 0 bytes at 6 does not lie in the memory/],
  [() => memory['create']!({ name, bytes: 5, offset: 5 }), /does not lie in the memory, which has 5 bytes/],
  [() => memory['create']!({ name, bytes: 5, offset: 3, length: 3 }), /view of 3 bytes at 3 does not lie/],
  [() => memory['create']!({ name, bytes: 5, offset: 1, length: 2 ** 53 - 1 }), /does not lie/],
  [() => mutex['create']!({ name, exclusive: 1 }), /exclusive must be true or false/],
  [() => event['create']!({ name, scope: 5 }), /scope must be a string/],
  ...[-1, Number.NaN, '5', null].flatMap(timeout =>
    [memory, mutex, event].flatMap(kind => [
      [() => kind['open']!({ name, timeout }), /timeout must be a number of milliseconds/] as const,
      [() => kind['openAsync']!({ name, timeout }), /timeout must be a number of milliseconds/] as const,
    ]),
  ),
  [() => event['openAsync']!({ name, signal: {} }), /signal must be an AbortSignal/],
]

it('refuses options that mean nothing, and makes nothing', async () => {
  const world = createWorld()
  for (const [attempt, says] of badOptions)
    expect((await lockstepError(attempt, 'LOCKSTEP_OPTIONS')).message).toMatch(says)
  expect(world.files()).toEqual([])
})

it('refuses arguments that mean nothing, and changes nothing', async () => {
  createWorld()
  const bytes = SharedMemory.create({ name, bytes: 16 })
  const lock = Mutex.create({ name })
  const bell = NamedEvent.create({ name })
  const bad = (value: unknown) => value as never
  const attempts: (() => unknown)[] = [
    ...[-1, 0.5, Number.NaN, '0', null].flatMap(offset => [
      () => bytes.read(1, bad(offset)),
      () => bytes.write('x', bad(offset)),
      () => bytes.readString(bad(offset)),
    ]),
    ...[-1, 0.5, Number.NaN, 17, 2 ** 40].map(length => () => bytes.read(bad(length))),
    ...[undefined, null, {}, [1], 5].map(data => () => bytes.write(bad(data))),
    ...[undefined, null, {}, 'x'].map(into => () => bytes.read(bad(into))),
    ...[-1n, 2n ** 64n, 5, '5', undefined].map(value => () => bytes.writeBigUint64(bad(value))),
    () => bytes.writeString(bad(5)),
    () => lock.lock({ timeout: -1 }),
    () => lock.lockAsync({ timeout: Number.NaN }),
    () => lock.lockAsync({ signal: bad('now') }),
    () => bell.wait({ timeout: bad('5') }),
    () => bell.waitAsync({ timeout: -5 }),
  ]
  for (const attempt of attempts) await lockstepError(attempt, 'LOCKSTEP_OPTIONS')
  expect([...bytes.read(16)]).toEqual(new Array(16).fill(0))
  expect(lock.held).toBe(false)
  expect(lock.lock().abandoned).toBe(false)
  for (const part of [bytes, lock, bell]) part.close()
})

it('refuses to be used after it was closed, and to be closed twice does no harm', async () => {
  createWorld()
  const bytes = SharedMemory.create({ name, bytes: 16 })
  const lock = Mutex.create({ name })
  const bell = NamedEvent.create({ name })
  for (const part of [bytes, lock, bell]) {
    part[Symbol.dispose]()
    part.close()
  }
  const attempts = [
    () => bytes.read(1),
    () => bytes.write('x'),
    () => bytes.flush(),
    () => bytes.readString(),
    () => lock.lock(),
    () => lock.tryLock(),
    () => lock.lockAsync(),
    () => lock.unlock(),
    () => bell.set(),
    () => bell.wait(),
    () => bell.waitAsync(),
  ]
  for (const attempt of attempts)
    expect((await lockstepError(attempt, 'LOCKSTEP_CLOSED')).message).toMatch(
      /(Memory|Mutex|Event) "bad": It is closed: open it again/,
    )
  expect(lock.held).toBe(false)
})

it('cannot be made with `new`', () => {
  for (const Part of [SharedMemory, Mutex, NamedEvent])
    expect(() => Reflect.construct(Part, [{}, {}])).toThrow(/LOCKSTEP_OPTIONS/)
})
