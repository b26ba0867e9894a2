import { LockstepError } from '../errors/errors.js'

/**
 * Checks where a store is to be found: its name, or its file.
 *
 * @returns what messages call it
 * @throws LOCKSTEP_NAME, LOCKSTEP_OPTIONS
 */
export function validatePlace({ name, file }: Readonly<Record<string, unknown>>): string {
  if (file === undefined) {
    const problem = problemWithName(name)
    if (problem !== undefined) throw new LockstepError('LOCKSTEP_NAME', problem)
    return name as string
  }
  if (name !== undefined) {
    throw new LockstepError(
      'LOCKSTEP_OPTIONS',
      `A store has a name or a file, this one has both (${JSON.stringify(name)} and ${JSON.stringify(file)}): ` +
        'keep name for one in memory, file for one that outlives its processes',
    )
  }
  const problem = problemWithFile(file)
  if (problem !== undefined) throw new LockstepError('LOCKSTEP_OPTIONS', problem)
  return file as string
}

function problemWithName(name: unknown): string | undefined {
  if (typeof name !== 'string')
    return 'A store needs a name: pass a string, such as "acme.editor" (or a path as file)'
  if (name === '') return 'A store needs a name, this one is empty: write something like "acme.editor"'
  if (name.length > 100)
    return `The store name "${name.slice(0, 20)}…" has ${name.length} characters: use at most 100`
  const shown = JSON.stringify(name)
  if (!/^[A-Za-z0-9._-]+$/.test(name)) {
    return `The store name ${shown} has characters that are not letters of A-Z, digits, ".", "_" or "-": use only these`
  }
  if (name.startsWith('.')) return `The store name ${shown} starts with a dot: start it with a letter`
  if (name.includes('..')) return `The store name ${shown} contains "..": use single dots`
  return undefined
}

function problemWithFile(file: unknown): string | undefined {
  if (typeof file !== 'string') {
    const url = file instanceof URL ? ' (of a URL: fileURLToPath(url))' : ''
    return `A store's file is a path: pass a string${url}`
  }
  if (file === '')
    return 'A store\'s file is a path, this one is empty: write something like "/var/lib/acme/editor.store"'
  const shown = JSON.stringify(file.length > 100 ? `${file.slice(0, 100)}…` : file)
  if (file.includes('\0')) return `The path ${shown} contains a NUL character: leave it out`
  if (/^file:/i.test(file)) return `${shown} is a URL, a store's file is a path: pass fileURLToPath(url)`
  return undefined
}
