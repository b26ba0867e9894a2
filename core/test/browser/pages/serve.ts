// The pages' side of the conversation with a test (harness/page-program.ts).

declare global {
  function lockstepTell(event: string, value?: unknown): Promise<void>
  var lockstepCommands: Readonly<Record<string, (argument: never) => unknown>>
}

/** Tells the test that something happened. */
export function tell(event: string, value?: unknown): void {
  void lockstepTell(event, value)
}

/** Answers the test's commands with what these functions return or throw. */
export function serve(commands: Readonly<Record<string, (argument: never) => unknown>>): void {
  globalThis.lockstepCommands = commands
  tell('ready')
}

/** What the test has written behind the `?` of the page's address. */
export function asked(name: string): string {
  return new URLSearchParams(location.search).get(name) ?? ''
}
