// The programs' side of the conversation with a test (harness/program.ts).

/** Tells the test that something happened. */
export function tell(event, value) {
  send({ event, value })
}

/** Answers the test's commands with what these functions return or throw, until the test lets the program go. */
export function serve(commands) {
  process.on('message', async ({ leave, id, command, argument }) => {
    if (leave) process.exit()
    try {
      send({ id, reply: await commands[command](argument) })
    } catch (error) {
      const { name, message, stack, code } = error
      send({ id, error: { name, message, stack, code } })
    }
  })
  // The test itself is gone.
  process.on('disconnect', () => process.exit())
  tell('ready')
}

function send(message) {
  // The test may be gone by now; then `disconnect` ends the program.
  if (process.connected) process.send(message, () => {})
}
