import { connectStore } from '@lockstep/core/relay'
import { monitor } from '../store.js'

/** Stands behind the `#` of the address that the programs print: a browser sends that part to nobody. */
const token = new URLSearchParams(location.hash.slice(1)).get('key') ?? ''

/**
 * The shared store. No component is drawn before its state is there; from then on it is to this page what it is to
 * every process, and it connects again by itself whenever the web process dies.
 */
export const store = await connectStore(
  { ...monitor, title: 'this page' },
  () => new WebSocket(`ws://${location.host}/live`),
  { token },
).catch((error: Error) => {
  document.getElementById('root')!.textContent = error.message
  return new Promise<never>(() => {})
})
