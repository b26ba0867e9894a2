import fc from 'fast-check'
import type { Patch, PathKey } from '../../src/commit/patch.js'
import { type ClientMessage, PROTOCOL_VERSION } from '../../src/relay/protocol.js'

/** What a hostile client does next. */
export type Step =
  | {
      readonly kind: 'commit'
      readonly label: string | undefined
      readonly patches: Patch[]
      /** How far its number is from the last one's: 1 as it should be. */
      readonly skip: number
      readonly behind: number
      readonly depth: number
      readonly more: boolean
      /** Whether it says that another client made it. */
      readonly forged: boolean
    }
  | {
      readonly kind: 'mutated'
      readonly commit: Extract<Step, { kind: 'commit' }>
      readonly bytes: readonly (readonly [number, number])[]
      readonly cut: number
    }
  /** A frame that was sent before, on whichever connection. */
  | { readonly kind: 'replay'; readonly of: number }
  | { readonly kind: 'raw'; readonly bytes: Uint8Array }
  | { readonly kind: 'large'; readonly size: number }
  | { readonly kind: 'message'; readonly message: ClientMessage }
  | { readonly kind: 'nothing' }
  /** Connects anew, as itself or as somebody else. */
  | { readonly kind: 'again'; readonly secret: number }
  | { readonly kind: 'protocol'; readonly over: object }
  | { readonly kind: 'wait' }

/** Keys near those that exist, and those that lead where no patch may. */
const anyKey = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<PathKey>('todos', 'done', 0, 1) },
  {
    weight: 3,
    arbitrary: fc.constantFrom<PathKey>(
      'users',
      'settings',
      'title',
      'id',
      'tags',
      'ann',
      'name',
      'secret',
      'token',
    ),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<PathKey>(
      '__proto__',
      'constructor',
      'prototype',
      'length',
      'polluted',
      'toString',
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<PathKey>(2, -1, 1.5, 2 ** 32, '0', '00', '', null, true, 0n, Number.NaN),
  },
)

const todo = (id: number, done: unknown) => ({
  id,
  title: id === 1 ? 'tea' : 'milk',
  done,
  tags: new Set(['a']),
})

const anyValue = fc.oneof(
  fc.constantFrom<unknown>(
    true,
    false,
    undefined,
    0,
    'x',
    [],
    {},
    new Map(),
    new Set(['a']),
    // Nearly what is there: what counts is the difference.
    todo(1, true),
    [todo(1, true), todo(2, false)],
    [todo(2, true), todo(1, false)],
    { done: true, id: 1, title: 'tea', tags: new Set(['a']) },
    { todos: [todo(1, true), todo(2, true)] },
    JSON.parse('{"__proto__":{"polluted":1}}'),
  ),
  fc.jsonValue({ maxDepth: 2 }),
)

const anyPatch = fc.record({
  op: fc.constantFrom('replace' as const, 'add' as const, 'remove' as const),
  path: fc.oneof(
    { weight: 2, arbitrary: fc.array(anyKey, { maxLength: 5 }) },
    { weight: 2, arbitrary: fc.tuple(fc.constant('todos'), fc.constantFrom(0, 1), fc.constant('done')) },
    { weight: 1, arbitrary: fc.tuple(fc.constant('todos'), fc.constantFrom(0, 1), anyKey) },
  ),
  value: anyValue,
}) as fc.Arbitrary<Patch>

const anyCommit = fc.record({
  kind: fc.constant('commit' as const),
  label: fc.oneof(
    { weight: 5, arbitrary: fc.constant('todo/toggle') },
    {
      weight: 2,
      arbitrary: fc.constantFrom<string | undefined>(
        undefined,
        '',
        'other',
        'todo/toggle ',
        'constructor',
        '__proto__',
      ),
    },
  ),
  patches: fc.array(anyPatch, { minLength: 1, maxLength: 4 }),
  skip: fc.oneof(
    { weight: 6, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.constantFrom(0, 2, 1000) },
  ),
  behind: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(3) }),
  depth: fc.oneof({ weight: 6, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(3) }),
  more: fc.boolean(),
  forged: fc.oneof({ weight: 9, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
})

const anyMessage: fc.Arbitrary<ClientMessage> = fc.oneof(
  fc.record({ type: fc.constant('received' as const), bytes: fc.nat(10_000) }),
  fc.record({
    type: fc.constant('ask' as const),
    request: fc.integer(),
    what: fc.constantFrom('settled' as const, 'flush' as const, 'peers' as const),
  }),
  fc.record({ type: fc.constant('drained' as const), request: fc.integer() }),
  fc.constant({ type: 'ping' as const }),
)

const anyHello = fc.constantFrom<object>(
  { protocol: PROTOCOL_VERSION + 1 },
  { protocol: 0 },
  { protocol: -1 },
  { store: '' },
  { store: 'another' },
  { schemaVersion: 2 },
  { since: Number.MAX_SAFE_INTEGER },
  { token: 'x'.repeat(3000) },
  { token: 'x'.repeat(5000) },
)

export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: anyCommit },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('mutated' as const),
      commit: anyCommit,
      bytes: fc.array(fc.tuple(fc.nat(400), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      cut: fc.oneof(fc.constant(0), fc.nat(30)),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('replay' as const), of: fc.nat(50) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('raw' as const), bytes: fc.uint8Array({ maxLength: 80 }) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('large' as const),
      size: fc.constantFrom(8192, 8300, 20_000, 200_000),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('message' as const), message: anyMessage }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'nothing' as const }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('again' as const), secret: fc.constantFrom(1, 2) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('protocol' as const), over: anyHello }) },
  { weight: 2, arbitrary: fc.constant({ kind: 'wait' as const }) },
)
