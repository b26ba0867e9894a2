// A page with a store behind a relay, as it runs in a browser that forbids every script but the page's own.
import { connectStore } from '@lockstep/core/relay'
import { createStoreContext } from '@lockstep/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { board } from './board.js'

const Board = createStoreContext(board)
let socket: WebSocket | undefined
const connecting = connectStore(
  { ...board, title: 'page' },
  () => {
    socket = new WebSocket(`ws://${location.host}/`)
    return socket
  },
  { token: 'a token that is long enough' },
)

function App() {
  const { status, pending } = Board.useConnection()
  const count = Board.useStore(state => state.count)
  const kinds = Board.useStore(state =>
    state.values.map(value => Object.prototype.toString.call(value)).join(),
  )
  const peers = Board.usePeers()
  const update = Board.useUpdate()
  const add = () =>
    update(draft => {
      draft.count += 1
      draft.byName.set(`name ${draft.count}`, draft.count)
    })
  return (
    <main>
      <output>{`${status}, ${pending} pending, count ${count}, ${peers.length} peers`}</output>
      <p>{kinds}</p>
      <button type="button" name="add" onClick={add} />
      <button type="button" name="cut" onClick={() => socket?.close()} />
      <button type="button" name="eval" onClick={evaluate} />
    </main>
  )
}

function evaluate() {
  new Function('return 1')()
}

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Board.Provider store={connecting} fallback={<output>connecting</output>}>
      <App />
    </Board.Provider>
  </StrictMode>,
)
