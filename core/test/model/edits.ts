import fc from 'fast-check'

/** A state with one of each container. */
export interface State {
  record: Record<string, unknown>
  list: unknown[]
  rows: { id: number; tags: string[] }[]
  map: Map<unknown, unknown>
  set: Set<unknown>
}

export const empty = (): State => ({ record: {}, list: [], rows: [], map: new Map(), set: new Set() })

const leaf = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, undefined, 10n ** 20n),
  fc.date({ noInvalidDate: true }),
  fc.uint8Array({ maxLength: 8 }),
)
const value = fc.oneof(
  { weight: 3, arbitrary: leaf },
  fc.array(leaf, { maxLength: 4 }),
  fc.dictionary(fc.constantFrom('a', 'b', 'c'), leaf, { noNullPrototype: true }),
  fc.array(fc.tuple(fc.string({ maxLength: 3 }), leaf), { maxLength: 3 }).map(entries => new Map(entries)),
)
const mapKey = fc.oneof(
  fc.string({ maxLength: 4 }),
  fc.integer(),
  fc.double(),
  fc.boolean(),
  fc.constantFrom(null, 3n),
)
const key = fc.constantFrom('a', 'b', 'c', '')
const place = fc.nat(50)

/** What a recipe does, as data: fast-check can print it and make it smaller. */
export type Edit = typeof one extends fc.Arbitrary<infer Value> ? Value : never

const one = fc.oneof(
  fc.record({ type: fc.constant('set key' as const), key, value }),
  fc.record({ type: fc.constant('delete key' as const), key }),
  fc.record({ type: fc.constant('set inner key' as const), key, inner: key, value }),
  fc.record({ type: fc.constant('push' as const), value }),
  fc.record({
    type: fc.constant('splice' as const),
    place,
    remove: fc.nat(3),
    added: fc.array(value, { maxLength: 3 }),
  }),
  fc.record({ type: fc.constant('reverse' as const) }),
  fc.record({ type: fc.constant('unshift' as const), value }),
  fc.record({ type: fc.constant('add row' as const), id: place }),
  fc.record({ type: fc.constant('tag row' as const), place, tag: fc.string({ maxLength: 4 }) }),
  fc.record({ type: fc.constant('remove row' as const), place }),
  fc.record({ type: fc.constant('set entry' as const), key: mapKey, value }),
  fc.record({ type: fc.constant('delete entry' as const), place }),
  fc.record({ type: fc.constant('add member' as const), value }),
  fc.record({ type: fc.constant('delete member' as const), place }),
  // Larger than a record can be: travels as a snapshot.
  fc.record({ type: fc.constant('write text' as const), length: fc.nat(6000) }),
)

/** What one commit does. */
export const edits = fc.array(one, { minLength: 1, maxLength: 4 })

export function applyEdits(draft: State, all: readonly Edit[]): void {
  for (const edit of all) applyEdit(draft, edit)
}

function applyEdit(draft: State, edit: Edit): void {
  switch (edit.type) {
    case 'set key':
      draft.record[edit.key] = fresh(edit.value)
      break
    case 'delete key':
      delete draft.record[edit.key]
      break
    case 'set inner key': {
      const child = draft.record[edit.key]
      if (isRecord(child)) child[edit.inner] = fresh(edit.value)
      break
    }
    case 'push':
      draft.list.push(fresh(edit.value))
      break
    case 'splice':
      draft.list.splice(within(draft.list, edit.place), edit.remove, ...fresh(edit.added))
      break
    case 'reverse':
      draft.list.reverse()
      break
    case 'unshift':
      draft.list.unshift(fresh(edit.value))
      break
    case 'add row':
      draft.rows.push({ id: edit.id, tags: [] })
      break
    case 'tag row':
      draft.rows[within(draft.rows, edit.place)]?.tags.push(edit.tag)
      break
    case 'remove row':
      draft.rows.splice(within(draft.rows, edit.place), 1)
      break
    case 'set entry':
      draft.map.set(edit.key, fresh(edit.value))
      break
    case 'delete entry': {
      const keys = [...draft.map.keys()]
      draft.map.delete(keys[within(keys, edit.place)] ?? '')
      break
    }
    case 'add member':
      draft.set.add(fresh(edit.value))
      break
    case 'delete member': {
      const members = [...draft.set]
      draft.set.delete(members[within(members, edit.place)])
      break
    }
    case 'write text':
      draft.record['text'] = 'x'.repeat(edit.length)
  }
}

/** Each run of a recipe puts in values of its own, as a program would that makes them anew. */
function fresh<Value>(source: Value): Value {
  return structuredClone(source)
}

function within(list: readonly unknown[], place: number): number {
  return list.length === 0 ? 0 : place % list.length
}

function isRecord(child: unknown): child is Record<string, unknown> {
  if (typeof child !== 'object' || child === null) return false
  return !(Array.isArray(child) || child instanceof Map || child instanceof Date || ArrayBuffer.isView(child))
}
