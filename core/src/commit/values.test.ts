import { runInNewContext } from 'node:vm'
import { enableMapSet, Immer } from 'immer'
import { describe, expect, test } from 'vitest'
import { isLockstepError } from '../errors/errors.js'
import { equal } from './equal.js'
import { copyValue, MAX_DEPTH } from './values.js'

class Person {
  name = 'Ada'
}

function cyclic(): object {
  const owner: Record<string, unknown> = { name: 'Ada' }
  owner['friends'] = [{ back: owner }]
  return owner
}

function nested(levels: number): unknown {
  let value: unknown = 'deep'
  for (let level = 0; level < levels; level += 1) value = [value]
  return value
}

function transferred(): ArrayBuffer {
  const buffer = new ArrayBuffer(8)
  structuredClone(buffer, { transfer: [buffer] })
  return buffer
}

describe('what cannot be shared is refused with its path', () => {
  test.each<[string, unknown, string]>([
    ['a function', { run: () => {} }, 'todos[3].run is a function'],
    ['a symbol', { key: Symbol('x') }, 'todos[3].key is a symbol'],
    ['a symbol as key', { [Symbol('x')]: 1 }, 'todos[3] is an object with a symbol as key'],
    ['an instance of a class', { owner: new Person() }, 'todos[3].owner is an instance of Person'],
    [
      'an instance of a subclass',
      { list: new (class List extends Array {})() },
      'todos[3].list is an instance of List',
    ],
    [
      'an object with a prototype of its own',
      { o: Object.create({ a: 1 }) },
      'todos[3].o is an instance of Object',
    ],
    ['a fake Map', { map: Object.create(Map.prototype) }, 'todos[3].map is an instance of Map'],
    ['a promise', { later: Promise.resolve() }, 'todos[3].later is an instance of Promise'],
    ['a WeakMap', { cache: new WeakMap() }, 'todos[3].cache is an instance of WeakMap'],
    ['a WeakSet', { cache: new WeakSet() }, 'todos[3].cache is an instance of WeakSet'],
    ['a WeakRef', { ref: new WeakRef({}) }, 'todos[3].ref is an instance of WeakRef'],
    ['a boxed primitive', { n: Object(1) }, 'todos[3].n is an instance of Number'],
    ['a generator', { g: (function* () {})() }, 'todos[3].g is an'],
    ['a URL', { url: new URL('http://localhost') }, 'todos[3].url is an instance of URL'],
    [
      'a SharedArrayBuffer',
      { shared: new SharedArrayBuffer(8) },
      'todos[3].shared is an instance of SharedArrayBuffer',
    ],
    [
      'a transferred buffer',
      { buffer: transferred() },
      'todos[3].buffer is a buffer that was transferred away',
    ],
    [
      'an accessor',
      Object.defineProperty({}, 'now', { get: Date.now, enumerable: true }),
      'todos[3].now is an accessor',
    ],
    [
      'a setter',
      Object.defineProperty({}, 'x', { set: () => {}, enumerable: true }),
      'todos[3].x is an accessor',
    ],
    [
      'a property named __proto__',
      JSON.parse('{"a":{"__proto__":1}}'),
      'todos[3].a.__proto__ is a property named __proto__',
    ],
    [
      'a Map with objects as keys',
      { map: new Map([[{}, 1]]) },
      'todos[3].map is a Map with a key that is an object',
    ],
    [
      'a Map with undefined as key',
      { map: new Map([[undefined, 1]]) },
      'todos[3].map is a Map with a key that is undefined',
    ],
    ['in a Map', new Map([['k', () => {}]]), 'todos[3].k is a function'],
    ['in a Set', new Set([1, () => {}]), 'todos[3][1] is a function'],
    ['in the cause of an error', new Error('x', { cause: [() => {}] }), 'todos[3].cause[0] is a function'],
    ['a cycle', cyclic(), 'todos[3].friends[0].back is a reference back to what contains it'],
    ['nesting without end', nested(MAX_DEPTH), `is nested more than ${MAX_DEPTH} levels deep`],
  ])('%s', (_, value, message) => {
    const error = catching(() => copyValue(value, ['todos', 3]))
    expect(isLockstepError(error, 'LOCKSTEP_UNSUPPORTED')).toBe(true)
    expect((error as Error).message).toContain(message)
  })

  test('at the root too', () => {
    expect(() => copyValue(() => {}, [])).toThrow('the state itself is a function')
  })

  test('the path counts as depth', () => {
    expect(() => copyValue(nested(MAX_DEPTH), [])).not.toThrow()
    expect(() => copyValue(nested(MAX_DEPTH), ['a'])).toThrow('nested')
  })

  test('the same object twice is no cycle: it becomes two', () => {
    const tag = { name: 'x' }
    const copied = copyValue({ a: tag, b: [tag] }, [])
    expect(copied).toEqual({ a: { name: 'x' }, b: [{ name: 'x' }] })
    expect(copied.a).not.toBe(copied.b[0])
  })
})

describe('a copy', () => {
  test('has nothing of the original in it', () => {
    const original = {
      plain: { a: [1, { b: 2 }] },
      map: new Map([['k', { a: 1 }]]),
      set: new Set([{ a: 1 }]),
      date: new Date(5),
      bytes: new Uint8Array([1, 2]),
      buffer: new Uint8Array([3]).buffer,
      error: new Error('x', { cause: { a: 1 } }),
    }
    const copied = copyValue(original, [])
    const before = copyValue(copied, [])
    original.plain.a.push(9)
    ;(original.plain.a[1] as { b: number }).b = 9
    original.map.get('k')!.a = 9
    for (const member of original.set) member.a = 9
    original.date.setTime(9)
    original.bytes[0] = 9
    new Uint8Array(original.buffer)[0] = 9
    ;(original.error.cause as { a: number }).a = 9
    expect(equal(copied, before)).toBe(true)
  })

  test('takes holes for undefined, leaves out what is not enumerable, and makes null prototypes plain', () => {
    // biome-ignore lint/suspicious/noSparseArray: that is what is tested
    expect(copyValue([1, , 3], [])).toStrictEqual([1, undefined, 3])
    expect(copyValue(Object.defineProperty({ a: 1 }, 'hidden', { value: 2 }), [])).toStrictEqual({ a: 1 })
    const bare = Object.assign(Object.create(null), { a: 1 })
    expect(Object.getPrototypeOf(copyValue(bare, []))).toBe(Object.prototype)
  })

  test('copies only the part of a buffer that a view shows', () => {
    const copied = copyValue(new Uint16Array(new Uint16Array([1, 2, 3, 4]).buffer, 2, 2), [])
    expect(copied).toStrictEqual(new Uint16Array([2, 3]))
    expect(copied.buffer.byteLength).toBe(4)
    expect(copyValue(Buffer.from('abc'), [])).toStrictEqual(new Uint8Array([97, 98, 99]))
  })

  test('starts regular expressions anew', () => {
    const pattern = /a/g
    pattern.lastIndex = 3
    expect(copyValue(pattern, []).lastIndex).toBe(0)
  })

  test('keeps of an error what structured clone keeps', () => {
    class Custom extends TypeError {
      override name = 'Custom'
      extra = 1
    }
    const copied = copyValue(new Custom('bad', { cause: 'why' }), [])
    expect(Object.getPrototypeOf(copied)).toBe(Error.prototype)
    expect([copied.name, copied.message, copied.cause, 'extra' in copied]).toEqual([
      'Error',
      'bad',
      'why',
      false,
    ])
    const range = new RangeError('far')
    expect(copyValue(range, [])).toBeInstanceOf(RangeError)
    expect(copyValue(range, []).stack).toBe(range.stack)
    expect('cause' in copyValue(range, [])).toBe(false)
  })

  test('accepts values of another realm, and makes them of this one', () => {
    const foreign = runInNewContext(`({
      list: [1, { a: 1 }], map: new Map([['k', new Set([1])]]), date: new Date(5), pattern: /x/gi,
      error: new RangeError('far'), bytes: new Uint8Array([1, 2]), buffer: new ArrayBuffer(2), big: 5n,
    })`)
    const copied = copyValue(foreign, [])
    expect(copied).toStrictEqual({
      list: [1, { a: 1 }],
      map: new Map([['k', new Set([1])]]),
      date: new Date(5),
      pattern: /x/gi,
      error: copied.error,
      bytes: new Uint8Array([1, 2]),
      buffer: new ArrayBuffer(2),
      big: 5n,
    })
    expect(copied.error).toBeInstanceOf(RangeError)
    expect(copied.buffer).toBeInstanceOf(ArrayBuffer)
  })

  test.each([
    'new (class Foreign {})()',
    'Promise.resolve()',
    'new WeakMap()',
    'Object.create(Map.prototype)',
    '() => {}',
  ])('refuses %s of another realm', source => {
    expect(() => copyValue({ x: runInNewContext(source) }, [])).toThrow('x is')
  })

  test('can be made of a draft', () => {
    enableMapSet()
    const immer = new Immer({ autoFreeze: false })
    let copied: unknown
    immer.produce({ map: new Map([['k', [1]]]) }, draft => {
      draft.map.get('k')!.push(2)
      copied = copyValue(draft, [])
    })
    expect(copied).toStrictEqual({ map: new Map([['k', [1, 2]]]) })
  })
})

function catching(run: () => unknown): unknown {
  try {
    run()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}
