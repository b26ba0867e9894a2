import { Flags } from './Flags.js'
import { Header } from './Header.js'
import { Limits } from './Limits.js'
import { useConnection } from './use-store-status.js'
import { Workers } from './Workers.js'

export function App() {
  const { status } = useConnection()
  return (
    <>
      <Header />
      {/* Without a connection everything can be read and changed on: what is changed waits. */}
      <fieldset className={status === 'offline' ? 'faded' : undefined} disabled={status === 'closed'}>
        <Flags />
        <Limits />
        <Workers />
      </fieldset>
    </>
  )
}
