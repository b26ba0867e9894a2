import { useEffect, useSyncExternalStore } from 'react'
import { own } from './connection.js'

export function UndoButtons() {
  const { canUndo, canRedo } = useSyncExternalStore(own.onState, () => own.state)
  useEffect(() => {
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  return (
    <>
      <button type="button" onClick={own.undo} disabled={!canUndo} title="Ctrl+Z">
        Undo
      </button>
      <button type="button" onClick={own.redo} disabled={!canRedo} title="Ctrl+Shift+Z">
        Redo
      </button>
    </>
  )
}

/** In a text field the keys are the field's own. */
function onKey(event: KeyboardEvent): void {
  const inText = event.target instanceof HTMLInputElement && event.target.type !== 'checkbox'
  if (inText || event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey)) return
  event.preventDefault()
  if (event.shiftKey) own.redo()
  else own.undo()
}
