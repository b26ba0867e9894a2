// biome-ignore lint/suspicious/noExplicitAny: the workloads' states have nothing in common; each knows its own
export type State = any

/** What is done to a draft of the state. */
export type Recipe = (draft: State) => undefined | void

// biome-ignore lint/suspicious/noExplicitAny: what crosses the line as JSON; the row that calls a task knows its answer
export type Answer = any

/** One process's (or one socket's) view of the shared state, as every contender offers it. */
export interface Peer {
  /** The number of commits applied here. */
  readonly version: number
  /** Whether what was sent has piled up: the writer waits for `drained` before it goes on. Never in shared memory. */
  readonly congested: boolean
  drained(): Promise<void>
  getState(): State
  /** Runs the recipe on the newest state known here and sends its patches. */
  update(recipe: Recipe): void
  /** The same, and only over when the one place of truth has taken it: `undefined` where that is already so. */
  commit(recipe: Recipe): Promise<void> | undefined
  /** Calls `listener` after each application of one or more commits of others. */
  subscribe(listener: (state: State, version: number) => void): void
  close(): void
}

/** What a process of a contender is told when it starts. */
export interface Config {
  readonly contender: string
  readonly role: 'hub' | 'writer' | 'reader'
  /** Unique among the processes of one run. */
  readonly name: string
  /** Where the orchestrator listens. */
  readonly control: string
  /** A private directory for sockets and FIFOs of this world. */
  readonly directory: string
  /** The state before anything is filled in. */
  readonly initialState: object
  /** The store's log, where the contender has one. */
  readonly logBytes?: number
  /** For a hub that starts its members itself. */
  readonly members?: readonly Config[]
}

/** One way to share a state between processes. */
export interface Contender {
  /** Resolves when the state is complete. */
  connect(config: Config): Promise<Peer>
  /** Runs the one place of truth; resolves when members can connect. Absent where no process is needed for it. */
  runHub?(config: Config): Promise<void>
  /** The hub forks the members, so that they have its channel. */
  readonly hubForks?: boolean
}

/** A process under the orchestrator's control. */
export interface Member {
  readonly name: string
  readonly pid: number
  /** Runs a task there, by name. */
  call(task: string, parameters?: object): Promise<Answer>
}

/** How a measure is judged. */
export interface Judgement {
  readonly text: string
  met(figures: { ours: number; ratio: number; floor: number }): boolean
}

export interface Target {
  readonly must: Judgement
  readonly reach: Judgement
}

/** One line of the table: a figure for each contender and round. */
export interface Measure {
  readonly id: string
  readonly label: string
  readonly unit: string
  /** Whether less is better; the ratio is always "how many times better ours is". */
  readonly lower: boolean
  /** By contender; each array has a figure for each round. */
  readonly values: Readonly<Record<string, readonly number[]>>
  /** Contenders that ours is compared with: the best of them in each round. Default: every rival there is. */
  readonly against?: readonly string[]
  /** Said under the table. */
  readonly note?: string
}

/** What a row gets to work with. */
export interface Bench {
  readonly rounds: number
  /** A smoke run: small counts, no weight in the figures. */
  readonly quick: boolean
  /** Ours and the rivals; not all of them in a smoke run. */
  readonly stores: readonly string[]
  startWorld(options: WorldOptions): Promise<World>
  /** Says what is going on, on the error stream. */
  progress(text: string): void
}

export interface WorldOptions {
  readonly contender: string
  readonly writers?: number
  readonly readers?: number
  /** A workload's name; the first writer fills its state in. */
  readonly workload: string
  readonly logBytes?: number
  /** Leave writers or readers unconnected, for rows that measure the connecting. */
  readonly idle?: 'readers'
}

export interface World {
  readonly writers: readonly Member[]
  readonly readers: readonly Member[]
  /** Hub included. */
  readonly all: readonly Member[]
  /** The version at which the state was complete. */
  readonly filled: number
  stop(): Promise<void>
}

export interface Row {
  readonly name: string
  run(bench: Bench): Promise<Measure[]>
}
