import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

/** A program that keeps ending so soon after its start is broken: so many times in a row, and it is given up. */
const SOON_MS = 2_000
const TRIES = 5
const RESTART_MS = 300
/** How long a program may take to end when it is asked to. */
const GRACE_MS = 3_000
const KEPT_OUTPUT = 4_096

export interface SuperviseOptions {
  /** The program's file, and what the user knows it by. */
  readonly file: string
  readonly name: string
  /** Gets the terminal: its keys and its screen. */
  readonly foreground: boolean
  /** It ended and was started again. */
  readonly onRestart: (text: string) => void
  /** The user quit it. */
  readonly onQuit: () => void
  /** It cannot be kept running: why, with the last it wrote to stderr. */
  readonly onGiveUp: (text: string) => void
}

/** A program that is kept running. */
export interface Supervised {
  /** Ends it for good; resolves when it is gone. */
  stop(): Promise<void>
}

/** Runs a program as a child process and starts it again whenever it ends, however that happened. */
export function supervise(options: SuperviseOptions): Supervised {
  const { file, name, foreground, onRestart, onQuit, onGiveUp } = options
  let child: ChildProcess
  let restart: NodeJS.Timeout | undefined
  let stopped = false
  let soon = 0

  function start(): void {
    const started = performance.now()
    let output = ''
    const show = foreground ? 'inherit' : 'ignore'
    // The channel tells the child when this process is gone, even when it was killed.
    child = spawn(process.execPath, [file], { stdio: [show, show, 'pipe', 'ipc'] })
    child.stderr?.on('data', chunk => {
      output = (output + chunk).slice(-KEPT_OUTPUT)
    })
    child.on('message', message => {
      if (message === 'quit') onQuit()
    })
    child.on('close', (code, signal) => {
      if (stopped) return
      soon = performance.now() - started < SOON_MS ? soon + 1 : 0
      const how = signal === null ? `ended with code ${code}` : `was ended by ${signal}`
      if (soon === TRIES) return onGiveUp(`${name} ${how}, ${TRIES} times in a row.\n${output}`)
      const former = child.pid
      restart = setTimeout(() => {
        start()
        onRestart(`${name} (${former}) ${how}: started again (${child.pid})`)
      }, RESTART_MS)
    })
  }

  start()
  return {
    async stop() {
      stopped = true
      clearTimeout(restart)
      if (child.exitCode !== null || child.signalCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      const force = setTimeout(() => child.kill('SIGKILL'), GRACE_MS)
      await gone
      clearTimeout(force)
    },
  }
}
