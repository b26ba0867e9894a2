import { applyInPlace } from './in-place.mjs'

/**
 * The one place of truth in a hub: the state, its version, and who may write next. A commit says on which version it
 * was made; one that was made on an older version is dropped, and with it everything its writer made on top of it,
 * until that writer begins a new epoch. It will: the commit that came first is on its way to it.
 *
 * @param {object} state
 */
export function createTruth(state) {
  let version = 0
  /** @type {Map<unknown, number>} */
  const refusedEpochs = new Map()

  return {
    state,
    get version() {
      return version
    },
    /**
     * @param {unknown} writer
     * @param {number} epoch
     * @param {number} base
     * @param {() => readonly import('immer').Patch[]} patches asked for only if the commit is taken
     * @returns whether it was taken, as version `base + 1`
     */
    accept(writer, epoch, base, patches) {
      if (refusedEpochs.get(writer) === epoch) return false
      if (base !== version) {
        refusedEpochs.set(writer, epoch)
        return false
      }
      applyInPlace(state, patches())
      version += 1
      return true
    },
  }
}
