import { act, type ReactNode } from 'react'
import { createRoot, hydrateRoot, type Root } from 'react-dom/client'
import { onTestFinished } from 'vitest'

/** A React root in the document, unmounted when the test ends. */
export interface Page {
  readonly container: HTMLElement
  /** The text that is shown now. */
  text(): string
  /** Renders another tree into the same root. */
  render(tree: ReactNode): Promise<void>
  unmount(): Promise<void>
}

/** Renders `tree` and waits until its effects have run. */
export async function mount(tree: ReactNode): Promise<Page> {
  const container = addContainer()
  const root = createRoot(container)
  const page = pageOf(container, root)
  await page.render(tree)
  return page
}

/** Puts `html` into the document and hydrates it with `tree`. Errors React recovers from go to `onRecoverableError`. */
export async function hydrate(
  html: string,
  tree: ReactNode,
  onRecoverableError: (error: unknown) => void,
): Promise<Page> {
  const container = addContainer()
  container.innerHTML = html
  let root: Root | undefined
  await act(async () => {
    root = hydrateRoot(container, tree, { onRecoverableError })
  })
  return pageOf(container, root!)
}

function addContainer(): HTMLElement {
  const container = document.body.appendChild(document.createElement('main'))
  onTestFinished(() => container.remove())
  return container
}

function pageOf(container: HTMLElement, root: Root): Page {
  let mounted = true
  const page: Page = {
    container,
    text: () => container.textContent ?? '',
    render: tree => act(async () => root.render(tree)),
    async unmount() {
      globalThis.IS_REACT_ACT_ENVIRONMENT = true
      if (mounted) await act(async () => root.unmount())
      mounted = false
    },
  }
  onTestFinished(page.unmount)
  return page
}
