import { validateOptions } from './options.js'

/** What every way of opening a store takes. */
export interface CommonOptions {
  /**
   * Raise it when the shape of the state changes. Old and new programs then do not share a state in memory; a file is
   * brought to the new shape by `migrate`. Default 1.
   */
  readonly schemaVersion?: number
  /** Only look: `update` throws `LOCKSTEP_READONLY`, and the store is never created by this call. Default false. */
  readonly readonly?: boolean
  /** What `peers()` shows of this attachment, to tell processes apart. Default empty. */
  readonly title?: string
  /** Milliseconds to wait for a lock whose owner lives, before `LOCKSTEP_BUSY`. Default 5,000. */
  readonly lockTimeout?: number
  /**
   * Development checks: freeze states, find mutations of what cannot be frozen (`LOCKSTEP_MUTATED`), warn when the
   * live state has other top-level keys than `initialState`. Default: only where `NODE_ENV` is `development` or `test`.
   */
  readonly checks?: boolean
}

/** A store in memory, which lives as long as somebody has it open. */
export interface NamedOptions extends CommonOptions {
  /** 1 to 100 of the characters `A-Z a-z 0-9 . _ -`, not starting with a dot. Best with your product in it: `acme.editor`. */
  readonly name: string
  /**
   * Keeps stores of one name apart: a development run from the installed app, say. Any string of up to 1,000
   * characters. Default: the environment variable `LOCKSTEP_SCOPE`, else empty.
   */
  readonly scope?: string
  readonly file?: undefined
  readonly migrate?: undefined
}

/** A store in a file, which outlives its processes. */
export interface FileOptions<State> extends CommonOptions {
  /**
   * The file's path; a relative one starts at the working directory of the process that opens it, `~` means nothing.
   * Its directory must exist. One file is one store, however its path is spelled.
   */
  readonly file: string
  /**
   * Makes a state of this program's `schemaVersion` from the state of an older one, when the file holds one. It gets a
   * copy that it may change and return. It may run several times, in several processes at once; one of its results is
   * committed, and older programs that have the file open are told (`onClose`, reason `schema`). What it throws comes
   * out of `createStore` as the cause of `LOCKSTEP_MIGRATE`, and the file stays as it was.
   *
   * @param state the file's state, whole
   * @param from the `schemaVersion` it has
   */
  readonly migrate?: (state: unknown, from: number) => State
  readonly name?: undefined
  readonly scope?: undefined
}

/** What a store begins with where there is none yet. */
export interface CreatingOptions<State> {
  /** An object, array, Map or Set. An existing state is joined as it is, never merged with this one. */
  readonly initialState: State
  /** Refuse a store that somebody has open: `LOCKSTEP_EXISTS`. Default false. */
  readonly exclusive?: boolean
  /**
   * The largest encoded state, in bytes: 1 KiB to 2 GiB. Default 128 MiB. Memory is used as the state needs it. A
   * file keeps what it was made with.
   */
  readonly maxStateBytes?: number
  /**
   * Bytes of commits kept for slow readers, a power of two from 64 KiB to 1 GiB; others are rounded up. Default 4 MiB.
   * A file keeps what it was made with.
   */
  readonly logBytes?: number
}

/** A store that is only opened: without it, `createStore` throws `LOCKSTEP_NOT_FOUND` and `openStore` waits. */
export interface OpeningOptions<State> {
  readonly initialState?: undefined
  readonly exclusive?: undefined
  readonly maxStateBytes?: undefined
  readonly logBytes?: undefined
  /** Carries the type; never there. */
  readonly '~state'?: State
}

/** `State` where nothing is to be inferred from it: `initialState` says what it is, and `migrate` has to give that. */
type Uninferred<State> = [State][State extends unknown ? 0 : never]

/** A named store that is created with `initialState` where nobody has it open yet. */
export interface CreatingDefinition<State> extends NamedOptions, CreatingOptions<State> {}
/** A named store that is only opened. */
export interface OpeningDefinition<State> extends NamedOptions, OpeningOptions<State> {}
/** A store in a file that is created with `initialState` where it does not exist yet. */
export interface CreatingFileDefinition<State>
  extends FileOptions<Uninferred<State>>,
    CreatingOptions<State> {}
/** A store in a file that exists. */
export interface OpeningFileDefinition<State> extends FileOptions<Uninferred<State>>, OpeningOptions<State> {}

/** A store as plain data: where it is and what is in it at first. */
export type StoreDefinition<State> =
  | CreatingDefinition<State>
  | OpeningDefinition<State>
  | CreatingFileDefinition<State>
  | OpeningFileDefinition<State>

/**
 * Checks and freezes a definition, for modules that several programs import: it opens nothing and needs nothing of
 * Node, so pages, renderers and tests can import it too.
 *
 * @throws LOCKSTEP_NAME, LOCKSTEP_OPTIONS
 *
 * @example
 * ```ts
 * export const editor = defineStore({
 *   name: 'acme.editor',
 *   initialState: { todos: [] as Todo[], filter: 'all' as Filter },
 * })
 * ```
 */
export function defineStore<State>(definition: CreatingFileDefinition<State>): CreatingFileDefinition<State>
export function defineStore<State>(definition: OpeningFileDefinition<State>): OpeningFileDefinition<State>
export function defineStore<State>(definition: OpeningDefinition<State>): OpeningDefinition<State>
export function defineStore<State>(definition: CreatingDefinition<State>): CreatingDefinition<State>
export function defineStore<State>(definition: StoreDefinition<State>): StoreDefinition<State> {
  validateOptions(definition)
  return Object.freeze({ ...definition })
}
