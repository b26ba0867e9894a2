import { enablePatches, Immer } from 'immer'

enablePatches()
const immer = new Immer({ autoFreeze: false })

/** So many commits go out before the hub is asked to say that it took them: asking costs next to nothing then. */
const UNCONFIRMED = 256

/**
 * @typedef {import('immer').Patch} Patch
 * @typedef {{ recipe: (draft: any) => void, state: object, ask: boolean }} Pending
 */

/**
 * The state in one member of a hub: its own commits show at once and are made anew when another's came first, so that
 * nothing is lost. That is the least a hub needs to keep what a shared store promises.
 *
 * @param {(epoch: number, base: number, ask: boolean, patches: Patch[]) => void} send
 */
export function createReplica(send) {
  /** @type {object} */
  let state = {}
  let version = 0
  let epoch = 0
  /** @type {Pending[]} commits that the hub may not have taken; the state they began on is `base` */
  let pending = []
  /** @type {object} */
  let base = {}
  /** @type {Patch[]} what came in and is not applied yet: one application copies each container once */
  let incoming = []
  /** @type {(() => void)[]} */
  let waiting = []
  /** @type {(state: object, version: number) => void} */
  let listener = () => {}

  function flush() {
    if (incoming.length === 0) return
    const patches = incoming
    incoming = []
    state = immer.applyPatches(state, patches)
    listener(state, version)
  }

  /** @param {(draft: any) => void} recipe @param {boolean} ask */
  function update(recipe, ask) {
    flush()
    const [next, patches] = immer.produceWithPatches(state, recipe)
    if (patches.length === 0) return
    if (pending.length === 0) base = state
    state = next
    const asking = ask || pending.length % UNCONFIRMED === UNCONFIRMED - 1
    pending.push({ recipe, state, ask: asking })
    send(epoch, version, asking, patches)
    version += 1
  }

  /** Another's commit came before what is pending: what the hub took of it stays, the rest is made again. @param {number} foreign the version the other's commit began on */
  function rebase(foreign) {
    const taken = foreign - (version - pending.length)
    const again = pending.slice(taken)
    const last = pending[taken - 1]
    state = last === undefined ? base : last.state
    version = foreign
    pending = []
    epoch += 1
    return again
  }

  function settle() {
    if (pending.length > 0) return
    const resolved = waiting
    waiting = []
    for (const resolve of resolved) resolve()
  }

  return {
    get version() {
      return version
    },
    getState: () => state,
    /** @param {(draft: any) => void} recipe */
    update: recipe => update(recipe, false),
    /** Commits and waits until the hub has taken it. @param {(draft: any) => void} recipe @returns {Promise<void>} */
    commit(recipe) {
      update(recipe, true)
      return pending.length === 0 ? Promise.resolve() : new Promise(resolve => waiting.push(resolve))
    },
    /** @param {(state: any, version: number) => void} next */
    subscribe(next) {
      listener = next
    },
    flush,

    /** The whole state, as a member gets it when it joins. @param {object} whole @param {number} at */
    join(whole, at) {
      state = whole
      version = at
    },

    /** A commit of another member: applied at the next `flush`. @param {number} foreign @param {Patch[]} patches */
    receive(foreign, patches) {
      const again = pending.length === 0 ? undefined : rebase(foreign)
      for (const patch of patches) incoming.push(patch)
      version = foreign + 1
      if (again === undefined) return
      flush()
      for (const { recipe, ask } of again) update(recipe, ask)
      settle()
    },

    /** The hub has taken everything of ours up to `taken`. @param {number} taken */
    acknowledged(taken) {
      const count = taken - (version - pending.length)
      if (count <= 0) return
      base = /** @type {Pending} */ (pending[count - 1]).state
      pending = pending.slice(count)
      settle()
    },
  }
}
