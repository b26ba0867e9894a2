// What a user does in the pages, wherever they are shown: in Chromium, or in Electron's windows.
import type { Page } from 'playwright-core'

export interface View {
  readonly page: Page
  add(title: string): Promise<void>
  /** Resolves when a todo of this title is shown. */
  shows(title: string): Promise<void>
  /** Resolves when none is. */
  hides(title: string): Promise<void>
  titles(): Promise<string[]>
  tick(title: string): Promise<void>
  /** Types behind a title. */
  append(title: string, text: string): Promise<void>
  remove(title: string): Promise<void>
  press(button: string): Promise<void>
  status(text: string): Promise<void>
  /** Resolves when the import is said to be like that. */
  import(text: RegExp): Promise<void>
}

export function viewOf(page: Page): View {
  // The values of fields are no attributes, so no selector finds them.
  const index = (title: string) =>
    page
      .locator('input.title')
      .evaluateAll(
        (fields, wanted) => fields.findIndex(field => (field as HTMLInputElement).value === wanted),
        title,
      )
  const row = async (title: string) => {
    await shows(title)
    return page.locator('.todos li').nth(await index(title))
  }
  const shown = (title: string, there: boolean) =>
    page.waitForFunction(
      ([wanted, expected]) =>
        [...document.querySelectorAll<HTMLInputElement>('input.title')].some(
          ({ value }) => value === wanted,
        ) === expected,
      [title, there] as const,
    )
  const shows = async (title: string) => void (await shown(title, true))

  return {
    page,
    shows,
    hides: async title => void (await shown(title, false)),
    titles: () =>
      page
        .locator('input.title')
        .evaluateAll(fields => fields.map(field => (field as HTMLInputElement).value)),
    async add(title) {
      await page.getByRole('textbox', { name: 'New todo' }).fill(title)
      await page.getByRole('textbox', { name: 'New todo' }).press('Enter')
    },
    tick: title =>
      page
        .getByRole('checkbox', { name: `Done: ${title}`, exact: true })
        .first()
        .click(),
    async append(title, text) {
      const field = (await row(title)).locator('input.title')
      await field.press('End')
      await field.pressSequentially(text)
    },
    remove: title => page.getByRole('button', { name: `Remove ${title}`, exact: true }).click(),
    press: button => page.getByRole('button', { name: button, exact: true }).click(),
    status: text => page.getByRole('status').filter({ hasText: text }).waitFor(),
    import: text => page.getByTestId('import').filter({ hasText: text }).waitFor(),
  }
}
