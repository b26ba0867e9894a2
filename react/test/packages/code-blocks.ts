import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** The code blocks of a document of the repository that begin with a comment naming their file, by that name. */
export function codeBlocks(document: string): Map<string, string> {
  const text = readFileSync(fileURLToPath(new URL(`../../../${document}`, import.meta.url)), 'utf8')
  const blocks = new Map<string, string>()
  for (const [, code] of text.matchAll(/^```\w+\n([\s\S]*?)^```$/gm)) {
    const file = /^\/\/ ([\w.-]+\.(?:[mc]?[jt]sx?))\n/.exec(code!)?.[1]
    if (file === undefined) continue
    if (blocks.has(file)) throw new Error(`${document} has two code blocks named ${file}`)
    blocks.set(file, code!)
  }
  return blocks
}
