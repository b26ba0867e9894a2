/**
 * What pages call a store: its name, or its file's name without the folders. Where a file lies is the business of the
 * process that opens it, and differs from machine to machine.
 */
export function publicName(name: string, inFile: boolean): string {
  return inFile ? name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1) : name
}
