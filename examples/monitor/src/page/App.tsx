import { useConnection } from '@lockstep/react'
import { Activity } from './Activity.js'
import { Alerts } from './Alerts.js'
import { Cpu } from './Cpu.js'
import { store } from './connection.js'
import { Header } from './Header.js'
import { Memory } from './Memory.js'
import { Network } from './Network.js'
import { Processes } from './Processes.js'
import { Thresholds } from './Thresholds.js'

export function App() {
  const { status } = useConnection(store)
  return (
    <>
      <Header />
      {/* Without a connection everything can be read and changed on: what is changed waits. */}
      <fieldset className={status === 'offline' ? 'board faded' : 'board'} disabled={status === 'closed'}>
        <Cpu />
        <Memory />
        <Network />
        <Thresholds />
        <Alerts />
        <Processes />
        <Activity />
      </fieldset>
    </>
  )
}
