// `npm run test:nwjs`: a page of NW.js maps a store in Chromium's renderer process, beside this Node process.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { makeConsumer } from '../matrix/consumer.mjs'
import { fetchNwjs, startApp } from './nwjs.mjs'

/** Who waits longer on a busy machine waits for what will not come. */
const PATIENCE_MS = 60_000
const root = join(import.meta.dirname, '..', '..')
const report = text => process.stdout.write(`${text}\n`)

let nw
let consumer
try {
  nw = await fetchNwjs(report)
  report('packing and installing the packages ...')
  consumer = await makeConsumer()
} catch (error) {
  report(`Nothing was tried: NW.js, or the packages to try in it, could not be had. ${error.message}`)
  finish(0, 1)
}

const name = `nwjs.${randomUUID()}`
const directory = dirname(consumer)
const [complaints, receipts] = ['complaints', 'receipts'].map(file => join(directory, file))
cpSync(join(import.meta.dirname, 'app'), join(consumer, 'app'), { recursive: true })
const { createStore } = createRequire(join(consumer, 'x.js'))('@lockstep/core')
const store = createStore({
  name,
  title: 'node',
  initialState: {
    pages: [],
    task: { number: 0, what: '' },
    done: 0,
    inPage: 0,
    inNode: 0,
    seen: [],
    values: {
      date: new Date(7),
      map: new Map([['node', 1]]),
      bytes: new Uint8Array([1, 2, 3]),
      big: 10n ** 30n,
    },
  },
})
const app = startApp(nw, join(consumer, 'app'), directory, {
  ...process.env,
  NAME: name,
  COMPLAINTS: complaints,
  RECEIPTS: receipts,
})

/** Resolves when `holds` of the state: whoever changed it has woken this process. */
function until(holds, what) {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => settle(reject, new Error(`${what} did not happen`)), PATIENCE_MS)
    const settle = (how, value) => {
      clearTimeout(late)
      unsubscribe()
      how(value)
    }
    const look = () => {
      if (holds(store.getState())) settle(resolve)
    }
    const unsubscribe = store.subscribe(look)
    look()
  })
}

/** Lets the page do something, and waits until it has. */
async function ask(what, { waits = true } = {}) {
  const number = store.getState().task.number + 1
  store.update(draft => {
    draft.task = { number, what }
  })
  if (waits) await until(({ done }) => done >= number, `the page's answer to "${what}"`)
}

const pageOf = ({ pages }) => pages.at(-1)

const checks = {
  async 'the addon loads in a renderer process, and the page joins the store of a Node process'() {
    await until(({ pages }) => pages.length > 0, 'a page that joins')
    const { pid, nw: version, node, v8, page } = pageOf(store.getState())
    assert.equal(page, 'A page that maps a store')
    assert.match(readFileSync(`/proc/${pid}/cmdline`, 'utf8'), /--type=renderer/)
    assert.deepEqual(
      store
        .peers()
        .map(peer => [peer.title, peer.pid])
        .sort(),
      [
        ['node', process.pid],
        ['page', pid],
      ].sort(),
    )
    return `NW.js ${version}, Node ${node}, V8 ${v8}`
  },
  async 'each wakes the other, and both commit at once'() {
    const page = ask('count')
    for (let count = 0; count < 500; count += 1) {
      store.update(draft => {
        draft.inNode += 1
      })
      if (count % 50 === 0) await new Promise(resolve => setImmediate(resolve))
    }
    await page
    const { inPage, inNode } = store.getState()
    assert.deepEqual([inPage, inNode], [500, 500])
    await store.settled({ timeout: PATIENCE_MS })
  },
  async 'every kind of value goes both ways between the realms'() {
    await ask('values')
    const { seen, values } = store.getState()
    assert.deepEqual(seen, [7, ['node'], [1, 2, 3], true])
    assert.deepEqual(values, {
      date: new Date(8),
      map: new Map([['page', new Set([1])]]),
      bytes: new Uint8Array([4, 5]),
      big: 7n,
    })
  },
  async 'a page that is loaded again joins again, five times'() {
    for (let round = 0; round < 5; round += 1) {
      const before = store.getState().pages.length
      await ask('reload', { waits: false })
      await until(({ pages }) => pages.length > before, 'the page that is loaded again')
    }
    await ask('count')
    assert.equal(store.getState().inPage, 1000)
    assert.equal(store.peers().length, 2)
    const pids = new Set(store.getState().pages.map(({ pid }) => pid))
    return `in ${pids.size === 1 ? 'one process' : `${pids.size} processes`}`
  },
  async 'a renderer that is killed in mid-load takes nothing along that it was told is committed'() {
    const before = store.getState().inPage
    await ask('load', { waits: false })
    await until(({ inPage }) => inPage > before + 1000, 'the load')
    process.kill(pageOf(store.getState()).pid, 'SIGKILL')
    while (store.peers().length > 1) await new Promise(resolve => setTimeout(resolve, 5))
    const told = Number(readFileSync(receipts, 'utf8').trim().split('\n').at(-1))
    store.update(draft => {
      draft.inNode += 1
    })
    const { inPage, inNode } = store.getState()
    assert.ok(inPage >= told && inPage <= told + 1, `${told} were told, ${inPage} are there`)
    assert.equal(inNode, 501)
    return `${told - before} commits told`
  },
}

let passed = 0
try {
  for (const [title, check] of Object.entries(checks)) {
    const detail = await check()
    passed += 1
    report(`ok     ${title}${detail ? ` (${detail})` : ''}`)
  }
} catch (error) {
  report(`fail   ${Object.keys(checks)[passed]}\n       ${error.stack}`)
  if (existsSync(complaints)) report(`The page says:\n${readFileSync(complaints, 'utf8')}`)
  report(`NW.js says:\n${app.noise}`)
}
store.close()
await app.end()
finish(passed, Object.keys(checks).length - passed)

function finish(passed, failed) {
  if (consumer) rmSync(dirname(consumer), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  mkdirSync(join(root, '.results'), { recursive: true })
  writeFileSync(join(root, '.results', 'nwjs.json'), JSON.stringify({ passed, failed }))
  report(`${passed} passed, ${failed} failed`)
  process.exit(failed === 0 ? 0 : 1)
}
