import type { Checks } from '../../commit/check.js'
import { createDelivery, type Delivery, type Versioned } from '../../replica/delivery.js'
import { later } from '../../replica/later.js'
import type { Recipe } from '../../store/types.js'
import type { Base } from './base.js'
import type { Queue } from './queue.js'

/**
 * What a client shows: the base, which is the state that the server has sent, with the commits of the queue on top.
 *
 * When the base moves beneath a queue, those are run again, in a later task: a burst of frames costs one run, not one
 * each. Until then what is shown stays as it is, state and version together.
 */
export interface Shown<State> {
  readonly head: Readonly<Versioned<State>>
  readonly delivery: Delivery<State>
  /** Whether commits wait to be run again. */
  readonly overtaken: boolean
  /** The first state is there. */
  begin(): void
  /** Delivers what is shown. */
  deliver(): void
  /** The base has moved; `rerun` if commits on top of it were overtaken. */
  baseMoved(rerun: boolean): void
  /** Runs what was overtaken again, now. */
  catchUp(): void
  /** Puts a commit on top. Delivers nothing. */
  add(recipe: Recipe<State>, label: string | undefined): void
}

export interface ShownParts<State> {
  readonly base: () => Base<State>
  readonly queue: Queue<State>
  readonly checks: Checks | undefined
  readonly isOpen: () => boolean
  /** Sends what is due: called after every change. */
  readonly changed: () => void
  /** Says how things stand: called before every delivery, so that nobody sees a commit without its being pending. */
  readonly delivering: () => void
}

export function createShown<State>(parts: ShownParts<State>): Shown<State> {
  const { base, queue, checks, isOpen, changed, delivering } = parts
  const head: Versioned<State> = { state: undefined as State, version: -1 }
  const delivery = createDelivery(head, deliverLater)
  let overtaken = false
  let scheduled = false
  let notBefore = 0

  function show(): void {
    // First: a commit is on its way while it is applied here.
    changed()
    head.state = queue.stateOn(base().state)
    head.version = base().version
    checks?.freeze(head.state)
  }

  function catchUp(): void {
    if (!overtaken) return
    overtaken = false
    const started = performance.now()
    queue.rerun(base().state)
    const ended = performance.now()
    notBefore = ended + (ended - started)
    show()
  }

  function deliverNow(): void {
    scheduled = false
    if (!isOpen()) return
    catchUp()
    deliver()
    queue.tellRejected()
  }

  function deliver(): void {
    delivering()
    delivery.deliver()
  }

  function deliverLater(): void {
    if (scheduled) return
    scheduled = true
    const pause = notBefore - performance.now()
    // Under a stream of commits of others, running a long queue again takes half of the time at most.
    if (overtaken && pause > 1) setTimeout(deliverNow, pause)
    else later(deliverNow)
  }

  return {
    head,
    delivery,
    get overtaken() {
      return overtaken
    },
    begin() {
      show()
      deliver()
    },
    deliver,
    baseMoved(rerun) {
      overtaken ||= rerun
      if (head.version < 0) return
      if (overtaken) {
        deliverLater()
        return
      }
      show()
      deliver()
      queue.tellRejected()
    },
    catchUp() {
      if (!overtaken) return
      catchUp()
      deliverLater()
    },
    add(recipe, label) {
      catchUp()
      checks?.assertUnmutated(head.state)
      if (queue.add(head.state, recipe, label)) show()
    },
  }
}
