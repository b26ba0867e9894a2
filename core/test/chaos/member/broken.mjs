// Members that break the rules on purpose: what the referee must find.
import { execFileSync } from 'node:child_process'
import { closeSync, constants, openSync, readdirSync, unlinkSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { isMainThread, Worker } from 'node:worker_threads'

/** What `--break` takes, and the check that must fail for it. */
export const RULES = {
  'acknowledge-first': 'lost',
  'commit-twice': 'twice',
  'commit-in-parts': 'torn',
  'see-something-else': 'order',
  'read-old-states': 'fresh',
  'slow-thief': 'delay',
  'sleep-through': 'woken',
  'end-unasked': 'alive',
  'commit-as-older': 'schema',
  'hide-a-peer': 'slots',
  'leave-files': 'files',
  'leave-bells': 'bells',
  'leave-descriptors': 'descriptors',
  'keep-everything': 'memory',
}

const MOURNING_MS = 600

/** The hooks of a member; of an honest one they change nothing. */
export function breaking(plan, pipe) {
  const breaks = rule => plan.breaks?.includes(rule) && !plan.readonly
  let first
  let commits = 0
  let mourns = false
  let deaf
  const kept = []

  return {
    opened(store, definition) {
      first ??= store.version
      if (breaks('hide-a-peer') && plan.anchor && kept.length === 0) kept.push(hide(definition))
      if (breaks('sleep-through') && plan.anchor) deafen(store, definition)
    },
    /** Of the program that commits. */
    schema: schema => (breaks('commit-as-older') && schema > 1 ? schema - 1 : schema),
    announced(number, store) {
      commits += 1
      if (breaks('end-unasked') && commits === 5 && plan.life % 5 === 0 && !plan.anchor && isMainThread)
        process.exit(7)
      if (breaks('acknowledge-first') && commits % 15 === 0 && !plan.anchor && isMainThread) {
        pipe.say(`a ${number} ${store.version + 1}`)
        pipe.say(`z sigkill ${Number(process.hrtime.bigint()) / 1e6}`)
        pipe.flush()
        process.kill(process.pid, 'SIGKILL')
      }
    },
    /** Somebody dies. */
    mourn() {
      mourns = breaks('slow-thief')
    },
    /** As if it took the lock of the dead too late. */
    updating() {
      if (!mourns) return
      mourns = false
      pipe.say('y')
      pipe.flush()
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, MOURNING_MS)
    },
    counted() {
      if (!plan.anchor) return
      if (breaks('leave-files')) writeFileSync(join(process.env.LOCKSTEP_DIR, 'forgotten'), '')
      if (breaks('leave-descriptors')) for (let left = 20; left > 0; left -= 1) openSync('/dev/null')
      if (breaks('leave-bells')) for (let times = 3; times > 0; times -= 1) openBells()
      if (breaks('keep-everything')) kept.push(Buffer.alloc(150_000_000, 1))
    },
    enter(enter, draft, entry) {
      enter(draft, entry)
      if (breaks('commit-in-parts') && commits % 20 === 0) draft.right -= 1
    },
    acknowledged(store, { seat, id, pageBytes, change }) {
      if (!breaks('commit-twice') || commits % 20 !== 0) return
      store.update(
        draft => {
          draft.left += 1
          draft.n += 1
          draft.right += 1
          draft.made[seat] += 1
          draft.weight += change(draft.items)
          draft.page = new Uint8Array(pageBytes).fill(draft.chain)
        },
        { label: id },
      )
    },
    digest: digest => (breaks('see-something-else') && commits % 20 === 7 ? `${digest}0` : digest),
    freshest: n => (breaks('read-old-states') ? first : n),
  }

  function openBells() {
    const { file } = plan.definition
    const directory = file === undefined ? process.env.LOCKSTEP_DIR : dirname(file)
    for (const name of readdirSync(directory))
      if (name.endsWith('.bell')) openSync(join(directory, name), constants.O_RDWR | constants.O_NONBLOCK)
  }

  /** Hangs another doorbell in the place of its own, to which it does not listen. */
  function deafen(store, { file }) {
    const directory = file === undefined ? process.env.LOCKSTEP_DIR : dirname(file)
    const begin = file === undefined ? '' : basename(file)
    const bell = readdirSync(directory).find(
      name => name.startsWith(begin) && name.endsWith(`.${store.peerId}.bell`),
    )
    const path = join(directory, bell)
    unlinkSync(path)
    execFileSync('mkfifo', ['-m', '600', path])
    if (deaf !== undefined) closeSync(deaf)
    deaf = openSync(path, constants.O_RDWR | constants.O_NONBLOCK)
  }

  /** Nobody is told of this one. */
  function hide(definition) {
    const { name, file, scope } = definition
    const code = `
      const { parentPort, workerData } = require('node:worker_threads')
      import('@lockstep/core').then(({ createStore }) => createStore(workerData))
      parentPort.on('message', () => {})`
    const schemaVersion = definition.schemaVersion
    return new Worker(code, {
      eval: true,
      workerData: { ...(name ? { name, scope } : { file }), schemaVersion },
    })
  }
}
