// The programs' side of the conversation with the driver (../process.mjs): lines of JSON over stdin and stdout, which
// every runtime has and which cross an emulator too.
import { writeSync } from 'node:fs'
import { createInterface } from 'node:readline'

/** Tells the driver that something happened: written when it returns, whatever becomes of this process then. */
export function tell(event, value) {
  write({ event, value })
}

/** Answers the driver's commands with what these functions return or throw, until the driver closes stdin. */
export function serve(commands) {
  const lines = createInterface({ input: process.stdin })
  lines.on('line', async line => {
    const { id, command, argument } = JSON.parse(line)
    try {
      write({ id, reply: await commands[command](argument) })
    } catch (error) {
      write({ id, error: `${error?.code ?? error?.name}: ${error?.message}` })
    }
  })
  lines.on('close', () => process.exit())
  tell('ready')
}

function write(message) {
  let bytes = Buffer.from(`${JSON.stringify(message)}\n`)
  while (bytes.length > 0) {
    try {
      bytes = bytes.subarray(writeSync(1, bytes))
    } catch (error) {
      // Some runtimes make the pipe non-blocking; the driver is reading.
      if (error.code !== 'EAGAIN') throw error
    }
  }
}
