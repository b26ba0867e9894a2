// Loaded before everything else: what the page's policy forbids from then on.
/** @type {string[]} */
const violations = []
Object.assign(window, { violations })
document.addEventListener('securitypolicyviolation', ({ effectiveDirective, blockedURI }) => {
  violations.push(`${effectiveDirective} ${blockedURI}`)
})
