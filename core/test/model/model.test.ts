import fc from 'fast-check'
import { applyPatches, enableMapSet, enablePatches, Immer } from 'immer'
import { expect, test } from 'vitest'
import { encodeState } from '../../src/commit/codec.js'
import { createMemoryHub } from '../../src/log/memory-hub.js'
import { attachMemoryLog } from '../../src/log/memory-log.js'
import { createReplica } from '../../src/replica/replica.js'
import { createHandle } from '../../src/store/handle.js'
import type { Store } from '../../src/store/types.js'
import { turn } from '../conformance/world.js'
import { randomly } from '../support/seed.js'
import { applyEdits, type Edit, edits, empty, type State } from './edits.js'

enablePatches()
enableMapSet()
const immer = new Immer({ autoFreeze: false })

interface Update {
  readonly do: 'update'
  readonly who: number
  readonly edits: readonly Edit[]
  /** Another one's, made while the recipe runs for the first time: a conflict. */
  readonly meanwhile: Update | null
}
type Step =
  | Update
  | { readonly do: 'read'; readonly who: number }
  | { readonly do: 'close'; readonly who: number }
  | { readonly do: 'turn' }
  | { readonly do: 'join' }

const who = fc.nat(9)
const alone: fc.Arbitrary<Update> = fc.record({
  do: fc.constant('update' as const),
  who,
  edits,
  meanwhile: fc.constant(null),
})
const conflicting: fc.Arbitrary<Update> = fc.record({
  do: fc.constant('update' as const),
  who,
  edits,
  meanwhile: alone,
})
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 12, arbitrary: alone },
  { weight: 3, arbitrary: conflicting },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('read' as const), who }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('turn' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('join' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('close' as const), who }) },
)

/** What the runs went through, so that the test cannot pass without it. */
const met = { laps: 0, conflicts: 0 }

/** The state as somebody has it who follows what `onCommit` tells and nothing else. */
function follow(store: Store<State>): () => { state: State; version: number } {
  let state = store.getSnapshot()
  let version = store.version
  store.onCommit(event => {
    if (event.version <= version) return
    if (event.type === 'reset') {
      met.laps += 1
      state = store.getSnapshot()
      version = store.version
      return
    }
    expect(event.version).toBe(version + 1)
    state = applyPatches(state, event.patches as Parameters<typeof applyPatches>[1])
    version = event.version
  })
  return () => ({ state, version })
}

/** Several replicas of one log that holds a few records: readers are lapped, writers meet a full log. */
function createRun() {
  let model = empty()
  const hub = createMemoryHub({ initial: encodeState(model), logBytes: 4096, maxStateBytes: 1024 * 1024 })

  function join() {
    const checks = hub.attachments.size % 2 === 0
    const log = attachMemoryLog(hub, '')
    const replica = createReplica<State>(log, { name: 'model', readonly: false, checks })
    const store = createHandle(replica, {
      name: 'model',
      schemaVersion: 1,
      inFile: false,
      initialState: undefined,
      left: replica.close,
    })
    return { store, followed: follow(store) }
  }

  const members = [join(), join(), join()]
  const member = (index: number) => members[index % members.length]!

  function update({ who, edits, meanwhile }: Update): void {
    const { store } = member(who)
    let other = meanwhile !== null && member(meanwhile.who).store !== store ? meanwhile : null
    let runs = 0
    let overtaken = false
    store.update(draft => {
      runs += 1
      const now = other
      other = null
      if (now !== null) {
        const before = hub.head
        update(now)
        overtaken = hub.head > before
      }
      applyEdits(draft as State, edits)
    })
    // A change that is empty on the state it began with has no conflict: it is over.
    if (overtaken && runs === 1) return
    if (overtaken) met.conflicts += 1
    model = immer.produce(model, draft => applyEdits(draft as State, edits))
    expect(store.getState()).toEqual(model)
  }

  return {
    async take(step: Step): Promise<void> {
      if (step.do === 'update') update(step)
      else if (step.do === 'read') expect(member(step.who).store.getState()).toEqual(model)
      else if (step.do === 'turn') await turn()
      else if (step.do === 'join') members.push(join())
      else if (members.length > 1) members.splice(step.who % members.length, 1)[0]!.store.close()
    },

    async finish(): Promise<void> {
      while (members.some(({ store }) => store.version < hub.head)) await turn()
      for (const { store, followed } of members) {
        expect(store.getSnapshot()).toEqual(model)
        expect(store.getState()).toBe(store.getSnapshot())
        expect(followed()).toEqual({ state: model, version: hub.head })
        store.close()
      }
    },
  }
}

test('replicas in any interleaving equal a plain immer run of the same commits', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 60 }), async steps => {
      const run = createRun()
      for (const step of steps) await run.take(step)
      await run.finish()
    }),
    randomly(200),
  )
  expect(met.laps).toBeGreaterThan(10)
  expect(met.conflicts).toBeGreaterThan(10)
}, 120_000)
