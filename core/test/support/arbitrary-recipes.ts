import fc from 'fast-check'
import { anyPrimitive, anyPropertyName, anyValue } from './arbitrary-values.js'

/** One edit: where in the state, what to do there (each container takes the number as it can), and with what. */
export interface Edit {
  readonly way: readonly number[]
  readonly action: number
  readonly at: number
  readonly name: string
  readonly value: unknown
}

/** Edits with an action from here on put something of the state somewhere else too. */
const MOVES = 16

export const anyEdit: fc.Arbitrary<Edit> = editWith(fc.nat(MOVES - 1))

export const anyRecipe: fc.Arbitrary<readonly Edit[]> = fc.array(anyEdit, { minLength: 1, maxLength: 5 })

/** As `anyRecipe`, but it may make cycles, which are refused. */
export const anyMovingRecipe: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.oneof(
    { weight: 2, arbitrary: anyEdit },
    { weight: 1, arbitrary: editWith(fc.nat(1).map(n => MOVES + n)) },
  ),
  { minLength: 1, maxLength: 6 },
)

function editWith(action: fc.Arbitrary<number>): fc.Arbitrary<Edit> {
  return fc.record({
    // -1 leads to the last one, which recipes take away again.
    way: fc.array(fc.oneof({ weight: 4, arbitrary: fc.nat(20) }, fc.constant(-1)), { maxLength: 4 }),
    action,
    at: fc.nat(20),
    name: anyPropertyName,
    value: fc.oneof(anyPrimitive, anyValue),
  })
}

type Plain = Record<string, unknown>

/** Does to a draft (or to a plain state) what the edits say. */
export function run(edits: readonly Edit[], draft: unknown): void {
  for (const edit of edits) {
    const container = walk(draft, edit.way)
    if (edit.action >= MOVES) move(container, edit, walk(draft, edit.way.toReversed()))
    else if (Array.isArray(container)) editArray(container, edit)
    else if (container instanceof Map) editMap(container, edit)
    else if (container instanceof Set) editSet(container, edit)
    else editPlain(container as Plain, edit, draft)
  }
}

/** Puts `moved` there as it is, or into a new object. */
function move(container: object, { action, at, name }: Edit, moved: object): void {
  const value = action === MOVES ? { wrap: moved } : moved
  if (Array.isArray(container)) container[at % Math.max(container.length, 1)] = value
  else if (container instanceof Map) container.set(name, value)
  else if (!(container instanceof Set)) (container as Plain)[name] = value
}

function walk(root: unknown, way: readonly number[]): object {
  let container = root as object
  for (const step of way) {
    const inner = childrenOf(container).filter(isContainer)
    if (inner.length === 0) break
    container = inner.at(step % inner.length)!
  }
  return container
}

function childrenOf(container: object): unknown[] {
  if (Array.isArray(container)) return [...container]
  if (container instanceof Map || container instanceof Set) return [...container.values()]
  return Object.values(container)
}

function isContainer(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return (
    prototype === Object.prototype || Array.isArray(value) || value instanceof Map || value instanceof Set
  )
}

function editPlain(object: Plain, { action, at, name, value }: Edit, root: unknown): void {
  const keys = Object.keys(object)
  const key = keys[at % Math.max(keys.length, 1)] ?? name
  const held = Object.hasOwn(object, key) ? object[key] : at
  if (action < 3) object[name] = value
  else if (action < 5) object[key] = value
  else if (action === 5) delete object[key]
  else if (action === 6) {
    // Moves the property to the end.
    delete object[key]
    object[key] = held
  } else if (
    action === 7 &&
    isContainer(held) &&
    !Array.isArray(held) &&
    !(held instanceof Map || held instanceof Set)
  ) {
    object[key] = { ...held, [name]: value }
  } else if (action === 8 && Array.isArray(held)) object[key] = [...held, value]
  else if (action === 9) (root as { value: unknown }).value = held
  else if (action === 10) Object.assign(object, { [key]: held, [name]: value })
  else object[name] = at
}

function editArray(array: unknown[], { action, at, value }: Edit): void {
  const { length } = array
  const index = at % Math.max(array.length, 1)
  if (action < 2) array.push(value)
  else if (action === 2) array.shift()
  else if (action === 3) array.unshift(value)
  else if (action === 4) array.splice(index, 2, value)
  else if (action === 5) array.splice(index, 1)
  else if (action === 6) array.reverse()
  else if (action === 7) array.length = index
  else if (action === 8 && array.length > 1) {
    const first = array[0]
    array[0] = array[index]
    array[index] = first
  } else if (action === 9) {
    array.push(value)
    if (array.length > 3) array.shift()
  } else if (action === 11) array.length += 1 + (at % 3)
  else if (action === 12) array[length + 1 + (at % 3)] = value
  else if (action === 13) array[-1] = value
  else if (action === 14) array.pop()
  else if (action === 15) {
    array.length = 0
    array.length = length
    array[index] = value
  } else if (array.length > 0) array[index] = value
}

function editMap(map: Map<unknown, unknown>, { action, at, name, value }: Edit): void {
  const key = [...map.keys()][at % Math.max(map.size, 1)]
  const held = map.get(key)
  if (action < 4) map.set(action < 2 ? name : at, value)
  else if (action < 6 && map.size > 0) map.set(key, value)
  else if (action < 8) map.delete(key)
  else if (action < 11 && map.delete(key)) map.set(key, held)
  else map.clear()
}

function editSet(set: Set<unknown>, { action, at, name, value }: Edit): void {
  const member = [...set][at % Math.max(set.size, 1)]
  if (action < 5) set.add(value)
  else if (action < 7) set.delete(member)
  else if (action < 9 && set.delete(member)) set.add(member)
  else if (isContainer(member) && Object.getPrototypeOf(member) === Object.prototype)
    (member as Plain)[name] = value
  else if (action === 11) set.clear()
}
