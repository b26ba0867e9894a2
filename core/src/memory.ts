/** For tests, Storybook, pages and server rendering: stores of one thread. Needs nothing of Node. */
export type { Patch, PathKey } from './commit/patch.js'
export { isLockstepError, LockstepError, type LockstepErrorCode } from './errors/errors.js'
export type { Peer } from './log/log.js'
export {
  type CommonOptions,
  type CreatingDefinition,
  type CreatingFileDefinition,
  type CreatingOptions,
  defineStore,
  type FileOptions,
  type NamedOptions,
  type OpeningDefinition,
  type OpeningFileDefinition,
  type OpeningOptions,
  type StoreDefinition,
} from './store/definition.js'
export { createMemoryStore } from './store/memory-store.js'
export type {
  CloseEvent,
  CommitEvent,
  Connection,
  Listener,
  Recipe,
  RejectedEvent,
  Store,
  SubscribeOptions,
  Unsubscribe,
  UpdateOptions,
  WaitOptions,
} from './store/types.js'
