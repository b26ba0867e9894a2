import { useStore } from '@lockstep/react'
import { bytes, percent } from '../format.js'
import { Card } from './Card.js'
import { store } from './connection.js'

export function Processes() {
  const processes = useStore(store, ({ processes }) => processes)
  return (
    <Card title="Processes" area="processes">
      <table>
        <thead>
          <tr>
            <th>Process</th>
            <th className="number">PID</th>
            <th className="number">CPU</th>
            <th className="number">Memory</th>
          </tr>
        </thead>
        <tbody>
          {processes.map(({ pid, name, cpu, memory }) => (
            <tr key={pid}>
              <td>{name}</td>
              <td className="number">{pid}</td>
              <td className="number">{percent(cpu)}</td>
              <td className="number">{bytes(memory)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  )
}
