import { seededRandom } from '../../process/harness/random.js'

/** As many of the items as `LOCKSTEP_SAMPLE` says, chosen by `LOCKSTEP_SEED`, in their order; all where it is not set. */
export function sample<Item>(items: readonly Item[]): readonly Item[] {
  const { LOCKSTEP_SAMPLE: given } = process.env
  if (given === undefined) return items
  const count = Number(given)
  if (!(Number.isInteger(count) && count > 0))
    throw new Error(`LOCKSTEP_SAMPLE is a number of cases, not ${given}`)
  const random = seededRandom()
  const left = items.map((_, index) => index)
  const chosen = new Set<number>()
  while (chosen.size < count && left.length > 0) chosen.add(left.splice(random.int(left.length), 1)[0]!)
  return items.filter((_, index) => chosen.has(index))
}
