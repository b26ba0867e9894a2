/** Stores that many processes share as if they were one. */
export * from './memory.js'
export { createStore } from './store/create-store.js'
export { openStore } from './store/open-store.js'
