import { type FormEvent, useState } from 'react'
import { addTodo } from '../actions.js'
import { TITLE_LENGTH } from '../store.js'
import { own, store } from './connection.js'

export function AddTodo() {
  const [title, setTitle] = useState('')
  const add = (event: FormEvent) => {
    event.preventDefault()
    if (title.trim() === '') return
    own.add(addTodo(store, title.trim()))
    setTitle('')
  }
  return (
    <form className="add" onSubmit={add}>
      <input
        aria-label="New todo"
        placeholder="What is to be done?"
        maxLength={TITLE_LENGTH}
        value={title}
        onChange={event => setTitle(event.target.value)}
      />
      <button type="submit" disabled={title.trim() === ''}>
        Add
      </button>
    </form>
  )
}
