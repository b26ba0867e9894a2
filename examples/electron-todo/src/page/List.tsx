import { shallow, useStore } from '@lockstep/react'
import { useState } from 'react'
import { countTodos, type Filter, findTodos } from '../select.js'
import { AddTodo } from './AddTodo.js'
import { desktop, store } from './connection.js'
import { Filters } from './Filters.js'
import { ImportBar } from './ImportBar.js'
import { Status } from './Status.js'
import { TodoRow } from './TodoRow.js'
import { UndoButtons } from './UndoButtons.js'

/** So many at a time: a list of thousands is not drawn at once. */
const STEP = 100

export function List() {
  const [filter, setFilter] = useState<Filter>('all')
  const [query, setQuery] = useState('')
  const [limit, setLimit] = useState(STEP)
  const pages = useStore(store, state => state.pages)
  const counts = useStore(store, countTodos, shallow)
  // One more than is shown tells whether there are more.
  const found = findTodos(pages, { filter, query, limit: limit + 1 })
  return (
    <>
      <header>
        <h1>Todos</h1>
        <Status />
        <span className="tools">
          <UndoButtons />
          <button type="button" onClick={() => desktop?.chooseImport()} disabled={desktop === undefined}>
            Import…
          </button>
          <button type="button" onClick={() => desktop?.show('overview')} disabled={desktop === undefined}>
            Overview
          </button>
        </span>
      </header>
      <main>
        <AddTodo />
        <ImportBar />
        <Filters filter={filter} onFilter={setFilter} query={query} onQuery={setQuery} counts={counts} />
        {found.length === 0 ? (
          <p className="note">
            {counts.open + counts.done === 0 ? 'Nothing to do yet.' : 'Nothing like that.'}
          </p>
        ) : (
          <ul className="todos" aria-label="Todos">
            {found.slice(0, limit).map(({ id, todo }) => (
              <TodoRow key={id} id={id} todo={todo} />
            ))}
          </ul>
        )}
        {found.length > limit && (
          <button type="button" className="more" onClick={() => setLimit(limit + STEP)}>
            Show more
          </button>
        )}
      </main>
    </>
  )
}
