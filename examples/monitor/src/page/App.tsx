import { useStore } from '@lockstep/react'
import { Activity } from './Activity.js'
import { Alerts } from './Alerts.js'
import { Cpu } from './Cpu.js'
import { link } from './connection.js'
import { Header } from './Header.js'
import { Memory } from './Memory.js'
import { Network } from './Network.js'
import { Processes } from './Processes.js'
import { Thresholds } from './Thresholds.js'

export function App() {
  const live = useStore(link, ({ status }) => status === 'live')
  return (
    <>
      <Header />
      {/* Without a connection the last state stays readable, but nothing that would be lost can be pressed. */}
      <fieldset className={live ? 'board' : 'board faded'} disabled={!live}>
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
