// A member's store: opening it, committing to it, and telling the referee what it saw of it.
import { createStore, isLockstepError } from '@lockstep/core'
import { createStopwatch } from '../../process/programs/stopwatch.mjs'
import {
  digestOfPatches,
  digestOfState,
  enter,
  firstState,
  idOf,
  migrated,
  trailOf,
  trouble,
} from '../ledger.mjs'
import { breaking } from './broken.mjs'
import { createDeath } from './death.mjs'

const DIGEST_EVERY = 64

export function createSeat(plan, pipe, random) {
  const { life, seat } = plan
  const broken = breaking(plan, pipe)
  const death = createDeath(plan, pipe, random)
  const time = createStopwatch(({ start, end, net }) => pipe.say(`u ${start} ${end} ${net}`))
  let store
  let told = 0
  let count = 0
  let committing = false
  let ownVersion = 0
  let leaving = false
  let ownSchema

  function open(schema) {
    let migration
    const definition = {
      ...plan.definition,
      initialState: firstState(schema),
      schemaVersion: schema,
      title: `${life}`,
    }
    if (plan.readonly) {
      definition.readonly = true
      for (const key of ['initialState', 'logBytes', 'maxStateBytes']) delete definition[key]
    }
    if (plan.definition.file && !plan.readonly) {
      definition.migrate = state => {
        if (migration === undefined) {
          migration = count += 1
          pipe.say(`i ${migration} m ${schema}`)
          pipe.flush()
        }
        return migrated(state, { seat, id: idOf(life, migration), schema })
      }
    }
    let opened
    try {
      opened = createStore(definition)
    } catch (error) {
      if (!isLockstepError(error)) throw error
      pipe.say(`f ${error.code} ${schema} ${error.message}`)
      pipe.flush()
      leaving = true
      process.exit(0)
    }
    store = opened
    ownSchema = schema
    listen()
    const state = store.getSnapshot()
    if (migration !== undefined) {
      const won = state.trail.includes(idOf(life, migration))
      pipe.say(won ? `a ${migration} ${versionOf(state, idOf(life, migration))}` : `x ${migration} LOST`)
    }
    told = store.version
    pipe.say(`o ${store.peerId} ${schema} ${store.version}`)
    tellReset(state, 0)
    broken.opened(store, definition)
    pipe.flush()
    return true
  }

  function listen() {
    const mine = store
    store.onCommit(event => {
      if (event.type === 'reset') return pipe.say(`j ${event.version}`)
      const digest = broken.digest(digestOfPatches(event.patches))
      if (event.peer === mine.peerId) ownVersion = event.version
      pipe.say(`c ${event.version} ${event.label} ${digest}`)
      if (event.version === told + 1) told = event.version
    })
    store.subscribe(state => {
      const { version } = mine
      if (told !== version) tellReset(state, told)
      told = version
      pipe.say(`s ${version} ${state.chain}`)
      if (version % DIGEST_EVERY === 0) pipe.say(`d ${version} ${digestOfState(state)}`)
      if (state.n !== version || state.left !== state.right) tellTrouble(state, version)
      death.at('listener')
      // Within an update it would be measured as the store's time.
      if (!committing) pipe.flush()
    })
    store.onClose(({ reason, error }) => {
      if (leaving || store !== mine) return
      pipe.say(`q ${reason} ${mine.peerId} ${error?.code}`)
      pipe.flush()
      // A newer program took the file over: old ones leave, the one that stays is told what to become.
      if (!plan.anchor) process.exit(0)
    })
  }

  function tellReset(state, after) {
    pipe.say(`r ${state.n} ${state.chain} ${trailOf(state, after).join(' ')}`)
  }

  function tellTrouble(state, version) {
    const wrong = trouble(state, version)
    if (wrong !== undefined) pipe.say(`t ${version} ${wrong}`)
  }

  /** One commit, announced before and acknowledged after. */
  function commit(pageBytes, change) {
    const number = ++count
    const id = idOf(life, number)
    pipe.say(`i ${number} c ${broken.schema(ownSchema)}`)
    pipe.flush()
    broken.announced(number, store)
    committing = true
    // Of the state that its recipe found.
    let weight = 0
    try {
      time(() => {
        broken.updating()
        store.update(
          draft => {
            death.at('recipe')
            weight = draft.weight
            broken.enter(enter, draft, { seat, id, pageBytes, change })
          },
          { label: id },
        )
      })
      pipe.say(`a ${number} ${ownVersion}`)
      broken.acknowledged(store, { seat, id, pageBytes, change })
    } catch (error) {
      if (!isLockstepError(error)) throw error
      pipe.say(`x ${number} ${error.code} ${weight}`)
    } finally {
      committing = false
    }
    death.at('commit')
    pipe.flush()
  }

  return {
    open,
    commit,
    get isOpen() {
      return store !== undefined && !store.closed
    },
    get store() {
      return store
    },
    /** The version of the newest state, which is looked at as a whole. */
    read() {
      const state = store.getState()
      tellTrouble(state, state.n)
      pipe.say('+ read')
    },
    counted: broken.counted,
    freshest: () => broken.freshest(store.getState().n),
    /** Others may be stopped: then it gives up. */
    async settled(timeout) {
      try {
        await store.settled({ timeout })
        pipe.say('+ settled')
      } catch (error) {
        if (isLockstepError(error, 'LOCKSTEP_TIMEOUT')) pipe.say('+ settled, in vain')
        else if (!isLockstepError(error, 'LOCKSTEP_CLOSED')) throw error
      }
    },
    leave() {
      leaving = true
      store?.close()
      pipe.say('v')
      pipe.flush()
    },
    /** A new peer in the same thread. */
    rejoin() {
      pipe.say(`- ${store.peerId}`)
      leaving = true
      store.close()
      leaving = false
      return open(ownSchema)
    },
    /** Closes its store until it is told to open it again. */
    rest() {
      leaving = true
      store.close()
      leaving = false
      pipe.say('w')
      pipe.flush()
    },
    mourn() {
      broken.mourn()
      commit(0, () => 0)
    },
    die: death.now,
    report(error) {
      if (isLockstepError(error, 'LOCKSTEP_CLOSED') || isLockstepError(error, 'LOCKSTEP_SCHEMA')) return
      pipe.say(`e ${String(error?.stack ?? error).replaceAll('\n', ' | ')}`)
      pipe.flush()
    },
  }
}

/** Where the newest trail says that commit is. */
function versionOf({ trail, n }, id) {
  for (let version = n; version > n - trail.length; version -= 1)
    if (trail[version % trail.length] === id) return version
  return 0
}
