import { shallow, useStore } from '@lockstep/react'
import { countTodos, findTodos } from '../select.js'
import { AddTodo } from './AddTodo.js'
import { desktop, store } from './connection.js'
import { ImportBar } from './ImportBar.js'
import { Status } from './Status.js'
import { TodoRow } from './TodoRow.js'
import { UndoButtons } from './UndoButtons.js'

const NEXT = 5

/** The small window: how much there is, and what comes next. */
export function Overview() {
  const { open, done } = useStore(store, countTodos, shallow)
  const pages = useStore(store, state => state.pages)
  const next = findTodos(pages, { filter: 'open', limit: NEXT })
  return (
    <>
      <header>
        <h1>
          <output data-testid="open">{open.toLocaleString()}</output> open
        </h1>
        <Status />
      </header>
      <main>
        <p className="note">{done.toLocaleString()} done</p>
        <meter aria-label="Done so far" max={Math.max(1, open + done)} value={done} />
        <AddTodo />
        <ImportBar />
        <ul className="todos" aria-label="Next">
          {next.map(({ id, todo }) => (
            <TodoRow key={id} id={id} todo={todo} />
          ))}
        </ul>
        <p className="tools">
          <UndoButtons />
          <button type="button" onClick={() => desktop?.show('list')} disabled={desktop === undefined}>
            List
          </button>
        </p>
      </main>
    </>
  )
}
