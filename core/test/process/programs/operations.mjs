// Recipes as data: what a random recipe does to a draft, the same in every process and in plain immer.
import { isDraft } from 'immer'

/**
 * Does one operation to the container that `walk` leads to. It never fails: what makes no sense for the container
 * that happens to be there becomes something that does, or nothing.
 *
 * @param draft the whole state's
 * @param operation `walk`: numbers that choose a way down; `act`; `key`, `index` and `value` for it
 */
export function operate(draft, operation) {
  const container = descend(draft, operation.walk)
  // A copy for each run: what a recipe inserts is its own, and the next operation may change it.
  const value = structuredClone(operation.value)
  if (Array.isArray(container)) inArray(container, operation, value)
  else if (container instanceof Map) inMap(container, operation, value)
  else if (container instanceof Set) inSet(container, operation, value)
  else inObject(container, operation, value)
}

function descend(draft, walk) {
  let container = draft
  for (const step of walk) {
    const inner = childrenOf(container).filter(isContainer)
    if (inner.length === 0) break
    container = inner[step % inner.length]
  }
  return container
}

function childrenOf(container) {
  if (Array.isArray(container)) return container
  if (container instanceof Map || container instanceof Set) return [...container.values()]
  return Object.values(container)
}

function isMapKey(value) {
  return value !== undefined && typeof value !== 'object'
}

function isContainer(value) {
  if (typeof value !== 'object' || value === null) return false
  if (isDraft(value) || Array.isArray(value) || value instanceof Map || value instanceof Set) return true
  return Object.getPrototypeOf(value) === Object.prototype
}

function inArray(array, { act, index }, value) {
  const at = array.length === 0 ? 0 : index % array.length
  if (act === 'set') array[index % (array.length + 1)] = value
  else if (act === 'add') array.splice(index % (array.length + 1), 0, value)
  else if (act === 'remove') array.splice(at, 1 + (index % 3))
  else if (act === 'reorder') array.reverse()
  else if (act === 'clear') array.length = at
  else if (array.length > 0) array.unshift(hoisted(array[at], index))
}

function inMap(map, { act, key, index }, value) {
  const some = [...map.keys()][index % Math.max(map.size, 1)]
  if (act === 'set') map.set(map.size > 0 && index % 2 ? some : key, value)
  else if (act === 'add') map.set(isMapKey(value) ? value : key, value)
  else if (act === 'remove') map.delete(some)
  else if (act === 'reorder')
    readd(
      map.size > 0,
      () => map.get(some),
      () => map.delete(some),
      it => map.set(some, it),
    )
  else if (act === 'clear') map.clear()
  else if (map.size > 0) map.set(key, hoisted(map.get(some), index))
}

function inSet(set, { act, key, index }, value) {
  const some = [...set][index % Math.max(set.size, 1)]
  if (act === 'set') set.add(key)
  else if (act === 'add') set.add(value)
  else if (act === 'remove') set.delete(some)
  else if (act === 'reorder')
    readd(
      set.size > 0,
      () => some,
      () => set.delete(some),
      it => set.add(it),
    )
  else if (act === 'clear') set.clear()
}

function inObject(object, { act, key, index }, value) {
  const keys = Object.keys(object)
  const some = keys[index % Math.max(keys.length, 1)] ?? key
  if (act === 'set') object[index % 2 ? some : key] = value
  else if (act === 'add') object[key] = value
  else if (act === 'remove') delete object[some]
  else if (act === 'reorder') {
    readd(
      keys.length > 0,
      () => object[some],
      () => delete object[some],
      it => {
        object[some] = it
      },
    )
  } else if (act === 'clear') for (const each of keys) delete object[each]
  else if (keys.length > 0) object[key] = hoisted(object[some], index)
}

/** Takes out and puts in again: in a plain object or a Map the order of keys is another one then. */
function readd(present, get, remove, add) {
  if (!present) return
  const value = get()
  remove()
  add(value)
}

/** Something from below, which afterwards is in the state twice. Never from above: that would be a cycle. */
function hoisted(value, index) {
  const below = isContainer(value) ? childrenOf(value) : []
  return below.length === 0 ? value : below[index % below.length]
}
