/**
 * Answers each message of the test by the command of that name, and ends with the test.
 *
 * @param {Record<string, (argument: any) => unknown>} commands any: each command knows what its test sends
 */
export function answer(commands) {
  process.on(
    'message',
    async (/** @type {{ command: string, argument: unknown }} */ { command, argument }) => {
      const reply = await commands[command]?.(argument)
      process.send?.({ reply })
    },
  )
  process.once('disconnect', () => process.exit())
  process.send?.({ reply: 'ready' })
}
