import { type Checks, createChecks } from '../../commit/check.js'
import { isLockstepError, LockstepError } from '../../errors/errors.js'
import type { StoreDefinition } from '../../store/definition.js'
import { DEFAULT_SCHEMA_VERSION, developing } from '../../store/environment.js'
import { createHandle } from '../../store/handle.js'
import { validateOptions } from '../../store/options.js'
import type { Store, WaitOptions } from '../../store/types.js'
import { createClientReplica } from './client-replica.js'
import type { PortMaker } from './link.js'
import { within } from './waits.js'

// What bundlers replace is exactly `process.env.NODE_ENV`.
declare const process: { readonly env: { readonly NODE_ENV?: string } }

/** Options of `connectStore`. */
export interface ConnectOptions extends WaitOptions {
  /** What the server asks of its clients, if it does. */
  readonly token?: string
}

/** What `connectStore` does, whatever its ports are. */
export async function connectThrough<State>(
  definition: StoreDefinition<State>,
  source: PortMaker,
  options: ConnectOptions = {},
): Promise<Store<State>> {
  const checks = checksOf(definition)
  const name = definition.name ?? definition.file
  const { initialState, schemaVersion = DEFAULT_SCHEMA_VERSION, title = '', readonly = false } = definition
  const { token = '' } = validated(name, options)
  const served = definition.file === undefined ? name : ''
  let replica: ReturnType<typeof createClientReplica<State>> | undefined
  const complete = new Promise<void>((resolve, reject) => {
    const client = { name, served, schemaVersion, title, readonly, checks, token }
    replica = createClientReplica<State>(source, client, error =>
      error === undefined ? resolve() : reject(error),
    )
  })
  // Where the signal is aborted already, nobody waits for it.
  complete.catch(() => {})
  try {
    await within(name, 'was not there', options, complete)
  } catch (error) {
    replica?.close()
    throw error
  }
  const { close } = replica!
  return createHandle(replica!, { name, schemaVersion, inFile: served === '', initialState, left: close })
}

/** Undefined without checks. As a condition of its own, so that pages built for production leave out what is behind it. */
function checksOf(definition: StoreDefinition<unknown>): Checks | undefined {
  try {
    if (process.env.NODE_ENV !== 'production') return developmentChecks(definition)
  } catch (error) {
    // Anything else says that this page has no `process`.
    if (isLockstepError(error)) throw error
  }
  return undefined
}

function developmentChecks(definition: StoreDefinition<unknown>): Checks | undefined {
  validateOptions(definition)
  return (definition.checks ?? developing()) ? createChecks() : undefined
}

function validated(name: string, options: ConnectOptions): ConnectOptions {
  const { token } = options
  if (typeof name !== 'string')
    throw new LockstepError('LOCKSTEP_NAME', 'A store needs a name: pass its definition')
  if (token !== undefined && typeof token !== 'string') {
    throw new LockstepError('LOCKSTEP_OPTIONS', `The store "${name}" needs a string as token`)
  }
  return options
}
