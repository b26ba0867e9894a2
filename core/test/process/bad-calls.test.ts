import { expect, it } from 'vitest'
import { createStore, type LockstepErrorCode, type Store } from '../../src/index.js'
import type { Program } from './harness/program.js'
import { createWorld } from './harness/world.js'
import { joinHere, lockstepError } from './here.js'

interface State {
  n: number
  list: number[]
}

const definition = { name: 'calls', initialState: { n: 0, list: [1] } as State }

let store: Store<State>
let witness: Program

async function open(options: { readonly readonly?: boolean } = {}): Promise<void> {
  const world = createWorld()
  joinHere(world)
  witness = await world.start('holder')
  await witness.ask('open', definition)
  store = createStore({ ...definition, ...options })
}

/** Neither this process nor another one saw anything happen. */
async function expectUntouched(): Promise<void> {
  expect(store.version).toBe(0)
  expect(store.getState()).toEqual({ n: 0, list: [1] })
  expect(await witness.ask('look')).toMatchObject({ version: 0, state: { n: 0, list: [1] } })
}

/** Types refuse some of these recipes; JavaScript programs get as far as here. */
const badRecipes: readonly (readonly [
  recipe: (draft: State) => unknown,
  code: LockstepErrorCode,
  says: RegExp,
])[] = [
  [
    async draft => {
      draft.n = 1
    },
    'LOCKSTEP_RECIPE',
    /promise.*Wait for what it needs before update.*Nothing was committed/,
  ],
  [
    async draft => {
      draft.n = 1
      throw new Error('nobody must hear of this as an unhandled rejection')
    },
    'LOCKSTEP_RECIPE',
    /promise/,
  ],
  [draft => draft.n++, 'LOCKSTEP_RECIPE', /returned a value.*with braces/],
  [
    draft => {
      draft.n = 1
      store.setState({ n: 2 })
    },
    'LOCKSTEP_NESTED',
    /in a recipe of the store "calls".*Do both in one recipe, or call update after it/,
  ],
]

it('refuses recipes that cannot be one change, and commits nothing', async () => {
  await open()
  for (const [recipe, code, says] of badRecipes) {
    const error = await lockstepError(() => store.update(recipe as () => void), code)
    expect(error.message).toMatch(says)
    await expectUntouched()
  }

  // Nothing of that is in the way of the next one.
  store.update(draft => {
    draft.list.push(2)
  })
  expect(await witness.ask('look')).toMatchObject({ version: 1, state: { n: 0, list: [1, 2] } })
  store.close()
})

it('commits nothing of a recipe that throws, and lets its error out as it is', async () => {
  await open()
  const thrown = new Error('the recipe changed its mind')
  const run = () =>
    store.update(draft => {
      draft.n = 1
      draft.list.push(2)
      throw thrown
    })
  expect(run).toThrow(thrown)
  await expectUntouched()

  // Also where the recipe swallows what it did wrong, the rest of it is one commit.
  store.update(draft => {
    draft.n = 7
    expect(() => store.setState({ n: 8 })).toThrow(/LOCKSTEP_NESTED/)
  })
  expect(await witness.ask('look')).toMatchObject({ version: 1, state: { n: 7 } })
  store.close()
})

it('commits nothing of a recipe that closes the store', async () => {
  await open()
  const run = () =>
    store.update(draft => {
      draft.n = 1
      store.close()
    })
  const error = await lockstepError(run, 'LOCKSTEP_CLOSED')
  expect(error.message).toMatch(/"calls" is closed: open it again with createStore/)
  await expectUntouched()
})

it('refuses every write of a readonly handle, which sees what others commit', async () => {
  await open({ readonly: true })
  const writes = [
    () =>
      store.update(draft => {
        draft.n = 1
      }),
    () => store.update(() => {}),
    () => store.setState({ n: 1 }),
  ]
  for (const write of writes) {
    const error = await lockstepError(write, 'LOCKSTEP_READONLY')
    expect(error.message).toMatch(
      /"calls" is open with readonly.*open it without, or let another process commit/,
    )
  }
  await expectUntouched()
  await witness.ask('set', { n: 5 })
  expect(store.getState().n).toBe(5)
  store.close()
})

it('refuses writes after close, and reads on from the last state', async () => {
  await open()
  store.setState({ n: 1 })
  const last = store.getState()
  store.close()
  store.close()
  await witness.ask('set', { n: 2 })

  const writes = [
    () => store.setState({ n: 3 }),
    () =>
      store.update(draft => {
        draft.n = 3
      }),
    () => store.settled(),
    () => store.flush(),
  ]
  for (const write of writes) {
    const error = await lockstepError(write, 'LOCKSTEP_CLOSED')
    expect(error.message).toMatch(/"calls" is closed: open it again with createStore/)
  }
  expect(store.getState()).toBe(last)
  expect(store.getSnapshot()).toBe(last)
  expect([store.version, store.closed, store.peers()]).toEqual([1, true, []])
  store.subscribe(() => expect.unreachable('a closed store told of a change'))()
  expect(await witness.ask('look')).toMatchObject({ version: 2, state: { n: 2 }, peers: 1 })
})
