/**
 * What went to console.error and console.warn in this process.
 *
 * @type {string[]}
 */
export const complaints = []

for (const level of /** @type {const} */ (['error', 'warn']))
  console[level] = (...parts) => {
    complaints.push(parts.map(String).join(' '))
  }
