import { type KeyboardEvent, type MouseEvent, memo } from 'react'
import { removeTodo, renameTodo, tickTodo } from '../actions.js'
import { TITLE_LENGTH, type Todo } from '../store.js'
import { own, store } from './connection.js'

/** Each key that is typed into a title is committed: closing the window, or losing its process, loses none. */
export const TodoRow = memo(function TodoRow({ id, todo }: { id: string; todo: Todo }) {
  const { title, done } = todo
  return (
    <li className={done ? 'done' : undefined}>
      <input
        type="checkbox"
        aria-label={`Done: ${title}`}
        checked={done}
        onChange={event => own.add(tickTodo(store, id, event.target.checked))}
      />
      <input
        className="title"
        aria-label="Title"
        maxLength={TITLE_LENGTH}
        value={title}
        onChange={event => own.add(renameTodo(store, id, event.target.value))}
        onKeyDown={leaveOnEnter}
        onBlur={() => title.trim() === '' && own.add(removeTodo(store, id))}
      />
      <button
        type="button"
        className="remove"
        aria-label={`Remove ${title}`}
        onClick={event => {
          focusNeighbour(event)
          own.add(removeTodo(store, id))
        }}
      >
        ×
      </button>
    </li>
  )
})

function leaveOnEnter(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur()
}

/** Who removes one with the keyboard goes on at the next. */
function focusNeighbour({ currentTarget }: MouseEvent<HTMLButtonElement>): void {
  const row = currentTarget.closest('li')!
  const neighbour = row.nextElementSibling ?? row.previousElementSibling
  neighbour?.querySelector<HTMLButtonElement>('.remove')?.focus()
}
