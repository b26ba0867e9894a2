/**
 * A state, and the recipe that changes one field of one item of it. Which item is a function of the version that the
 * update makes, so that a reader knows where to look without being told.
 *
 * @typedef {object} Workload
 * @property {() => object} empty the state before it is filled: what a definition's `initialState` would be
 * @property {() => object} full top-level keys of the filled state
 * @property {(version: number, value: number) => (draft: any) => void} recipe the update that makes `version`
 * @property {(state: any, version: number) => number} value what the update that made `version` wrote
 */

/** A prime: consecutive versions touch different items, and never the same one twice within a lap. */
const STRIDE = 7919

const SMALL_KEYS = 20
const TODOS = 1_000
const RECORDS = 10_000

/** @param {number} version */
const smallKey = version => `key${(version * STRIDE) % SMALL_KEYS}`
/** @param {number} version */
const todoIndex = version => (version * STRIDE) % TODOS
/** @param {number} version */
const recordId = version => `record-${(version * STRIDE) % RECORDS}`

/** 20 keys, 1 KB. @type {Workload} */
const small = {
  empty: () => ({}),
  full: () =>
    Object.fromEntries(
      Array.from({ length: SMALL_KEYS }, (_, n) => [`key${n}`, { at: 0, label: `item ${n}`, on: true }]),
    ),
  recipe: (version, value) => draft => {
    draft[smallKey(version)].at = value
  },
  value: (state, version) => state[smallKey(version)].at,
}

/** A list of 1,000 todos, 100 KB. @type {Workload} */
const medium = {
  empty: () => ({ todos: [] }),
  full: () => ({
    todos: Array.from({ length: TODOS }, (_, n) => ({
      id: n,
      title: `Todo number ${n}: something that has to be done`,
      done: n % 3 === 0,
      at: 0,
    })),
  }),
  recipe: (version, value) => draft => {
    draft.todos[todoIndex(version)].at = value
  },
  value: (state, version) => state.todos[todoIndex(version)].at,
}

/** One object of 10,000 records, 5 MB. @type {Workload} */
const large = {
  empty: () => ({ records: {} }),
  full: () => ({
    records: Object.fromEntries(
      Array.from({ length: RECORDS }, (_, n) => [
        `record-${n}`,
        {
          id: n,
          name: `Record number ${n}`,
          text: `${n} `.repeat(70).slice(0, 340),
          tags: ['alpha', 'beta', `tag ${n % 100}`],
          place: { x: n / 7, y: n / 11 },
          active: n % 2 === 0,
          at: 0,
        },
      ]),
    ),
  }),
  recipe: (version, value) => draft => {
    draft.records[recordId(version)].at = value
  },
  value: (state, version) => state.records[recordId(version)].at,
}

/** The large state beside a field that is cheap to change: what a commit costs then is not immer's copying. @type {Workload} */
const largeBeside = {
  empty: () => ({ records: {}, at: 0, ballast: '' }),
  full: () => ({ ...large.full(), at: 0, ballast: '' }),
  recipe: (_version, value) => draft => {
    draft.at = value
  },
  value: state => state.at,
}

/** The same commits on next to nothing. @type {Workload} */
const littleBeside = {
  ...largeBeside,
  full: () => ({ records: {}, at: 0, ballast: '' }),
}

/** One number that everybody counts up. @type {Workload} */
const counter = {
  empty: () => ({ n: 0 }),
  full: () => ({ n: 0 }),
  recipe: () => draft => {
    draft.n += 1
  },
  value: state => state.n,
}

/** What the floor sends: a time and nothing around it. @type {Workload} */
const bytes = {
  empty: () => ({ at: 0 }),
  full: () => ({ at: 1 }),
  recipe: (_version, value) => draft => {
    draft.at = value
  },
  value: state => state.at,
}

/** @type {Readonly<Record<string, Workload>>} */
const workloads = { small, medium, large, largeBeside, littleBeside, counter, bytes }

/** @param {string} name */
export function workloadCalled(name) {
  const workload = workloads[name]
  if (workload === undefined) throw new Error(`There is no workload called ${name}`)
  return workload
}
