import { connectStore } from '@lockstep/core/relay'
import { clusterConfig } from '../store.js'

/** Stands behind the `#` of the address that the primary prints: a browser sends that part to nobody. */
const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? ''

/**
 * The shared store, as far as the policy lets this page see it. Whatever worker serves it: if that one dies, the page
 * connects to another one.
 */
export const store = await connectStore(
  clusterConfig,
  () => new WebSocket(`ws://${location.host}/admin/live`),
  { token },
).catch((error: Error) => {
  document.getElementById('root')!.textContent = error.message
  return new Promise<never>(() => {})
})
