// Shows the store in the terminal, live, and lets keys change it; without a terminal, prints plain lines.
import { onEnd, openMonitor } from './program.js'
import { showLive } from './terminal/live.js'
import { showPlain } from './terminal/plain.js'

const store = openMonitor('terminal')
onEnd(() => store.close())

function quit(): void {
  store.close()
  // The demo ends everything when the user quits its view; without one there is nobody to tell.
  if (process.send === undefined) process.exit(0)
  else process.send('quit', () => process.exit(0))
}

if (process.stdin.isTTY && process.stdout.isTTY) {
  showLive(store, quit)
} else {
  // Whoever read the lines (`| head`) has gone.
  process.stdout.on('error', quit)
  showPlain(store, line => console.log(line))
}
