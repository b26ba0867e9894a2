import { createServer } from 'node:http'
import { createStore } from '@lockstep/core'
import { serveWebSockets } from '@lockstep/core/relay/websocket'
import { now } from '../../harness/clock.mjs'
import { workloadCalled } from '../../workloads.mjs'
import { bundlePage } from '../bundle.mjs'
import { PATHS, TOKEN } from '../wire.mjs'
import { broadcast, echoing, listening, sendingState } from './bare.mjs'
import { createPages } from './pages.mjs'
import { portTasks } from './port.mjs'

const HTML = '<!doctype html><body><script type="module" src="/page.js"></script>'
/** So that a page's clock is exact to 5 µs, not to 100. */
const ISOLATED = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
}

/** @param {string} name @param {any} initialState */
export const open = (name, initialState) => createStore({ name, initialState })

/** One process that serves stores to pages, and bare sockets beside them. @returns {import('../../tasks/context.mjs').Tasks} */
export function relayTasks() {
  const pages = createPages()
  /** @type {ReturnType<typeof openStores>} */
  let stores
  const bareOne = listening()
  const bareMany = listening()

  return {
    ...portTasks(),

    /** The URL of a page. */
    async serve() {
      stores = openStores()
      const bare = {
        control: pages.sockets,
        bare: echoing(),
        bareState: sendingState(stores.large.getState(), false),
        bareFresh: sendingState(stores.large.getState(), true),
        bareOne,
        bareMany,
      }
      const server = await servePages()
      server.on('upgrade', (request, socket, head) => {
        for (const [name, sockets] of Object.entries(bare)) {
          if (request.url !== PATHS[/** @type {keyof typeof bare} */ (name)]) continue
          sockets.handleUpgrade(request, socket, head, opened => sockets.emit('connection', opened))
        }
      })
      for (const [name, store] of Object.entries(stores)) {
        await serveWebSockets(store, { server, path: `/${name}`, token: TOKEN })
      }
      await new Promise(resolve => server.listen(0, '127.0.0.1', () => resolve(undefined)))
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
      return { url: `http://127.0.0.1:${port}/` }
    },

    callPage: ({ page = 0, task, parameters = {} }) => pages.call(page, task, parameters),

    /** Joins in turn: ours, the same bytes over a bare socket, ours after a commit, and bytes packed for the occasion. */
    async joins({ times }) {
      /** @type {Record<'ours' | 'bare' | 'oursFresh' | 'bareFresh', number[]>} */
      const took = { ours: [], bare: [], oursFresh: [], bareFresh: [] }
      /** @param {string} what */
      const join = what => pages.call(0, 'join', { what })
      for (let n = 0; n < times; n += 1) {
        stores.large.update(workloadCalled('large').recipe(n, n))
        took.oursFresh.push(await join('ours'))
        took.ours.push(await join('ours'))
        took.bare.push(await join(PATHS.bareState))
        took.bareFresh.push(await join(PATHS.bareFresh))
      }
      return took
    },

    /** So many commits to one page and to many, not more at once than one frame takes. */
    async warmFanOut({ updates }) {
      const { recipe } = workloadCalled('medium')
      for (let n = 1; n <= updates; n += 1) {
        for (const store of [stores.one, stores.many]) store.update(recipe(store.version + 1, now()))
        if (n % 100 === 0) await new Promise(resolve => setTimeout(resolve, 20))
      }
    },

    /** Sends to one page and to many, ours and bare, in turn: the next when the one before has long arrived. */
    fanOut({ rounds, bytes, every }) {
      const { recipe } = workloadCalled('medium')
      /** @param {import('@lockstep/core').Store<any>} store */
      const commit = store => store.update(recipe(store.version + 1, now()))
      const steps = [
        () => commit(stores.one),
        () => commit(stores.many),
        () => broadcast(bareOne, bytes),
        () => broadcast(bareMany, bytes),
      ]
      return new Promise(resolve => {
        let step = 0
        const timer = setInterval(() => {
          if (step === rounds * steps.length) {
            clearInterval(timer)
            resolve(undefined)
            return
          }
          steps[step++ % steps.length]?.()
        }, every)
      })
    },
  }
}

function openStores() {
  const silence = { node: 0, page: 0 }
  const full = workloadCalled('medium').full()
  const medium = open('medium', { ...full, question: silence, answer: silence })
  medium.subscribe(
    state => state.question.node,
    question =>
      medium.update(draft => {
        draft.answer.node = question
      }),
  )
  return {
    medium,
    large: open('large', workloadCalled('large').full()),
    one: open('one', full),
    many: open('many', full),
  }
}

async function servePages() {
  const script = await bundlePage()
  return createServer((request, response) => {
    const isScript = request.url === '/page.js'
    response.writeHead(200, { 'content-type': isScript ? 'text/javascript' : 'text/html', ...ISOLATED })
    response.end(isScript ? script : HTML)
  })
}
