/** How the protocol's tests are built: a name, and the sanitizers of that build. */
export const builds = { plain: '', address: 'address,undefined', thread: 'thread' }
