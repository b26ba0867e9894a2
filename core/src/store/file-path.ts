import { lstatSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname, join, parse, resolve } from 'node:path'
import { LockstepError } from '../errors/errors.js'

/**
 * The one path of a file, absolute and without links, however it is spelled: two spellings must not become two stores
 * of a thread, nor hang their doorbells in two places. What does not exist is left to whoever opens it.
 *
 * @throws LOCKSTEP_PERMISSION for a link that another user put where everybody may put one
 */
export function realPathOf(file: string): string {
  const path = resolve(file)
  refuseForeignLinks(file, path)
  return real(path) ?? join(real(dirname(path)) ?? dirname(path), basename(path))
}

/** Writable for all, and sticky: each may only remove what is theirs. */
const FOR_EVERYBODY = 0o1002

/** The native one also knows how the names are written where case does not matter. */
function real(path: string): string | undefined {
  try {
    return realpathSync.native(path)
  } catch {
    return undefined
  }
}

/**
 * In a directory where everybody may make files (`/tmp`), a link could be another user's, and lead to whatever of this
 * user's files they like. Linux does not follow such links (`protected_symlinks`), but looking where they lead does.
 */
function refuseForeignLinks(file: string, path: string): void {
  const user = process.geteuid?.()
  if (user === undefined) return
  for (let at = path; at !== parse(at).root; at = dirname(at)) {
    const link = lstatSync(at, { throwIfNoEntry: false })
    if (!link?.isSymbolicLink() || link.uid === user) continue
    const directory = statSync(dirname(at))
    if ((directory.mode & FOR_EVERYBODY) !== FOR_EVERYBODY || link.uid === directory.uid) continue
    throw new LockstepError(
      'LOCKSTEP_PERMISSION',
      `${at} on the way to the file ${file} is a symbolic link of user ${link.uid}, in a directory where every user ` +
        'may put one. Choose another path',
    )
  }
}
