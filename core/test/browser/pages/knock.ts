// Tries to come in.
import { connectStore, isLockstepError } from '@lockstep/core/relay'
import { board } from '../programs/board.mjs'
import { serve } from './serve.js'

/** Whether a socket opens. */
function knock(url: string): Promise<boolean> {
  const socket = new WebSocket(url)
  return new Promise(resolve => {
    socket.onopen = () => resolve(true)
    socket.onerror = () => resolve(false)
  })
}

serve({
  knock,

  /** The same from a frame that has no origin. */
  knockFromSandbox(url: string): Promise<boolean> {
    const frame = document.createElement('iframe')
    frame.sandbox.add('allow-scripts')
    frame.srcdoc = `<script>
      const socket = new WebSocket(${JSON.stringify(url)})
      socket.onopen = () => parent.postMessage(true, '*')
      socket.onerror = () => parent.postMessage(false, '*')
    </script>`
    const answer = new Promise<boolean>(resolve => {
      addEventListener('message', ({ data }) => resolve(data as boolean), { once: true })
    })
    document.body.append(frame)
    return answer
  },

  /** What a whole client gets: the state, or an error's code. */
  async connect({ url, token }: { url: string; token: string }) {
    try {
      const store = await connectStore(board, () => new WebSocket(url), { token, timeout: 20_000 })
      store.close()
      return 'connected'
    } catch (error) {
      return isLockstepError(error) ? error.code : String(error)
    }
  },
})
