import fc from 'fast-check'

/** Any text that JavaScript can hold: lone surrogates, a byte order mark, and lengths around what headers change at. */
export const anyText = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 12 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }).map(fromUnits) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(30, 31, 32, 33, 255, 256, 257).map(length => 'é'.repeat(length / 2)),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('\ufeffbom', '\ud800', 'a'.repeat(31), 'a'.repeat(32), 'a'.repeat(256)),
  },
)

function fromUnits(units: number[]): string {
  return String.fromCharCode(...units)
}

export const anyPropertyName = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('a', 'b', 'c', 'd') },
  { weight: 1, arbitrary: fc.constantFrom('0', '1', '10', '01', '4294967295', '') },
  {
    weight: 1,
    arbitrary: fc.constantFrom('constructor', 'prototype', 'length', 'hasOwnProperty'),
  },
  { weight: 1, arbitrary: anyText.filter(name => name !== '__proto__') },
)

export const anyPrimitive = fc.oneof(
  fc.constantFrom(null, undefined, true, false, -0, Number.NaN, Number.POSITIVE_INFINITY),
  fc.integer(),
  fc.integer({ min: -40, max: 300 }),
  fc.double(),
  fc.bigInt(),
  fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }),
  anyText,
)

export const anyMapKey = anyPrimitive.filter(key => key !== undefined)

const anyBytes = fc.uint8Array({ maxLength: 24 })

/** Objects that no patch goes into. No invalid dates: `isDeepStrictEqual` takes none for equal. */
export const anyLeafObject: fc.Arbitrary<object> = fc.oneof(
  fc.date({ noInvalidDate: true }),
  anyBytes,
  anyBytes.map(bytes => bytes.buffer as ArrayBuffer),
  anyBytes.map(bytes => new DataView(bytes.buffer as ArrayBuffer)),
  fc.float64Array({ maxLength: 4 }),
  fc.bigInt64Array({ maxLength: 4 }),
  fc.uint16Array({ maxLength: 4 }),
  fc.constantFrom(/a/g, /\d+\/x/iu, /(?:)/),
  fc.string({ maxLength: 8 }).map(message => new RangeError(message, { cause: { message } })),
)

const { value } = fc.letrec<{ value: unknown; list: unknown[]; plain: object; map: object; set: object }>(
  tie => ({
    value: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'value', withCrossShrink: true },
      { weight: 5, arbitrary: anyPrimitive },
      { weight: 1, arbitrary: anyLeafObject },
      { weight: 3, arbitrary: tie('plain') },
      { weight: 3, arbitrary: tie('list') },
      { weight: 1, arbitrary: tie('map') },
      { weight: 1, arbitrary: tie('set') },
    ),
    list: fc.array(tie('value'), { maxLength: 6, depthIdentifier: 'value' }),
    plain: fc.dictionary(anyPropertyName, tie('value'), {
      maxKeys: 5,
      depthIdentifier: 'value',
      noNullPrototype: true,
    }),
    map: fc
      .array(fc.tuple(anyMapKey, tie('value')), { maxLength: 4, depthIdentifier: 'value' })
      .map(entries => new Map(entries)),
    set: fc.array(tie('value'), { maxLength: 4, depthIdentifier: 'value' }).map(members => new Set(members)),
  }),
)

/** Any value that a state can hold. */
export const anyValue: fc.Arbitrary<unknown> = value

/** A state with something of every kind near its root. */
export const anyState: fc.Arbitrary<Record<string, unknown>> = fc
  .record({
    list: fc.array(value, { maxLength: 20 }),
    items: fc.array(fc.record({ id: fc.nat(99), title: anyText, done: fc.boolean() }), { maxLength: 20 }),
    map: fc.array(fc.tuple(anyMapKey, value), { maxLength: 5 }).map(entries => new Map(entries)),
    tags: fc.array(anyPrimitive, { maxLength: 5 }).map(members => new Set(members)),
    set: fc.array(value, { maxLength: 4 }).map(members => new Set(members)),
    plain: fc.dictionary(anyPropertyName, value, { maxKeys: 18, noNullPrototype: true }),
    value,
  })
  .map(state => ({ ...state }))
