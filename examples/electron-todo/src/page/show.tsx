import { type ReactNode, StrictMode } from 'react'
import { createRoot } from 'react-dom/client'

export function show(page: ReactNode): void {
  createRoot(document.getElementById('root')!).render(<StrictMode>{page}</StrictMode>)
}
