import { useConnection } from '@lockstep/react'
import { store } from './connection.js'
import { Flags } from './Flags.js'
import { Header } from './Header.js'
import { Limits } from './Limits.js'
import { Workers } from './Workers.js'

export function App() {
  const { status } = useConnection(store)
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
